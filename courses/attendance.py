"""Attendance as arithmetic: the code on the teacher's screen, which mark counts, and what a phone's clock may claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

WINDOW_SECONDS = 25
"""How long one code stands on the screen."""
WINDOWS_BACK = 2
"""Codes before the newest that still count: a slow phone opens the page up to a minute after it was scanned."""
_SIGNS = 16
LATE_AFTER = timedelta(minutes=15)
CLOCK_SLACK = timedelta(minutes=5)


def code_for(session: int, moment: datetime) -> str:
    """What the screen shows at that moment: nobody can make the next one at home."""
    return f"{session}-{_sign(session, int(moment.timestamp()) // WINDOW_SECONDS)}"


def session_of(code: str, moment: datetime) -> int | None:
    """The session that this code stands for now, or None where it is too old, not ours, or garbled."""
    number, _, sign = code.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    session, window = int(number), int(moment.timestamp()) // WINDOW_SECONDS
    fresh = any(constant_time_compare(sign, _sign(session, window - back)) for back in range(WINDOWS_BACK + 1))
    return session if fresh else None


def _sign(session: int, window: int) -> str:
    return salted_hmac("courses.attendance", f"{session}:{window}", algorithm="sha256").hexdigest()[:_SIGNS]


@dataclass(frozen=True)
class Mark:
    """One mark as it was recorded: `order` is its place in the log."""

    kind: str
    by_teacher: bool
    at: datetime
    order: int


def counting(marks: Iterable[Mark]) -> Mark:
    """The mark that counts: the newest, by the clock of where it was made; a teacher's stands above a scan."""
    return max(marks, key=lambda mark: (mark.by_teacher, mark.at, mark.order))


def believed(claimed: datetime | None, received: datetime, *, earliest: datetime) -> datetime:
    """When a mark was made: as the phone says, if that can be; else when it reached us. A phone's clock may be years off."""
    if claimed is None or not earliest <= claimed <= received + CLOCK_SLACK:
        return received
    return min(claimed, received)
