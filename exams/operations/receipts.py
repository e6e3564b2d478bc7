"""What a device sends, and what it is told became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ReceiptStatus(StrEnum):
    ACCEPTED = "accepted"
    LATE = "late"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as a device sends it: the `seq`-th change it made to this paper."""

    position: int
    seq: int
    answer: object
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an answer."""

    position: int
    seq: int
    status: ReceiptStatus
    reason: str = ""
    """Of a refusal: closed, too_late, taken_over, unknown_position, unreadable, too_many, or number_taken by another answer."""


@dataclass(frozen=True, slots=True)
class Held:
    """The attempt as it was found and locked."""

    uuid: UUID
    lease: int
    started_at: datetime
    deadline: datetime
    accepts_until: datetime
    submitted_at: datetime | None
    graded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    receipts: list[Receipt]
    attempt: Held
    last_seq: int = 0
    """The highest number known of this device, said where one of the numbers was taken."""


def refused(given: GivenAnswer, reason: str) -> Receipt:
    return Receipt(given.position, given.seq, ReceiptStatus.REFUSED, reason)
