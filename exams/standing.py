"""Which of the recorded answers stands, and which late ones are believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.content import Answer

CONTACT_SLACK = timedelta(seconds=10)
"""An answer given while a message was on its way may carry a slightly earlier time than that message's arrival."""


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded answer: the `seq`-th change on the device that held the attempt's `lease`."""

    position: int
    lease: int
    seq: int
    answer: Answer


def standing_events(events: Iterable[Event]) -> dict[int, Event]:
    """The event that stands at each position.

    The newest lease's before an older one's, and within a lease the highest sequence number. The order in which they
    arrived plays no part: what was resent or delayed never replaces what was answered after it.
    """
    standing: dict[int, Event] = {}
    for event in events:
        best = standing.get(event.position)
        if best is None or (event.lease, event.seq) > (best.lease, best.seq):
            standing[event.position] = event
    return standing


def standing_answers(events: Iterable[Event]) -> dict[int, Answer]:
    """The answer at each position that has one. One taken back counts as none."""
    return {position: event.answer for position, event in standing_events(events).items() if event.answer is not None}


@dataclass(frozen=True, slots=True)
class Window:
    """The times that bound what a device may still send.

    `ends_at` is the moment after which nothing may have been answered on this device: the deadline, the hand-in, or
    the moment another device took the attempt over, whichever came first. `accepts_until` is when the
    late window ends: from then on the attempt can be marked.
    """

    started_at: datetime
    ends_at: datetime
    accepts_until: datetime


def is_believed_late(
    window: Window, *, now: datetime, claimed_at: datetime | None, seq: int, last_seq: int, last_contact: datetime | None
) -> bool:
    """Whether an answer that arrives after its device's end is believed to have been given before it.

    It must arrive within the late window, continue the device's sequence, claim a moment before the end, and not one
    before the device was last heard of: it would have been sent then.
    """
    if claimed_at is None or now >= window.accepts_until or seq <= last_seq:
        return False
    earliest = max(window.started_at, last_contact - CONTACT_SLACK) if last_contact else window.started_at
    return earliest <= claimed_at <= window.ends_at
