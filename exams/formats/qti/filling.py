"""Interactions in which something is typed: numbers and short texts, as questions of ours that mark the same.

The rules are not read but tried. Only where they change is read: an item's numbers split the line into pieces on which the marks stay
the same, and its texts are the only ones that can earn anything. Rules that calculate with the response or look for patterns in it are
refused, since no number of trials would prove anything of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from exams.formats import making
from exams.formats.qti.declarations import Variable, is_yes
from exams.formats.qti.marking import NEAR, Responses, Solved, Worth, first_proven, is_near
from exams.formats.qti.names import Node
from exams.formats.qti.sitting import Item
from exams.formats.qti.values import exact, read_scalar
from exams.formats.reading import BadQuestion

MOST_POINTS = 80
_COMPARING = {"equal", "notequal", "match", "lt", "gt", "lte", "gte", "isnull", "isnotnull", "equalrounded", "member"}
_TEXT_COMPARING = {"equal", "notequal", "match", "isnull", "isnotnull", "stringmatch", "member"}
_STEP = Decimal("0.0000001")


@dataclass(frozen=True)
class Typed:
    """textEntryInteraction, sliderInteraction, and extendedTextInteraction where a text is checked."""

    variable: Variable
    item: Item

    @property
    def identifier(self) -> str:
        return self.variable.identifier

    @property
    def is_number(self) -> bool:
        return self.variable.base in {"integer", "float"}

    def solve(self, worth: Worth, key: object) -> Solved:
        self._refuse_calculations()
        return self._number(worth, key) if self.is_number else self._text(worth)

    def respond(self, answer: str | None) -> Responses:
        return {self.identifier: answer}

    def _refuse_calculations(self) -> None:
        allowed = _COMPARING if self.is_number else _TEXT_COMPARING
        for parent, node in uses(self.item):
            if node.name == "variable" and node.get("identifier").strip() == self.identifier and not _is_plain_use(parent, allowed):
                raise BadQuestion(_("its rules check the answer by <%(name)s>, which has no like here") % {"name": parent.name})

    def _number(self, worth: Worth, key: object) -> Solved:
        points = sorted(set(self._points(key)))[:MOST_POINTS]
        if not points:
            raise BadQuestion(_("no number is marked as wholly right"))
        line = _Line(points, [worth(self.respond(_written(point))) for point in points], *self._between(points, worth))
        figures = line.figures(is_whole=self.variable.base == "integer")
        right = read_scalar("float", str(key)) if key is not None else None
        if isinstance(right, float):
            figures.sort(key=lambda figure: (-figure.weight, abs(figure.answer - exact(right)) > figure.tolerance))
        content = making.numeric(figures)
        samples: list[Any] = [None, "?", *map(_written, line.tried(is_whole=self.variable.base == "integer"))]
        cases = [(text, worth(self.respond(text))) for text in samples]
        return Solved("numeric", first_proven("numeric", [content], cases), self.respond, samples)

    def _between(self, points: list[Decimal], worth: Worth) -> tuple[list[float], float, float]:
        inner = [
            worth(self.respond(_written(_middle(low, high, is_whole=self.variable.base == "integer")))) for low, high in pairwise(points)
        ]
        width = max(Decimal(1), abs(points[-1]), abs(points[0]))
        below, above = ((points[0] - width).to_integral_value(), (points[-1] + width).to_integral_value())
        return inner, worth(self.respond(_written(below))), worth(self.respond(_written(above)))

    def _points(self, key: object) -> Iterator[Decimal]:
        """Where the marks may change: every number of the item, and as far from it as its rules tolerate."""
        constants = {exact(number) for number in self._numbers()}
        if isinstance(key, int | float):
            constants.add(exact(key))
        yield from constants
        for _parent, node in uses(self.item):
            if node.name == "equal" and node.get("tolerance"):
                widths = [read_scalar("float", raw) for raw in node.get("tolerance").split()]
                for width in (exact(found) for found in widths if isinstance(found, float)):
                    for middle in constants:
                        distance = abs(middle) * width / 100 if node.get("tolerancemode").strip() == "relative" else width
                        yield from (middle - distance, middle + distance)
            elif node.name == "equalrounded" or (node.name == "equal" and "round" in node.words()):
                raise BadQuestion(_("its rules round the answer before they compare; a tolerance says the same more plainly"))

    def _numbers(self) -> Iterator[float]:
        for entry in self.variable.mapping.entries if self.variable.mapping else ():
            if isinstance(entry.key, int | float):
                yield float(entry.key)
        for _parent, node in uses(self.item):
            if node.name == "basevalue":
                found = read_scalar("float", node.words().strip())
                if isinstance(found, float):
                    yield found

    def _text(self, worth: Worth) -> Solved:
        texts = list(dict.fromkeys(text.strip() for text in self._texts() if text.strip()))[:MOST_POINTS]
        shares = {text: worth(self.respond(text)) for text in texts}
        earning = {text: share for text, share in shares.items() if share > NEAR}
        if not earning:
            raise BadQuestion(_("no answer is accepted as wholly right"))
        is_case_sensitive = self._is_case_sensitive(earning, worth)
        notes: list[str] = []
        accepted = [(text.replace("*", "\\*"), Decimal(repr(round(share * 100, 6)))) for text, share in earning.items()]
        content = making.short_text(_once(accepted, is_case_sensitive=is_case_sensitive), notes, case_sensitive=is_case_sensitive)
        samples: list[Any] = [None, *dict.fromkeys(_near(texts))]
        cases = [(text, worth(self.respond(text))) for text in samples]
        return Solved("short_text", first_proven("short_text", [content], cases), self.respond, samples)

    def _is_case_sensitive(self, earning: dict[str, float], worth: Worth) -> bool:
        found = {is_near(worth(self.respond(text.swapcase())), share) for text, share in earning.items() if text.swapcase() != text}
        if len(found) > 1:
            raise BadQuestion(_("capitals count in some of its answers and not in others"))
        return found == {False}

    def _texts(self) -> Iterator[str]:
        if self.variable.correct is not None:
            yield from (str(scalar) for scalar in self.variable.correct.members)
        for entry in self.variable.mapping.entries if self.variable.mapping else ():
            if isinstance(entry.key, str):
                yield entry.key
        for _parent, node in uses(self.item):
            if node.name == "basevalue":
                yield node.words()


def uses(item: Item) -> Iterator[tuple[Node, Node]]:
    """All rules and expressions, each with what it stands in."""
    rules = [item.response_rules, item.root.child("outcomeprocessing"), item.root.child("templateprocessing")]
    for top in rules:
        for parent in top.walk() if top is not None else ():
            for child in parent.children:
                yield parent, child


def _is_plain_use(parent: Node, allowed: set[str]) -> bool:
    if parent.name == "stringmatch" and is_yes(parent, "substring", default=False):
        return False
    return parent.name in allowed


def _written(number: Decimal) -> str:
    return making.plain_digits(number)


def _middle(low: Decimal, high: Decimal, *, is_whole: bool) -> Decimal:
    middle = (low + high) / 2
    return (
        middle.to_integral_value(rounding="ROUND_CEILING")
        if is_whole and middle.to_integral_value(rounding="ROUND_CEILING") < high
        else middle
    )


def _once(accepted: list[tuple[str, Decimal]], *, is_case_sensitive: bool) -> list[tuple[str, Decimal]]:
    """What differs in capitals alone is the same answer where capitals do not count."""
    kept: dict[str, tuple[str, Decimal]] = {}
    for text, weight in accepted:
        kept.setdefault(text if is_case_sensitive else text.casefold(), (text, weight))
    return list(kept.values())


def _near(texts: list[str]) -> Iterator[str]:
    """The texts themselves and what a person might type instead."""
    for text in texts:
        yield from (text, text.swapcase(), f"{text}x", f"x{text}", text[:-1] or "?", f"{text} {text}")
    yield from ("?", "zzz", "0")


@dataclass(frozen=True)
class _Line:
    """The marks along the line of numbers: at its points, between them, and beyond both ends."""

    points: list[Decimal]
    at: list[float]
    between: list[float]
    below: float
    above: float

    def figures(self, *, is_whole: bool) -> list[making.Figure]:
        """For every level of marks, the stretches on which at least so much is earned."""
        if self.below > NEAR or self.above > NEAR:
            raise BadQuestion(_("its rules accept numbers without an end"))
        levels = sorted({round(share, 6) for share in (*self.at, *self.between) if share > NEAR}, reverse=True)
        found: dict[tuple[Decimal, Decimal], making.Figure] = {}
        for level in levels:
            for low, high in self._stretches(level, is_whole=is_whole):
                weight = Decimal(repr(round(level * 100, 6)))
                found.setdefault((low, high), making.Figure.between(low, high, weight))
        return list(found.values())

    def _pieces(self, *, is_whole: bool) -> Iterator[tuple[Decimal, Decimal, float, bool]]:
        """From the left: where each begins and ends, what it earns, and whether its limits are outside it."""
        for place, point in enumerate(self.points):
            yield point, point, self.at[place], False
            if place == len(self.between):
                return
            following = self.points[place + 1]
            if not is_whole:
                yield point, following, self.between[place], True
            elif following - point > 1:
                yield point + 1, following - 1, self.between[place], False

    def _stretches(self, level: float, *, is_whole: bool) -> Iterator[tuple[Decimal, Decimal]]:
        run: list[tuple[Decimal, Decimal, bool]] = []
        for low, high, share, is_open in (*self._pieces(is_whole=is_whole), (Decimal(0), Decimal(0), 0.0, False)):
            if share >= level - NEAR:
                run.append((low, high, is_open))
            elif run:
                if run[0][2] or run[-1][2]:
                    raise BadQuestion(_("its rules leave out the very limit of a range; here a range includes its limits"))
                yield run[0][0], run[-1][1]
                run = []

    def tried(self, *, is_whole: bool) -> list[Decimal]:
        """The points, what lies close beside them, and the middles."""
        middles = [_middle(low, high, is_whole=is_whole) for low, high in pairwise(self.points)]
        beside = [] if is_whole else [point + step for point in self.points for step in (-_STEP, _STEP)]
        far = [self.points[0] - 1000, self.points[-1] + 1000]
        whole = [number for number in (*self.points, *middles, *beside, *far) if not is_whole or number == number.to_integral_value()]
        return sorted(set(whole))
