"""Moodle's embedded answers: {1:SHORTANSWER:=Berlin~%50%Bonn#nearly}.

A scanner, since one pattern for all of it takes for ever on bad text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from exams.content import Kind
from exams.formats import making, rich
from exams.formats.reading import BadQuestion

_START = re.compile(r"\{(\d{0,4}):([A-Za-z_]{1,20}):")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
_NUMBER = r"-?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][-+]?\d{1,2})?"
_NUMERICAL = re.compile(rf"({_NUMBER})(?::({_NUMBER}))?")
_PLACEHOLDER = re.compile(r"\[\[\d{1,3}\]\]")
_CHOICES = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS"}
_CHOICES |= {"MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
_WORDS, _EXACT_WORDS = {"SHORTANSWER", "SA", "MW"}, {"SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_RESPONSES = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}


@dataclass(frozen=True)
class _Alternative:
    weight: Decimal
    text: str
    feedback: str


@dataclass(frozen=True)
class Opened:
    """The text with [[1]], [[2]]… where the gaps stood, what may stand in them, and what is said to each answer."""

    text: str
    gaps: dict[str, dict[str, Any]]
    feedback: list[tuple[str, str]]


def open_gaps(text: str, notes: list[str]) -> Opened:
    """Raises BadQuestion."""
    if _PLACEHOLDER.search(text):
        raise BadQuestion(_("[[1]] in the words would be taken for a gap"))
    parts: list[str] = []
    gaps: dict[str, dict[str, Any]] = {}
    feedback: list[tuple[str, str]] = []
    weights: dict[str, str] = {}
    place = 0
    for found in _START.finditer(text):
        if found.start() < place:
            continue
        name = str(len(gaps) + 1)
        end = _closing(text, found.end())
        if end < 0:
            raise BadQuestion(_("gap %(name)s is never closed by a }") % {"name": name})
        alternatives = list(_alternatives(text[found.end() : end]))
        gaps[name] = _gap(found[2].upper(), alternatives, name, notes)
        weights[name] = found[1].lstrip("0") or ("0" if found[1] else "1")
        feedback += [(each.text, each.feedback) for each in alternatives if each.feedback]
        parts += [text[place : found.start()], f"[[{name}]]"]
        place = end + 1
    if not gaps:
        raise BadQuestion(_("there is no gap in it, or the gap is not written like {1:SHORTANSWER:=answer}"))
    if "0" in weights.values():
        raise BadQuestion(_("a gap that earns nothing cannot be kept"))
    if len(set(weights.values())) > 1:
        for name, weight in weights.items():
            gaps[name]["weight"] = weight
    return Opened("".join([*parts, text[place:]]), gaps, feedback)


def _closing(text: str, start: int) -> int:
    place = text.find("}", start)
    while place > 0 and text[place - 1] == "\\":
        place = text.find("}", place + 1)
    return place


def _alternatives(body: str) -> Iterator[_Alternative]:
    for piece in _cut(body, "~"):
        weight, rest = Decimal(0), piece.strip()
        percent = _WEIGHT.match(rest)
        if rest.startswith("="):
            weight, rest = making.FULL, rest[1:]
        elif percent:
            weight, rest = Decimal(percent[1].replace(",", ".")), rest[percent.end() :]
        text, *feedback = _cut(rest, "#", most=1)
        yield _Alternative(weight, _plain(text), _plain("".join(feedback)))


def _cut(body: str, sign: str, *, most: int = -1) -> list[str]:
    """At each sign that is not escaped and does not belong to an entity such as &#39;."""
    parts, start, place = [], 0, body.find(sign)
    while place >= 0 and most != 0:
        if body[place - 1 : place] not in {"\\", "&"} and body[max(0, place - 5) : place] != "&amp;":
            parts.append(body[start:place])
            start = place + 1
            most -= 1
        place = body.find(sign, place + 1)
    return [*parts, body[start:]]


def _plain(text: str) -> str:
    for sign in '}#~/"\\':
        text = text.replace(f"\\{sign}", sign)
    if "<" in text:
        return rich.from_html(text).only_text(_("an option"))
    return " ".join(unescape(text).split())


def _gap(kind: str, alternatives: list[_Alternative], name: str, notes: list[str]) -> dict[str, Any]:
    pairs = [(each.text, each.weight) for each in alternatives]
    try:
        if kind in _CHOICES:
            return {"kind": Kind.SINGLE} | making.single([text for text, _w in pairs], [weight for _t, weight in pairs], notes)
        if kind in _WORDS | _EXACT_WORDS:
            return {"kind": "short_text"} | making.short_text(pairs, notes, case_sensitive=kind in _EXACT_WORDS)
        if kind in _NUMBERS:
            return {"kind": Kind.NUMERIC} | making.numeric([_figure(text, weight) for text, weight in pairs if text != "*"])
    except BadQuestion as error:
        raise BadQuestion(_("gap %(name)s: %(reason)s") % {"name": name, "reason": error}) from error
    if kind in _RESPONSES:
        raise BadQuestion(_("gap %(name)s takes several choices; here a gap takes one") % {"name": name})
    raise BadQuestion(_("gap %(name)s is of a kind that nobody knows: %(kind)s") % {"name": name, "kind": kind})


def _figure(text: str, weight: Decimal) -> making.Figure:
    found = _NUMERICAL.fullmatch("".join(text.split()))
    if not found:
        raise BadQuestion(_("“%(text)s” is not a number") % {"text": text[:30]})
    answer, tolerance = (Decimal((digits or "0").replace(",", ".")) for digits in found.groups())
    return making.Figure(answer, abs(tolerance), weight, (found[1], found[2] or ""))
