"""People in the order of their standing, item by item: upper and lower 27 %, and thirds.

Who stands equal is treated equally, so that no figure depends on the order in which people are listed.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from exams.item_analysis.answers import Answers, Floats, Ints

OUTER = 0.27
LOWER, MIDDLE, UPPER = 0, 1, 2


@dataclass(frozen=True)
class Order:
    answers: Answers

    @cached_property
    def entries(self) -> Ints:
        """The entries by item, and within an item from the lowest standing to the highest."""
        by_level = np.argsort(self.answers.level[self.answers.person], kind="stable")
        return by_level[np.argsort(self.answers.item[by_level], kind="stable")]

    @cached_property
    def starts(self) -> Ints:
        """Where each item's entries begin in that order."""
        return np.concatenate(([0], np.cumsum(self.answers.asked)[:-1])).astype(np.int64) if self.answers.items else np.zeros(0, np.int64)

    @cached_property
    def ties(self) -> Ints:
        """In that order: the number of the group of equals to which an entry belongs."""
        item = self.answers.item[self.entries]
        level = self.answers.level[self.answers.person[self.entries]]
        begins = np.ones(len(item), dtype=bool)
        begins[1:] = (item[1:] != item[:-1]) | (level[1:] != level[:-1])
        return np.cumsum(begins) - 1

    def discrimination(self) -> Floats:
        """The mean share of the upper 27 % less that of the lower 27 %.

        Where the border runs through a group of equals, each of them counts by the part of the group that lies within.
        """
        if not len(self.entries):
            return np.full(self.answers.items, np.nan)
        size = np.bincount(self.ties)
        alike = (np.bincount(self.ties, self.answers.share[self.entries]) / size)[self.ties]
        running = np.concatenate(([0.0], np.cumsum(alike)))
        asked = self.answers.asked
        width = OUTER * asked

        def up_to(place: Floats) -> Floats:
            whole = np.clip(np.floor(place).astype(np.int64), 0, len(alike) - 1)
            reached: Floats = running[whole] + (place - whole) * alike[whole]
            return reached

        begin, end = self.starts.astype(np.float64), self.starts + asked
        low, high = up_to(begin + width) - up_to(begin), up_to(end) - up_to(end - width)
        found: Floats = np.divide(high - low, width, out=np.full(self.answers.items, np.nan), where=asked > 1)
        return found

    def thirds(self) -> Ints:
        """Entry by entry: lower, middle or upper third of those who had the item. Equals stay together."""
        if not len(self.entries):
            return np.zeros(0, dtype=np.int64)
        item = self.answers.item[self.entries]
        place = np.arange(len(item)) - self.starts[item]
        last = np.cumsum(np.bincount(self.ties)) - 1
        first = np.concatenate(([0], last[:-1] + 1))
        both = place[first][self.ties] + place[last][self.ties] + 1
        asked = self.answers.asked[item]
        third = np.where(3 * both < 2 * asked, LOWER, np.where(3 * both > 4 * asked, UPPER, MIDDLE))
        found = np.empty(len(item), dtype=np.int64)
        found[self.entries] = third
        return found
