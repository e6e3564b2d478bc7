"""What was filled in: by field name, an absent one is empty. A save is a set of changes; changes folded in order give what stands."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from courses.sheets.definition import Kind, Sheet

type Answers = dict[str, Any]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Answers:
    """What must be changed to come from one to the other; None takes an answer away."""
    return {name: after.get(name) for name in sorted({*before, *after}) if before.get(name) != after.get(name)}


def fold(changes: Iterable[Mapping[str, Any]]) -> Answers:
    """What stands after these changes, the oldest first."""
    standing: Answers = {}
    for change in changes:
        standing.update(change)
    return {name: value for name, value in standing.items() if value is not None}


def proposed_days(sheet: Sheet, answers: Mapping[str, Any]) -> dict[str, str]:
    """The day of every step, counted back from the day of the event; nothing while that day is not known."""
    day = answers.get(sheet.event_day) if sheet.event_day else None
    if not day:
        return {}
    event = date.fromisoformat(day)
    steps = [item for item in sheet.items if item.kind is Kind.STEP and item.days_before is not None]
    return {f"{item.key}-day": (event - timedelta(days=item.days_before or 0)).isoformat() for item in steps}


def with_proposed_days(sheet: Sheet, before: Mapping[str, Any], after: Mapping[str, Any]) -> Answers:
    """When the day of the event is set or moved, days that nobody chose by hand move with it."""
    if not sheet.event_day or before.get(sheet.event_day) == after.get(sheet.event_day):
        return dict(after)
    old = proposed_days(sheet, before)
    moved = {name: day for name, day in proposed_days(sheet, after).items() if after.get(name) in (None, old.get(name))}
    return {**after, **moved}
