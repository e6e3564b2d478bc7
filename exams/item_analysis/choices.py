"""Who chose what: every option by the lower, middle and upper third."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exams.item_analysis.answers import Answers, Ints

NONE = "none"
TRUE_FALSE = ("true", "false")
MOST_OPTIONS = 15


@dataclass(frozen=True)
class Options:
    """What could be chosen at an item, and what is right. A `partly` right option is no distractor."""

    keys: tuple[str, ...] = ()
    right: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    picks_one: bool = True

    @property
    def distractors(self) -> list[str]:
        return [key for key in self.keys if key not in self.right | self.partly]


@dataclass(frozen=True)
class Chosen:
    """Of one option: how many of each third chose it."""

    key: str
    is_right: bool
    lower: int
    middle: int
    upper: int

    @property
    def all(self) -> int:
        return self.lower + self.middle + self.upper


@dataclass(frozen=True)
class Choices:
    """Entry by entry, the options that were chosen: bit 0 is the first option of the item. 0: nothing."""

    options: Sequence[Options]
    bits: NDArray[np.uint16] = field(repr=False)


def bits_of(chosen: Iterable[str], places: Mapping[str, int]) -> int:
    """What cannot be chosen here is passed over."""
    return sum(1 << places[key] for key in set(chosen) if key in places)


def tables(answers: Answers, choices: Choices, thirds: Ints) -> list[list[Chosen]]:
    """For each item its options in their order, and those who chose nothing last; empty where nothing can be chosen."""
    size = answers.items * 3
    place = answers.item * 3 + thirds

    def count(mask: NDArray[np.bool_]) -> Ints:
        return np.bincount(place[mask], minlength=size).reshape(answers.items, 3)

    most = max((len(options.keys) for options in choices.options), default=0)
    taken = [count((choices.bits >> place_of & 1).astype(bool)) for place_of in range(most)]
    nothing = count(choices.bits == 0)
    return [
        [Chosen(key, key in options.right, *taken[number][item].tolist()) for number, key in enumerate(options.keys)]
        + [Chosen(NONE, False, *nothing[item].tolist())]  # noqa: FBT003
        if options.keys
        else []
        for item, options in enumerate(choices.options)
    ]
