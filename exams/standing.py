"""Which of the recorded answers stands, and which late ones are believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exams.content import Answer

CONTACT_SLACK = timedelta(seconds=10)
"""An answer given while a message was on its way may carry a slightly earlier time than that message's arrival."""


@dataclass(frozen=True)
class Event:
    """One recorded answer. `arrival` is its place in the order in which the server wrote them down."""

    position: int
    device: UUID
    client_seq: int
    answer: Answer
    arrival: int


def standing_events(events: Iterable[Event]) -> dict[int, Event]:
    """The event that stands at each position.

    Within one device the highest sequence number: a resent or delayed older answer never replaces a newer one.
    Between devices the one that arrived last.
    """
    per_device: dict[tuple[int, UUID], Event] = {}
    for event in events:
        key = (event.position, event.device)
        if key not in per_device or event.client_seq > per_device[key].client_seq:
            per_device[key] = event
    standing: dict[int, Event] = {}
    for event in per_device.values():
        if event.position not in standing or event.arrival > standing[event.position].arrival:
            standing[event.position] = event
    return standing


def standing_answers(events: Iterable[Event]) -> dict[int, Answer]:
    """The answer at each position that has one. One taken back counts as none."""
    return {position: event.answer for position, event in standing_events(events).items() if event.answer is not None}


@dataclass(frozen=True)
class Window:
    """An attempt's times. `accepts_until` is the deadline plus the late window, or the deadline itself where none is allowed."""

    started_at: datetime
    deadline: datetime
    accepts_until: datetime


def is_believed_late(
    window: Window, *, now: datetime, claimed_at: datetime | None, client_seq: int, last_seq: int, last_contact: datetime | None
) -> bool:
    """Whether an answer that arrives after the deadline is believed to have been given before it.

    It must arrive within the late window, continue the device's sequence, claim a moment before the deadline,
    and not one before the device was last heard of: it would have been sent then.
    """
    if claimed_at is None or now > window.accepts_until or client_seq <= last_seq:
        return False
    earliest = max(window.started_at, last_contact - CONTACT_SLACK) if last_contact else window.started_at
    return earliest <= claimed_at <= window.deadline
