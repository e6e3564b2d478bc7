"""The parts of a cloze and of a case, and the places where gaps stand in a sentence."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.content.kinds import IN_A_CASE, IN_A_GAP, BadContent
from exams.content.question import Part

MOST_GAPS = 20
MOST_PARTS = 10
GAP = re.compile(r"\[\[(\d{1,3})\]\]")


def pieces(stem: str) -> Iterator[tuple[str, str]]:
    """The words before each gap and the gap's number; at the end the last words and ""."""
    place = 0
    for found in GAP.finditer(stem):
        yield stem[place : found.start()], found[1]
        place = found.end()
    yield stem[place:], ""


def check_gaps(stem: str, raw: object, check: Callable[..., Part]) -> tuple[Part, ...]:
    """Raises BadContent."""
    if not isinstance(raw, Mapping) or not 1 <= len(raw) <= MOST_GAPS:
        raise BadContent(_("it needs 1 to %(most)s gaps") % {"most": MOST_GAPS})
    names = [str(number) for number in range(1, len(raw) + 1)]
    if set(raw) != set(names):
        raise BadContent(_("gaps are numbered from 1 without a break"))
    if sorted(GAP.findall(stem), key=int) != names:
        raise BadContent(_("each gap stands in the words once, as [[1]], [[2]] …"))
    return tuple(_named(name, _("gap %(name)s: %(reason)s"), raw[name], check, IN_A_GAP, may_be_bare=True) for name in names)


def check_parts(raw: object, check: Callable[..., Part]) -> tuple[Part, ...]:
    """Raises BadContent."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_PARTS:
        raise BadContent(_("it needs 1 to %(most)s questions about the case") % {"most": MOST_PARTS})
    return tuple(
        _named(str(number), _("question %(name)s of the case: %(reason)s"), each, check, IN_A_CASE, may_be_bare=False)
        for number, each in enumerate(raw, start=1)
    )


def _named(name: str, words: str, raw: Any, check: Callable[..., Part], kinds: tuple[object, ...], *, may_be_bare: bool) -> Part:
    try:
        return check(name, raw, kinds, may_be_bare=may_be_bare)
    except BadContent as error:
        raise BadContent(words % {"name": name, "reason": error}) from error
