"""Answers in words, for who reads a marked question: the learner, the marker, the author."""

from typing import Any

from django.utils.translation import gettext as _

from exams.content import Answer, Content, Kind
from exams.content.gaps import GAP

NOTHING = "—"
THEN = " → "


def in_words(content: Content, answer: Answer) -> list[str]:
    """One line for most kinds, one for each row or part of the others. A key is an answer too."""
    if isinstance(answer, dict):
        return _lines(content, answer)
    texts = {option.key: option.text for option in content.options}
    if isinstance(answer, list):
        named = [texts.get(key, NOTHING) for key in answer]
        return [THEN.join(named)] if content.kind == Kind.ORDERING else named
    if isinstance(answer, bool):
        return [_("Right") if answer else _("Wrong")]
    if answer is None:
        return [NOTHING]
    text = texts.get(answer, answer)
    return [f"{text} {content.unit}".strip() if content.unit not in text else text]


def _lines(content: Content, answer: dict[str, Any]) -> list[str]:
    if content.kind == Kind.ESSAY:
        return [line for line in str(answer.get("text", "")).split("\n") if line] or [NOTHING]
    if content.kind == Kind.MATCHING:
        texts = {option.key: option.text for option in content.options}
        return [f"{row.text}{THEN}{texts.get(answer.get(row.key, ''), NOTHING)}" for row in content.rows]
    return [f"({part.key}) {line}" for part in content.parts for line in in_words(part.content, answer.get(part.key))]


def stem_in_words(content: Content) -> str:
    """The stem with a line where each gap stands."""
    return GAP.sub(lambda gap: f"（{gap[1]}）____", content.stem) if content.kind == Kind.CLOZE else content.stem
