"""Whether a person may sit an exam now, and if not, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    IN_PROGRESS = "in_progress"
    BEING_MARKED = "being_marked"
    PASSED = "passed"
    CLOSED = "closed"
    COURSE_FIRST = "course_first"
    USED_UP = "used_up"
    WAITING = "waiting"
    READY = "ready"


@dataclass(frozen=True)
class Past:
    """An earlier attempt. `passed` is None as long as it is not marked."""

    submitted_at: datetime | None
    passed: bool | None


@dataclass(frozen=True)
class Rules:
    is_open: bool
    max_attempts: int
    cool_down_days: int


@dataclass(frozen=True)
class Standing:
    """Where a person stands with an exam. `until` says when a waiting person may sit again."""

    state: State
    left: int
    until: datetime | None = None


def stand(rules: Rules, past: Sequence[Past], *, has_course: bool, now: datetime) -> Standing:
    """The one state that matters most to the person now."""
    left = max(rules.max_attempts - len(past), 0)
    ended = [attempt.submitted_at for attempt in past if attempt.submitted_at]
    until = max(ended) + timedelta(days=rules.cool_down_days) if ended else now
    ordered = (
        (State.IN_PROGRESS, len(ended) < len(past)),
        (State.PASSED, any(attempt.passed for attempt in past)),
        (State.BEING_MARKED, any(attempt.passed is None for attempt in past)),
        (State.CLOSED, not rules.is_open),
        (State.COURSE_FIRST, not has_course),
        (State.USED_UP, not left),
        (State.WAITING, until > now),
        (State.READY, True),
    )
    state = next(state for state, holds in ordered if holds)
    return Standing(state, left, until if state == State.WAITING else None)
