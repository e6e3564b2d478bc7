"""Answers as a form without JavaScript sends them. Pure: fields in, an answer out, in the form it is kept in."""

from collections.abc import Callable

from django.http import QueryDict

from exams.content import LONGEST_ESSAY, LONGEST_TYPED, LONGEST_WORDS, Answer, Kind
from exams.showing import Shown


def read_field(shown: Shown, form: QueryDict) -> Answer:
    """The answer in the fields of this question; None for none. What no page of ours can send is left out."""
    return _READ[shown.kind](shown, form)


def _typed(form: QueryDict, name: str, longest: int) -> str:
    return form.get(name, "").replace("\r\n", "\n")[:longest].strip()


def _single(shown: Shown, form: QueryDict) -> Answer:
    key = form.get(shown.name, "")
    return key if key in shown.content.keys else None


def _multiple(shown: Shown, form: QueryDict) -> Answer:
    return sorted({key for key in form.getlist(shown.name) if key in shown.content.keys}) or None


def _true_false(shown: Shown, form: QueryDict) -> Answer:
    return {"true": True, "false": False}.get(form.get(shown.name, ""))


def _numeric(shown: Shown, form: QueryDict) -> Answer:
    return _typed(form, shown.name, LONGEST_TYPED) or None


def _short_text(shown: Shown, form: QueryDict) -> Answer:
    return _typed(form, shown.name, LONGEST_WORDS) or None


def _ordering(shown: Shown, form: QueryDict) -> Answer:
    """Each thing has the number of its place. Of two with the same number, the one that stands first has it."""
    placed: list[str | None] = [None] * len(shown.places)
    for option in shown.options:
        place = form.get(f"{shown.name}.{option.key}", "")
        if place.isascii() and place.isdecimal() and int(place[:3]) in shown.places and placed[int(place[:3]) - 1] is None:
            placed[int(place[:3]) - 1] = option.key
    while placed and placed[-1] is None:
        placed.pop()
    return placed or None


def _matching(shown: Shown, form: QueryDict) -> Answer:
    chosen = {row.key: form.get(f"{shown.name}.{row.key}", "") for row in shown.content.rows}
    return {row: key for row, key in chosen.items() if key in shown.content.keys} or None


def _parts(shown: Shown, form: QueryDict) -> Answer:
    given = {part.key: read_field(part, form) for part in shown.parts}
    return {key: answer for key, answer in given.items() if answer is not None} or None


def _essay(shown: Shown, form: QueryDict) -> Answer:
    text, files = _typed(form, shown.name, LONGEST_ESSAY), form.getlist(f"{shown.name}.files")[: shown.content.files]
    return {"text": text, "files": list(dict.fromkeys(files))} if text or files else None


_READ: dict[Kind, Callable[[Shown, QueryDict], Answer]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: _short_text,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.CLOZE: _parts,
    Kind.CASE: _parts,
    Kind.ESSAY: _essay,
}
