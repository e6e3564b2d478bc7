"""How far a learner is: earned over possible, on one fixed list of lessons."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Progress:
    earned: int
    possible: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is said only when nothing is left."""
        return self.earned * 100 // self.possible if self.possible else 0

    @property
    def is_complete(self) -> bool:
        return 0 < self.possible == self.earned


def measure(lessons: Iterable[UUID], *, done: Collection[UUID], retired: Collection[UUID] = frozenset()) -> Progress:
    """A retired lesson leaves earned and possible alike; what was done outside the list counts for nothing."""
    counting = [lesson for lesson in lessons if lesson not in retired]
    return Progress(earned=sum(lesson in done for lesson in counting), possible=len(counting))
