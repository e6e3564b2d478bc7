"""What a teacher should look at, most urgent first."""

from collections.abc import Sequence
from enum import StrEnum

from exams.item_analysis.choices import Chosen, Options

MIN_ANSWERS = 30
TOO_EASY = 0.95
TOO_HARD = 0.2
TELLS_LITTLE = 0.1
IDLE = 0.01
WOULD_BE_MANY = 4
"""Takers an option would have if the wrong answers fell on all alike; with fewer, that nobody took it is chance."""
IS_MANY = 100
NEGATIVE = -1e-9


class Flag(StrEnum):
    MISKEYED = "miskeyed"
    """The better people choose another answer, or do worse here than the weaker ones: is the key right, is the wording clear?"""
    TOO_HARD = "too_hard"
    TELLS_NOTHING = "tells_nothing"
    """Good and weak people do equally well."""
    TOO_EASY = "too_easy"
    IDLE_OPTION = "idle_option"
    """A wrong option that fewer than 1 in 100 take."""
    NEEDS_MORE = "needs_more"
    """Fewer than 30 answers: nothing can be said yet."""


def flags_of(asked: int, facility: float | None, item_rest: float | None, options: Options, chosen: Sequence[Chosen]) -> list[Flag]:
    if asked < MIN_ANSWERS or facility is None:
        return [Flag.NEEDS_MORE]
    negative = item_rest is not None and item_rest < NEGATIVE
    chance = 1 / len(options.keys) if options.keys and options.picks_one else 0.0
    found = {
        Flag.MISKEYED: negative or _beaten(options, chosen),
        Flag.TOO_HARD: facility < max(TOO_HARD, chance),
        Flag.TELLS_NOTHING: item_rest is not None and not negative and item_rest < TELLS_LITTLE,
        Flag.TOO_EASY: facility > TOO_EASY,
        Flag.IDLE_OPTION: bool(idle_options(asked, options, chosen)),
    }
    return [flag for flag, holds in found.items() if holds]


def _beaten(options: Options, chosen: Sequence[Chosen]) -> bool:
    """Whether the upper third chose a wrong option more often than the right one, by more than one standard deviation."""
    if not options.picks_one or not chosen:
        return False
    right = max((row.upper for row in chosen if row.is_right), default=0)
    wrong = [row.upper for row in chosen if row.key in options.distractors]
    return any(upper > right and (upper - right) ** 2 >= upper + right for upper in wrong)


def idle_options(asked: int, options: Options, chosen: Sequence[Chosen]) -> list[str]:
    """Wrong options that nearly nobody takes. Of two options one is always the other's opposite."""
    if len(options.keys) < 3:
        return []
    wrong = [row for row in chosen if row.key in options.distractors]
    if asked < IS_MANY and sum(row.all for row in wrong) < WOULD_BE_MANY * len(wrong):
        return []
    return [row.key for row in wrong if row.all < IDLE * asked]
