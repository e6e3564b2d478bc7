"""What a learner's page of notes says, told from its log. The order in which phones send changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

LONGEST_NOTE = 2000
"""Characters of one note."""

NOTED, BOOKMARKED, UNBOOKMARKED = "noted", "bookmarked", "unbookmarked"


class Entry(NamedTuple):
    """One line of the log. `at` is when it happened, as far as that can be believed."""

    at: datetime
    event_id: UUID
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Leaf:
    """A learner's page of one lesson as it stands."""

    text: str = ""
    written_at: datetime | None = None
    is_bookmarked: bool = False
    bookmarked_at: datetime | None = None

    @property
    def changed_at(self) -> datetime | None:
        return max((at for at in (self.written_at, self.bookmarked_at) if at), default=None)


def fold(entries: Iterable[Entry]) -> Leaf:
    """What was written last stands, what was marked last holds; of two at the same moment the number decides, for every phone alike."""
    leaf = Leaf()
    for entry in sorted(set(entries)):
        if entry.kind == NOTED:
            leaf = Leaf(entry.text, entry.at, leaf.is_bookmarked, leaf.bookmarked_at)
        else:
            leaf = Leaf(leaf.text, leaf.written_at, entry.kind == BOOKMARKED, entry.at)
    return leaf


def cleaned(text: str) -> str:
    """Plain text as it is kept: one kind of line end, nothing but text, no blank edges."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return lines.strip()
