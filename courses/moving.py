"""What it means for learners to be measured by a newer outline. Plain data in, plain data out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    COMPLETES = "completes"
    MORE = "more"
    LESS = "less"
    SAME = "same"


@dataclass(frozen=True)
class Standing:
    """How much of either outline one learner has done, retired lessons left out."""

    done_before: int
    done_after: int


@dataclass(frozen=True)
class Lists:
    """How many lessons count in either outline."""

    before: int
    after: int


def effect(standing: Standing, lists: Lists) -> Effect:
    """Whether the learner would be finished, have more to do, or less. An empty list finishes nobody."""
    left_before, left_after = lists.before - standing.done_before, lists.after - standing.done_after
    if left_after == 0 and lists.after:
        return Effect.COMPLETES
    if left_after > left_before:
        return Effect.MORE
    return Effect.LESS if left_after < left_before else Effect.SAME


def percent(done: int, possible: int) -> int:
    """As everywhere: rounded down, 100 only when nothing is left."""
    return done * 100 // possible if possible else 0


def counted(standings: Iterable[Standing], lists: Lists) -> dict[Effect, int]:
    """How many learners each effect meets."""
    found = dict.fromkeys(Effect, 0)
    for standing in standings:
        found[effect(standing, lists)] += 1
    return found
