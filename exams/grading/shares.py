"""How much of a question an answer earns: a share of its points, 0 to 1."""

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

from exams.content import Answer, BadAnswer, Content, Kind, check_answer, read_number
from exams.content.words import fits

ENOUGH_DIGITS = 200
"""Two numbers that people can type are told apart exactly."""


def grade(content: Content, answer: Answer) -> Decimal | None:
    """The share of the points, or None for what people must mark. The key earns 1; nothing given, or nothing that fits, earns 0."""
    try:
        given = check_answer(content, answer)
    except BadAnswer:
        given = None
    if given is None:
        return Decimal(0)
    return None if content.is_marked_by_people else _decimal(_share(content, given))


def grade_parts(content: Content, answer: Answer) -> dict[str, Decimal]:
    """The share of each gap of a cloze or question of a case, by its number; empty for other kinds."""
    try:
        given = check_answer(content, answer)
    except BadAnswer:
        given = None
    answers: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return {part.key: grade(part.content, answers.get(part.key)) or Decimal(0) for part in content.parts}


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)


def _share(content: Content, answer: Any) -> Fraction:
    if answer is None:
        return Fraction(0)
    share = Fraction(1) if _is_key(content, answer) else _EARNED[content.kind](content, answer)
    return min(max(share, Fraction(0)), Fraction(1))


def _is_key(content: Content, answer: Any) -> bool:
    return bool(answer == content.answer) and type(answer) is type(content.answer)


def _single(content: Content, answer: str) -> Fraction:
    return Fraction(content.shares.get(answer, "0"))


def _multiple(content: Content, answer: list[str]) -> Fraction:
    """Each right option earns as much as every other and each wrong one takes that much away, unless it has a share of its own."""
    if content.credit == "all" or not isinstance(content.answer, list):
        return Fraction(0)
    usual = Fraction(1, len(content.answer))
    return sum(
        (Fraction(content.shares[key]) if key in content.shares else usual if key in content.answer else -usual for key in answer),
        Fraction(0),
    )


def _nothing_else(_content: Content, _answer: Any) -> Fraction:
    return Fraction(0)


def _numeric(content: Content, answer: str) -> Fraction:
    given = read_number(answer, content.unit)
    if given is None:
        return Fraction(0)
    earning = [(str(content.answer), content.tolerance, "1"), *((near.answer, near.tolerance, near.share) for near in content.also)]
    return max((Fraction(share) for key, tolerance, share in earning if _is_near(given, key, tolerance)), default=Fraction(0))


def _is_near(given: Decimal, key: str, tolerance: str) -> bool:
    right, width = read_number(key), read_number(tolerance) or Decimal(0)
    with localcontext() as context:
        context.prec = ENOUGH_DIGITS
        return right is not None and abs(given - right) <= width


def _short_text(content: Content, answer: str) -> Fraction:
    return max(
        (
            Fraction(accepted.share)
            for accepted in content.accepted
            if fits(answer, accepted.text, case_sensitive=content.case_sensitive, wildcards=content.wildcards)
        ),
        default=Fraction(0),
    )


def _ordering(content: Content, answer: list[str | None]) -> Fraction:
    """`each`: of the neighbours in the right order, how many are neighbours in that order here. One thing that stands at the
    wrong place costs its neighbours, not all that follows.
    """
    if content.credit == "all" or not isinstance(content.answer, list):
        return Fraction(0)
    right = set(pairwise(content.answer))
    return Fraction(len(right & set(pairwise(answer))), len(right))


def _matching(content: Content, answer: dict[str, str]) -> Fraction:
    if content.credit == "all" or not isinstance(content.answer, dict):
        return Fraction(0)
    return Fraction(sum(answer.get(row) == key for row, key in content.answer.items()), len(content.answer))


def _parts(content: Content, answer: dict[str, Any]) -> Fraction:
    earned = sum((Fraction(part.weight) * _share(part.content, answer.get(part.key)) for part in content.parts), Fraction(0))
    return earned / sum(Fraction(part.weight) for part in content.parts)


_EARNED: dict[Kind, Callable[[Content, Any], Fraction]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _nothing_else,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: _short_text,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.CLOZE: _parts,
    Kind.CASE: _parts,
}
