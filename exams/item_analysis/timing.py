"""How long people stayed at each question: the time from one change on the device to the next belongs to what was changed then."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LONGEST = timedelta(minutes=20)
"""Longer than that nobody was thinking: the phone lay aside."""


def seconds_by_position(started_at: datetime, changes: Iterable[tuple[int, datetime]]) -> dict[int, float]:
    """`changes` are positions and moments in the order of the device's numbers. A clock that ran back counts nothing."""
    found: dict[int, float] = {}
    before = started_at
    for position, at in changes:
        passed = at - before
        before = at
        if timedelta(0) <= passed <= LONGEST:
            found[position] = found.get(position, 0.0) + passed.total_seconds()
    return found
