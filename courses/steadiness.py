"""When a reminder may come, and a quiet sign of steadiness. Market days and harvest are never held against anybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""By the clock of the place: nothing is sent between these two."""
REMIND_FROM = time(18)
"""After the day's work."""
AFTER_DAYS = 3
"""Days without learning, busy ones left out, before a reminder, and between one and the next."""
MOST_UNANSWERED = 3
"""Then silence, until the person learns again."""
WEEKS = 8


class Span(NamedTuple):
    """Days of market or harvest, both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def is_quiet(local: datetime) -> bool:
    return not QUIET_UNTIL <= local.time() < QUIET_FROM


def is_due(local: datetime, *, learned: date, reminded: Sequence[date], busy: Collection[Span] = ()) -> bool:
    """Whether a reminder is right at this moment. `learned`: the last day of learning; `reminded`: the days of reminders so far."""
    today = local.date()
    unanswered = [day for day in reminded if day > learned]
    if is_quiet(local) or local.time() < REMIND_FROM or len(unanswered) >= MOST_UNANSWERED or is_busy(today, busy):
        return False
    since = max([learned, *reminded])
    return free_days(since, today, busy) >= AFTER_DAYS


def is_busy(day: date, busy: Collection[Span]) -> bool:
    return any(span.holds(day) for span in busy)


def free_days(after: date, until: date, busy: Collection[Span]) -> int:
    """Days behind the first and up to the second that were not busy; more than a month is not counted on."""
    days = min((until - after).days, 31)
    return sum(not is_busy(until - timedelta(days=back), busy) for back in range(days))


class Week(StrEnum):
    LEARNED = "learned"
    BUSY = "busy"  # nothing learned, and a day of market or harvest in it: left out
    OPEN = "open"  # this week, still to come
    EMPTY = "empty"


@dataclass(frozen=True)
class Steadiness:
    weeks: tuple[Week, ...]
    """The last eight, the oldest first; fewer for who began later."""

    @property
    def learned(self) -> int:
        return self.weeks.count(Week.LEARNED)

    @property
    def counted(self) -> int:
        return self.learned + self.weeks.count(Week.EMPTY)

    @property
    def busy(self) -> int:
        return self.weeks.count(Week.BUSY)


def steadiness(today: date, *, began: date, learned: Collection[date], busy: Collection[Span] = ()) -> Steadiness:
    """How many of the last weeks had learning in them. A week that is not over, and one with market or harvest, counts against nobody."""
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return Steadiness(tuple(week_of(monday, today, set(learned), busy) for monday in mondays if monday + timedelta(days=6) >= began))


def week_of(monday: date, today: date, learned: set[date], busy: Collection[Span]) -> Week:
    days = [monday + timedelta(days=place) for place in range(7)]
    if learned.intersection(days):
        return Week.LEARNED
    if any(is_busy(day, busy) for day in days):
        return Week.BUSY
    return Week.OPEN if today <= days[-1] else Week.EMPTY
