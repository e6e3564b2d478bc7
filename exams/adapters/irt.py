"""The two-parameter logistic model, fitted by the package mirt. See docs/decisions/0019."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import mirt
import numpy as np
from mirt.exceptions import MirtError
from numpy.typing import NDArray

from exams.item_analysis import Answers

FULL = 1 - 1e-9
MIN_PERSONS = 200
"""With fewer people the slopes are guesses."""
MIN_ITEMS = 3
MOST_CELLS = 500_000
"""Persons × questions that are fitted within some ten seconds (5,000 × 100); of more people every n-th is taken."""
CLOSE = 1e-6
MOST_ROUNDS = 1000
STEEPEST = 10.0
"""Beyond, the fit has run away: right and wrong are parted by a step."""


@dataclass(frozen=True)
class Curve:
    """Of one item: the slope (discrimination) and where half succeed (difficulty), with their standard errors."""

    a: float
    b: float
    a_se: float | None
    b_se: float | None


@dataclass(frozen=True)
class Fit:
    """A curve for each item, None where there is none: a question that all or none had right, or whose fit ran away."""

    curves: list[Curve | None]
    log_likelihood: float
    persons: int
    has_converged: bool


class CannotFit(Exception):
    """Too few people or questions for the model."""


def fit_2pl(answers: Answers) -> Fit:
    """An answer is right when it earned all its points; what was not asked is missing, not wrong. Raises CannotFit."""
    answers = _thinned(answers)
    usable = _usable(answers)
    if answers.persons < MIN_PERSONS or len(usable) < MIN_ITEMS:
        raise CannotFit
    table = np.full((answers.persons, answers.items), -1, dtype=np.int64)
    table[answers.person, answers.item] = answers.share >= FULL
    table = table[:, usable]
    table = table[(table >= 0).any(axis=1)]
    try:
        fitted: Any = mirt.fit_mirt(table, model="2PL", tol=CLOSE, max_iter=MOST_ROUNDS)
    except (ValueError, ArithmeticError, np.linalg.LinAlgError, MirtError) as error:
        raise CannotFit from error
    curves: list[Curve | None] = [None] * answers.items
    slopes, places = fitted.model.parameters["discrimination"], fitted.model.parameters["difficulty"]
    slope_errors, place_errors = (fitted.standard_errors.get(name) for name in ("discrimination", "difficulty"))
    for number, item in enumerate(usable):
        a, b = float(slopes[number]), float(places[number])
        if isfinite(a) and isfinite(b) and abs(a) <= STEEPEST:
            curves[item] = Curve(a, b, _error(slope_errors, number), _error(place_errors, number))
    return Fit(curves, float(fitted.log_likelihood), len(table), bool(fitted.converged))


def _error(errors: Any, number: int) -> float | None:
    value = float(errors[number]) if errors is not None else np.nan
    return value if isfinite(value) else None


def _usable(answers: Answers) -> Sequence[int]:
    """Items that some had right and some had not, and that enough people had."""
    right = answers.per_item((answers.share >= FULL).astype(np.float64))
    enough = answers.asked >= MIN_PERSONS / 2
    return [int(item) for item in np.flatnonzero((right > 0) & (right < answers.asked) & enough)]


def _thinned(answers: Answers) -> Answers:
    step = -(-answers.persons * answers.items // MOST_CELLS)
    if step <= 1:
        return answers
    kept: NDArray[np.bool_] = answers.person % step == 0
    return Answers(
        -(-answers.persons // step),
        answers.items,
        answers.person[kept] // step,
        answers.item[kept],
        answers.share[kept],
        answers.most[kept],
    )
