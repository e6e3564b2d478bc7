"""Finding practice questions in the running text of an old lesson: 题干, A–D, 答案, 解析. Plain data in, plain data out."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.formats.pieces import Kind, Piece, tidy

LONGEST_STEM = 300
LONGEST_OPTION = 100
MOST_OPTIONS = 6

_NUMBER = re.compile(r"^\s*(?:【?(?:题干|题目)】?\s*[:：]?|第?\s*\d{1,3}\s*[题.、．)）:：]|[（(]\s*\d{1,3}\s*[)）])\s*")
_OPTION = re.compile(r"^\s*[（(]?\s*([A-Fa-fＡ-Ｆ])\s*[)）.、．:：]\s*(\S.*)$", re.DOTALL)
_OPTIONS_IN_A_LINE = re.compile(r"(?:^|(?<=\s))[（(]?([A-F])[)）.、．:：]\s*")
_EXPLANATION = re.compile(r"^\s*[【\[（(]?\s*(?:答案)?(?:解析|讲解|解释)\s*[】\]）)]?\s*[:：]?\s*(.*)$", re.DOTALL)
_ANSWER = re.compile(r"^\s*[【\[（(]?\s*(?:参考|正确|标准)?答案\s*[】\]）)]?\s*[:：]?\s*(.+)$", re.DOTALL)
_ANSWER_IN_STEM = re.compile(r"[（(]\s*([A-F]{1,6}|[√×✓✗对错])\s*[)）]\s*[。.？?]?\s*$")
_TRUE, _FALSE = {"对", "√", "✓", "正确", "是", "T", "TRUE"}, {"错", "×", "✗", "X", "错误", "否", "F", "FALSE"}
_FIGURE = re.compile(r"^([-+]?\d{1,12}(?:\.\d{1,6})?)\s*([%元倍人单件斤个分天袋克]?)$")
_EXERCISES = re.compile(r"练习|习题|测试|自测|测验|想一想|思考题")
_WORDS = {Kind.PARAGRAPH, Kind.NUMBERED, Kind.BULLET, Kind.HEADING}


@dataclass
class Exercises:
    """`rest` is the text without the questions that were understood."""

    rest: list[Piece] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """A question as it is being read."""

    stem: str
    options: list[str] = field(default_factory=list)
    answer: str = ""
    explanation: str = ""
    end: int = 0


def take_exercises(pieces: Sequence[Piece]) -> Exercises:
    lines, taken = split_lines(pieces), Exercises()
    place = 0
    while place < len(lines):
        draft = read_draft(lines, place)
        question = draft and understood(draft)
        if draft and question:
            taken.questions.append(question)
            if not draft.explanation:
                taken.remarks.append(_("This question has no explanation yet: %(stem)s") % {"stem": draft.stem[:30]})
            place = draft.end
            continue
        if draft and draft.options:
            taken.remarks.append(_("A question stays text, since its right answer cannot be seen: %(stem)s") % {"stem": draft.stem[:30]})
        taken.rest += lines[place : draft.end if draft else place + 1]
        place = draft.end if draft else place + 1
    taken.rest = without_empty_headings(taken.rest)
    return taken


def split_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """A paragraph that holds options or an answer in lines of its own is cut into those lines."""
    found: list[Piece] = []
    for piece in pieces:
        lines = piece.text.split("\n")
        if len(lines) > 1 and any(_OPTION.match(line) or _ANSWER.match(line) for line in lines[1:]):
            found += [Piece.of(piece.kind, line) for line in lines]
        else:
            found.append(piece)
    return found


def read_draft(lines: Sequence[Piece], place: int) -> Draft | None:
    """The question that begins here, whole or not; None where none does."""
    first = lines[place]
    if first.kind not in _WORDS or _OPTION.match(first.text) or _ANSWER.match(first.text) or _EXPLANATION.match(first.text):
        return None
    draft = Draft(stem=_NUMBER.sub("", first.text, count=1), end=place + 1)
    read_options(draft, lines)
    read_answer(draft, lines)
    if len(draft.options) < 2 and not draft.answer:
        return None
    return draft


def read_options(draft: Draft, lines: Sequence[Piece]) -> None:
    while draft.end < len(lines) and len(draft.options) < MOST_OPTIONS and lines[draft.end].kind in _WORDS:
        text = lines[draft.end].text
        several = options_in(text)
        if several and letters_follow(draft.options, [letter for letter, _ in several]):
            draft.options += [option for _, option in several]
        else:
            return
        draft.end += 1


def options_in(text: str) -> list[tuple[str, str]]:
    parts = _OPTIONS_IN_A_LINE.split(unicodedata.normalize("NFKC", text) if re.match(r"\s*[Ａ-Ｆ]", text) else text)
    if len(parts) >= 5 and not parts[0].strip():
        return [(parts[place], tidy(parts[place + 1])) for place in range(1, len(parts) - 1, 2)]
    one = _OPTION.match(text)
    return [(unicodedata.normalize("NFKC", one[1]).upper(), tidy(one[2]))] if one else []


def letters_follow(options: Sequence[str], letters: Sequence[str]) -> bool:
    """A, B, C… without a gap: a list that happens to begin with a letter is no question."""
    return list(letters) == list("ABCDEFGHIJKL"[len(options) : len(options) + len(letters)])


def read_answer(draft: Draft, lines: Sequence[Piece]) -> None:
    while draft.end < len(lines) and lines[draft.end].kind in _WORDS:
        text = lines[draft.end].text
        explanation, answer = _EXPLANATION.match(text), _ANSWER.match(text)
        if explanation and (draft.answer or draft.options) and not draft.explanation:
            draft.explanation = tidy(explanation[1])
        elif answer and not draft.answer:
            draft.answer, draft.explanation = split_answer(tidy(answer[1]))
        else:
            break
        draft.end += 1
    in_stem = _ANSWER_IN_STEM.search(draft.stem)
    if in_stem and not draft.answer:
        draft.answer, draft.stem = in_stem[1], draft.stem[: in_stem.start()] + "（　）"


def split_answer(text: str) -> tuple[str, str]:
    """“B。解析：…” in one line."""
    answer, *explanation = re.split(r"\s*[。；;，,]?\s*(?:【解析】|解析[:：])\s*", text, maxsplit=1)
    return answer, "".join(explanation)


def understood(draft: Draft) -> dict[str, Any] | None:
    """The practice question, or None where it does not fit or which answer is right cannot be seen."""
    answer = unicodedata.normalize("NFKC", draft.answer).strip().rstrip("。.").upper()
    shared = {"stem": draft.stem.strip(), "explanation": draft.explanation}
    if not 0 < len(shared["stem"]) <= LONGEST_STEM or not answer:
        return None
    if draft.options:
        right = set(re.sub(r"[\s、,，和]", "", answer))
        letters = "ABCDEF"[: len(draft.options)]
        if len(draft.options) < 2 or not right <= set(letters) or not all(0 < len(option) <= LONGEST_OPTION for option in draft.options):
            return None
        options = [{"text": option, "right": letter in right} for letter, option in zip(letters, draft.options, strict=True)]
        return {"type": "single" if len(right) == 1 else "multiple", "value": shared | {"options": options}}
    if answer in _TRUE | _FALSE:
        return {"type": "true_false", "value": shared | {"answer": answer in _TRUE}}
    figure = _FIGURE.match(answer)
    if figure:
        return {"type": "numeric", "value": shared | {"answer": float(figure[1]), "tolerance": 0.0, "unit": figure[2]}}
    return None


def without_empty_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """“练习” with nothing left under it goes, since practice has a place of its own."""
    kept: list[Piece] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        is_empty = following is None or following.kind == Kind.HEADING
        if not (is_empty and len(piece.text) <= 20 and piece.kind in _WORDS and _EXERCISES.search(piece.text)):
            kept.append(piece)
    return kept
