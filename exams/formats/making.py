"""From what files say of a question to its content: weights become shares, ranges become tolerances. See exams.content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.utils.translation import gettext as _

from exams.content import LETTERS
from exams.formats.reading import BadQuestion

_PLAIN = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")
FULL = Decimal(100)
NEAR = Decimal("0.1")
"""Weights are written as 33.33333: that near to a third is a third."""


def share(weight: Decimal) -> str:
    """A share of the points as it is stored: 33.33333 % is "0.3333333"."""
    return plain_digits((weight / 100).quantize(Decimal("0.0000001")))


def plain_digits(number: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


def as_written(number: Decimal, text: str) -> str:
    """The digits as somebody wrote them, zeros and all, where they are plain; else the number."""
    return text if _PLAIN.fullmatch(text) and Decimal(text) == number else plain_digits(number)


def options(texts: Sequence[str]) -> list[dict[str, str]]:
    if not 2 <= len(texts) <= len(LETTERS):
        raise BadQuestion(_("it has %(count)s options; 2 to %(most)s are possible") % {"count": len(texts), "most": len(LETTERS)})
    for letter, text in zip(LETTERS, texts, strict=False):
        if not text.strip():
            raise BadQuestion(_("option %(letter)s is empty") % {"letter": letter.upper()})
    return [{"key": letter, "text": text} for letter, text in zip(LETTERS, texts, strict=False)]


def single(texts: Sequence[str], weights: Sequence[Decimal], notes: list[str]) -> dict[str, Any]:
    """One choice. The first option of full weight is the key; what else earns something has a share."""
    made: dict[str, Any] = {"options": options(texts)}
    right = next((place for place, weight in enumerate(weights) if weight >= FULL - NEAR), None)
    if right is None:
        raise BadQuestion(_("no option is marked as wholly right"))
    made["answer"] = LETTERS[right]
    shares = {LETTERS[place]: share(min(weight, FULL)) for place, weight in enumerate(weights) if weight > 0 and place != right}
    if any(weight < 0 for weight in weights):
        notes.append(_("a wrong choice takes no points away here; it earns nothing"))
    return made | ({"shares": shares} if shares else {})


def multiple(texts: Sequence[str], weights: Sequence[Decimal], *, credit: str = "each") -> dict[str, Any]:
    """Several choices. Weights that are alike for all right and for all wrong options are the usual ones and not stored."""
    made: dict[str, Any] = {"options": options(texts)}
    right = [place for place, weight in enumerate(weights) if weight > 0]
    if not right:
        raise BadQuestion(_("no option is marked as right"))
    made["answer"] = [LETTERS[place] for place in right]
    if credit == "all":
        return made
    total = sum((weights[place] for place in right), Decimal(0))
    if abs(total - FULL) > 1:
        raise BadQuestion(_("the weights of the right options make %(total)s %%, not 100 %%") % {"total": plain_digits(total)})
    usual = FULL / len(right)
    shares = {
        LETTERS[place]: share(weight) for place, weight in enumerate(weights) if abs(weight - (usual if place in right else -usual)) > NEAR
    }
    return made | {"credit": "each"} | ({"shares": shares} if shares else {})


@dataclass(frozen=True)
class Figure:
    """A number that earns something, and how far from it still does."""

    answer: Decimal
    tolerance: Decimal
    weight: Decimal = FULL
    digits: tuple[str, str] = ("", "")
    """Answer and tolerance as they were written."""

    @property
    def as_text(self) -> tuple[str, str]:
        return as_written(self.answer, self.digits[0]), as_written(self.tolerance, self.digits[1])

    @classmethod
    def between(cls, low: Decimal, high: Decimal, weight: Decimal = FULL) -> "Figure":
        low, high = sorted((low, high))
        with localcontext() as context:
            context.prec = 80
            return cls((low + high) / 2, (high - low) / 2, weight)

    def meets(self, other: "Figure") -> bool:
        return abs(self.answer - other.answer) <= self.tolerance + other.tolerance


def numeric(figures: Sequence[Figure], *, unit: str = "") -> dict[str, Any]:
    """The first figure of full weight is the key, the others stand beside it."""
    if any(abs(value) >= Decimal("1e15") for figure in figures for value in (figure.answer, figure.tolerance)):
        raise BadQuestion(_("the number is too large"))
    earning = [figure for figure in figures if figure.weight > 0]
    key = next((figure for figure in earning if figure.weight >= FULL - NEAR), None)
    if key is None:
        raise BadQuestion(_("no number is marked as wholly right"))
    for worthless in (figure for figure in figures if figure.weight <= 0):
        if any(worthless.meets(figure) for figure in earning if figures.index(worthless) < figures.index(figure)):
            raise BadQuestion(_("a number that earns nothing lies within one that earns points; this cannot be kept"))
    answer, tolerance = key.as_text
    made: dict[str, Any] = {"answer": answer, "tolerance": tolerance, "unit": unit}
    also = [
        {"answer": figure.as_text[0], "tolerance": figure.as_text[1], "share": share(min(figure.weight, FULL))}
        for figure in earning
        if figure is not key
    ]
    return made | ({"also": also} if also else {})


def short_text(accepted: Sequence[tuple[str, Decimal]], notes: list[str], *, case_sensitive: bool = False) -> dict[str, Any]:
    """Words that are accepted, one that is wholly right first. A `*` stands for anything, `\\*` for itself, as in Moodle."""
    earning = [(text, weight) for text, weight in accepted if weight > 0 and text.strip()]
    if not earning or max(weight for _text, weight in earning) < FULL - NEAR:
        raise BadQuestion(_("no answer is accepted as wholly right"))
    worthless = [text for text, weight in accepted if weight <= 0 and text.strip() != "*"]
    if worthless:
        notes.append(_("what earns nothing is not listed: %(texts)s") % {"texts": "、".join(worthless)[:80]})
    if any(text.strip() == "*" for text, _weight in earning):
        raise BadQuestion(_("“*” would accept every answer"))
    has_wildcards = any("*" in text.replace("\\*", "") for text, _weight in earning)
    if not has_wildcards:
        earning = [(text.replace("\\*", "*"), weight) for text, weight in earning]
    best = next(place for place, (_text, weight) in enumerate(earning) if weight >= FULL - NEAR)
    earning.insert(0, earning.pop(best))
    made: dict[str, Any] = {
        "accepted": [{"text": text.strip(), "share": share(min(weight, FULL))} for text, weight in earning],
        "case_sensitive": case_sensitive,
    }
    return made | ({"wildcards": True} if has_wildcards else {})


def matching(pairs: Sequence[tuple[str, str]], *, credit: str = "each") -> dict[str, Any]:
    """Rows and what belongs to them. A pair without a left side only adds something to choose."""
    texts = list(dict.fromkeys(right for _left, right in pairs))
    made: dict[str, Any] = {"options": options(texts), "credit": credit}
    rows = [(left, LETTERS[texts.index(right)]) for left, right in pairs if left.strip()]
    made["rows"] = [{"key": str(number), "text": left} for number, (left, _letter) in enumerate(rows, start=1)]
    made["answer"] = {str(number): letter for number, (_left, letter) in enumerate(rows, start=1)}
    return made


def ordering(texts: Sequence[str], *, credit: str = "each", letters: str = LETTERS) -> dict[str, Any]:
    """Items in their right order; `letters` are their names, in that order."""
    options(texts)
    named = sorted(zip(letters, texts, strict=False))
    return {
        "options": [{"key": letter, "text": text} for letter, text in named],
        "answer": list(letters[: len(texts)]),
        "credit": credit,
    }


LONGEST_EXPLANATION = 2000


def explanation(general: str, about: Sequence[tuple[str, str]], notes: list[str]) -> str:
    """What is said afterwards: to everybody, and of each option to who chose it."""
    lines = [
        general,
        *(_("%(option)s: %(feedback)s") % {"option": option, "feedback": text} if option else text for option, text in about if text),
    ]
    text = "\n".join(dict.fromkeys(line for line in lines if line))
    if len(text) > LONGEST_EXPLANATION:
        notes.append(_("the feedback is longer than %(most)s characters and is left out") % {"most": LONGEST_EXPLANATION})
        return general if len(general) <= LONGEST_EXPLANATION else ""
    return text
