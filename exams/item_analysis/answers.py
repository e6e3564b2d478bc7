"""Who earned what at which question: one entry an answer, since with random draws most people were not asked most questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

SAME = 9
"""Standings that agree to so many decimals are equal: sums of the same numbers in another order differ beyond that."""


@dataclass(frozen=True)
class Answers:
    """Entry by entry: person and item by number from 0, the share of the points earned (0 to 1) and the points possible.

    A question that was asked and left empty is an entry with nothing earned; one that was not asked is no entry.
    """

    persons: int
    items: int
    person: Ints
    item: Ints
    share: Floats
    most: Floats

    def __post_init__(self) -> None:
        if not (len(self.person) == len(self.item) == len(self.share) == len(self.most)):
            raise ValueError("every entry needs a person, an item, a share and its points")
        if len(self.share) and not (np.isfinite(self.share).all() and self.share.min() >= 0 and self.share.max() <= 1):
            raise ValueError("a share lies between 0 and 1")
        if len(self.most) and not (np.isfinite(self.most).all() and self.most.min() > 0):
            raise ValueError("a question gives points")

    def per_item(self, values: Floats | None = None) -> Floats:
        """The sum of the values over each item's entries; how many there are without values."""
        return np.bincount(self.item, values, minlength=self.items).astype(np.float64)

    def per_person(self, values: Floats | None = None) -> Floats:
        return np.bincount(self.person, values, minlength=self.persons).astype(np.float64)

    @cached_property
    def asked(self) -> Floats:
        """How many people each item was put to."""
        return self.per_item()

    @cached_property
    def facility(self) -> Floats:
        """The mean share of each item; NaN for an item nobody had."""
        with np.errstate(invalid="ignore"):
            return self.per_item(self.share) / self.asked

    @cached_property
    def above(self) -> Floats:
        """Points above or below the item's mean, entry by entry."""
        return (self.share - self.facility[self.item]) * self.most

    @cached_property
    def standing(self) -> Floats:
        """Of each person; see the package."""
        return np.round(self.per_person(self.above), SAME)

    @cached_property
    def level(self) -> Ints:
        """The standings numbered from the lowest; equal ones have one number."""
        return np.unique(self.standing, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def is_one_paper(self) -> bool:
        """Whether everybody was asked everything."""
        return len(self.person) == self.persons * self.items


def from_table(table: ArrayLike, most: Sequence[float] | Floats | None = None) -> Answers:
    """A table of persons × items with the points earned, NaN where the question was not asked; `most` are the items' points (1)."""
    earned = np.asarray(table, dtype=np.float64)
    if earned.ndim != 2:
        raise ValueError("a table has rows and columns")
    points = np.ones(earned.shape[1]) if most is None else np.asarray(most, dtype=np.float64)
    person, item = np.nonzero(~np.isnan(earned))
    worth = points[item]
    persons, items = earned.shape
    return Answers(persons, items, person.astype(np.int64), item.astype(np.int64), earned[person, item] / worth, worth)
