"""A filled sheet in words, as paper shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.sheets.definition import Item, Kind, Section, Sheet
from courses.sheets.guides import Advice, Change, Point, advise


@dataclass(frozen=True)
class ShownLine:
    """`text` is the answer in words; `boxes` are the options with whether each is chosen."""

    item: Item
    text: str = ""
    is_ticked: bool = False
    who: str = ""
    day: str = ""
    boxes: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class ShownSection:
    section: Section
    lines: list[ShownLine]

    @property
    def rest(self) -> int:
        """How many columns there are beside the box."""
        return 3 if self.has_steps else 2

    @property
    def has_steps(self) -> bool:
        return any(line.item.kind is Kind.STEP for line in self.lines)


def shown_sections(sheet: Sheet, answers: Mapping[str, Any]) -> list[ShownSection]:
    return [ShownSection(section, [shown_line(item, answers) for item in section.items]) for section in sheet.sections]


def shown_line(item: Item, answers: Mapping[str, Any]) -> ShownLine:
    value = answers.get(item.key)
    if item.kind is Kind.STEP:
        return ShownLine(
            item, is_ticked=bool(value), who=str(answers.get(f"{item.key}-who", "")), day=str(answers.get(f"{item.key}-day", ""))
        )
    if item.kind is Kind.TICK:
        return ShownLine(item, is_ticked=bool(value))
    if item.kind is Kind.SCORE:
        return ShownLine(item, boxes=tuple((str(mark), value == mark) for mark in range(1, 6)))
    if item.options:
        chosen = value if isinstance(value, list) else [value]
        return ShownLine(item, boxes=tuple((option.text, option.value in chosen) for option in item.options))
    return ShownLine(item, "" if value is None else f"{value}{item.unit}")


@dataclass(frozen=True)
class ShownPoint:
    question: str
    answer: str
    points: int
    reason: str


@dataclass(frozen=True)
class ShownChange:
    question: str
    answer: str
    way: str


@dataclass(frozen=True)
class ShownAdvice:
    """The advice with questions and answers in words."""

    advice: Advice
    points: list[ShownPoint]
    changes: list[ShownChange]


def shown_advice(sheet: Sheet, answers: Mapping[str, Any]) -> ShownAdvice | None:
    """None where the sheet is no guide, or a question is open."""
    advice = advise(sheet.guide, answers) if sheet.guide else None
    if advice is None:
        return None
    items = {item.key: item for item in sheet.items}

    def words(found: Point | Change) -> tuple[str, str]:
        item = items[found.question]
        return item.label, next(option.text for option in item.options if option.value == found.option)

    return ShownAdvice(
        advice,
        [ShownPoint(*words(point), point.points, point.reason) for point in advice.points],
        [ShownChange(*words(change), change.way.name) for change in advice.changes],
    )
