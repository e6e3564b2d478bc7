"""How many people of a place lacked what, beside the baseline; small counts stay hidden, and so do those that would give them away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from programmes.counting import FEW


class Shown(StrEnum):
    COUNT = "count"
    FEW = "few"
    MOST = "most"


@dataclass(frozen=True)
class Cell:
    """So many of so many people. Fewer than FEW are not told; nor are all but fewer than FEW, which would tell the rest."""

    value: int
    people: int

    @property
    def shown(self) -> Shown:
        if self.value < FEW:
            return Shown.FEW
        return Shown.MOST if self.people - self.value < FEW else Shown.COUNT

    @property
    def percent(self) -> int:
        return round(self.value * 100 / self.people) if self.people else 0


@dataclass(frozen=True)
class PlaceDiagnosis:
    """One county: the three axes at the beginning; of those who answered again, at the beginning and at the latest time."""

    place: str
    people: int
    entry: tuple[Cell, ...]
    again: int
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]

    @property
    def is_shown(self) -> bool:
        return self.people >= FEW

    @property
    def is_again_shown(self) -> bool:
        return self.again >= FEW

    @property
    def changes(self) -> list[tuple[Cell, Cell]]:
        return list(zip(self.before, self.after, strict=True))


def cells(counts: Mapping[str, int], axes: Iterable[str], people: int) -> tuple[Cell, ...]:
    return tuple(Cell(counts.get(axis, 0), people) for axis in axes)
