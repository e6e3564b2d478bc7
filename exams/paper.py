"""The paper as it was drawn for one person: what stands at each position, in the compact form in which it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exams.content import Kind


@dataclass(frozen=True, slots=True)
class Slot:
    """One position of a paper: which version, for how many points, its options in the order that was shown.

    `shape` says what an answer can look like, so that one can be accepted without the question at hand.
    """

    position: int
    version: int
    question: int
    topic: str
    points: int
    kind: Kind
    order: Any
    shape: Any

    def packed(self) -> list[Any]:
        return [self.version, self.question, self.topic, self.points, self.kind.value, self.order, self.shape]


def pack(slots: Iterable[Slot]) -> list[list[Any]]:
    """The slots in the order of their positions, 1 first."""
    ordered = sorted(slots, key=lambda slot: slot.position)
    if [slot.position for slot in ordered] != list(range(1, len(ordered) + 1)):
        raise ValueError("positions of a paper run from 1 without a gap")
    return [slot.packed() for slot in ordered]


def unpack(packed: Sequence[Sequence[Any]]) -> tuple[Slot, ...]:
    return tuple(
        Slot(position, version, question, topic, points, Kind(kind), order, shape)
        for position, (version, question, topic, points, kind, order, shape) in enumerate(packed, start=1)
    )


def by_position(slots: Iterable[Slot]) -> Mapping[int, Slot]:
    return {slot.position: slot for slot in slots}
