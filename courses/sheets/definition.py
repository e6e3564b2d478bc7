"""What a worksheet asks: sections of items, and the named sums that follow from them. Read from plain data and checked whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from courses.sheets.guides import Guide, read_guide
from courses.sheets.sums import RULES, Rule, read_rule

_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
TAKEN_KEYS = frozenset({"title", "base", "save_id", "action"})
"""What a browser sends beside the answers."""


class BadSheet(ValueError):
    """The sheet cannot be used; the message says which part, and why."""


class SheetKind(StrEnum):
    PLAN = "plan"
    SCORING = "scoring"
    RECORD = "record"
    GUIDE = "guide"
    DIAGNOSIS = "diagnosis"


class Kind(StrEnum):
    """What can be asked. A step is three fields: a tick, the person in charge, and the day by which it is done."""

    TICK = "tick"
    STEP = "step"
    SHORT = "short"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"
    SCORE = "score"
    PERSON = "person"


@dataclass(frozen=True)
class Option:
    value: str
    text: str


@dataclass(frozen=True)
class Item:
    key: str
    kind: Kind
    label: str
    help: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    weight: int = 1
    low: str = ""
    high: str = ""
    """A score's 1 and 5 in words."""
    days_before: int | None = None
    """A step: how many days before the event it should be done; negative is after."""
    example: str = ""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    help: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Field:
    """One place where an answer stands."""

    name: str
    kind: Kind
    item: Item


@dataclass(frozen=True)
class Sheet:
    """`event_day` names the date item from which the days of steps are counted back; empty where there is none."""

    title: str
    kind: SheetKind
    summary: str
    asks_title: str
    example_title: str
    source: str
    event_day: str
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    guide: Guide | None
    signatures: tuple[str, ...]
    more: Mapping[str, Any]
    """What only one kind of sheet has (the paths of the diagnosis)."""

    @property
    def items(self) -> list[Item]:
        return [item for section in self.sections for item in section.items]

    @property
    def fields(self) -> dict[str, Field]:
        return {field.name: field for item in self.items for field in fields_of(item)}

    def labels(self) -> dict[str, str]:
        return {item.key: item.label for item in self.items}


def fields_of(item: Item) -> list[Field]:
    if item.kind is Kind.STEP:
        return [
            Field(item.key, Kind.TICK, item),
            Field(f"{item.key}-who", Kind.PERSON, item),
            Field(f"{item.key}-day", Kind.DATE, item),
        ]
    return [Field(item.key, item.kind, item)]


def read_sheet(content: Any) -> Sheet:
    """Raises BadSheet."""
    try:
        sheet = Sheet(
            title=text(content["title"], 40),
            kind=SheetKind(content["kind"]),
            summary=text(content["summary"], 120),
            asks_title=text(content["asks_title"], 40),
            example_title=text(content["example_title"], 40),
            source=text(content.get("source", ""), 200),
            event_day=str(content.get("event_day", "")),
            sections=tuple(read_section(section) for section in content["sections"]),
            rules=tuple(read_rule(rule) for rule in content.get("results", ())),
            guide=read_guide(content["guide"]) if "guide" in content else None,
            signatures=tuple(text(name, 20) for name in content.get("signatures", ())),
            more=content.get("more", {}),
        )
    except KeyError as error:
        raise BadSheet(f"missing: {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadSheet(str(error)) from error
    check(sheet)
    return sheet


def read_section(content: Mapping[str, Any]) -> Section:
    return Section(
        key=key(content["key"]),
        title=text(content["title"], 40),
        help=text(content.get("help", ""), 200),
        items=tuple(read_item(item) for item in content["items"]),
    )


def read_item(content: Mapping[str, Any]) -> Item:
    weight = content.get("weight", 1)
    if not isinstance(weight, int) or not 1 <= weight <= 5:
        raise BadSheet(f"{content['key']}: a weight is a whole number from 1 to 5")
    days = content.get("days_before")
    return Item(
        key=key(content["key"]),
        kind=Kind(content["kind"]),
        label=text(content["label"], 80),
        help=text(content.get("help", ""), 200),
        unit=text(content.get("unit", ""), 10),
        options=tuple(Option(key(value), text(words, 80)) for value, words in content.get("options", {}).items()),
        weight=weight,
        low=text(content.get("low", ""), 20),
        high=text(content.get("high", ""), 20),
        days_before=None if days is None else int(days),
        example=text(content.get("example", ""), 60),
    )


def key(value: Any) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise BadSheet(f"“{value}” is no key: lower-case letters, digits and _, a letter first")
    return value


def text(value: Any, longest: int) -> str:
    words = str(value).strip()
    if len(words) > longest:
        raise BadSheet(f"“{words[:20]}…” has {len(words)} characters, at most {longest} fit")
    return words


def check(sheet: Sheet) -> None:
    """The parts fit together: no key twice, every rule speaks of what is there, every choice offers something."""
    keys = [item.key for item in sheet.items]
    if len(set(keys)) < len(keys):
        raise BadSheet(f"a key stands twice: {sorted(one for one in set(keys) if keys.count(one) > 1)}")
    if TAKEN_KEYS & set(keys):
        raise BadSheet(f"a key is taken by the form itself: {sorted(TAKEN_KEYS & set(keys))}")
    for item in sheet.items:
        if (item.kind in {Kind.CHOICE, Kind.SEVERAL}) != bool(item.options):
            raise BadSheet(f"{item.key}: options belong to a choice, and a choice needs them")
        if item.days_before is not None and not (item.kind is Kind.STEP and sheet.event_day):
            raise BadSheet(f"{item.key}: days are counted back for a step, from an event_day")
    if sheet.event_day and {item.key: item.kind for item in sheet.items}.get(sheet.event_day) is not Kind.DATE:
        raise BadSheet(f"event_day “{sheet.event_day}” is no date")
    check_rules(sheet, [*keys, *(section.key for section in sheet.sections)])
    check_guide(sheet)


def check_guide(sheet: Sheet) -> None:
    if (sheet.kind is SheetKind.GUIDE) != (sheet.guide is not None):
        raise BadSheet("a guide gives advice, and nothing else does")
    if sheet.guide:
        for question, options in sheet.guide.effects.items():
            offered = next(({option.value for option in item.options} for item in sheet.items if item.key == question), None)
            if offered != set(options):
                raise BadSheet(f"guide: {question}: every option needs its effects, and no other")


def check_rules(sheet: Sheet, known: Sequence[str]) -> None:
    so_far = set(known)
    for rule in sheet.rules:
        named = {*rule.of, *(gate.of for gate in rule.gates)}
        if named - so_far:
            raise BadSheet(f"result “{rule.key}” speaks of {sorted(named - so_far)}, which is not there (yet)")
        if rule.key in so_far or rule.rule not in RULES:
            raise BadSheet(f"result “{rule.key}”: the key is taken or the rule “{rule.rule}” unknown")
        so_far.add(rule.key)
