"""Is a question harder for one group than for equally able people of another? Mantel and Haenszel's test, with the classes of ETS."""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from exams.item_analysis.answers import Answers, Floats, Ints

EXACT_LEVELS = 101
BANDS = 20
SURE = 1.959963984540054
SURE_ONE_SIDED = 1.6448536269514722
FULL = 1 - 1e-9


@dataclass(frozen=True)
class Bias:
    """Of one item. `odds` above 1: easier for the reference group. `delta` is −2.35 ln(odds): negative is harder for the focal group.

    Class A: nothing to speak of; B: slight; C: large. None where too few can be compared.
    """

    reference: int
    focal: int
    odds: float | None = None
    chi_square: float | None = None
    p: float | None = None
    delta: float | None = None
    delta_se: float | None = None
    ets: str | None = None


def mantel_haenszel(answers: Answers, focal: NDArray[np.bool_]) -> list[Bias]:
    """Compare the people marked as focal with the others, at equal standing; an answer is right when it earned all its points.

    People are equal when their standing is; where there are more than 101 different ones, when they are in the same of 20 bands
    of equal size. The item itself counts in the standing, as Holland and Thayer advise.
    """
    strata = _strata(answers)
    levels = int(strata.max()) + 1 if len(strata) else 1
    right = answers.share >= FULL
    cell = 2 * focal[answers.person].astype(np.int64) + right
    place = (answers.item * levels + strata[answers.person]) * 4 + cell
    counts = np.bincount(place, minlength=answers.items * levels * 4).reshape(answers.items, levels, 4).astype(np.float64)
    return [_of_item(table) for table in counts]


def _strata(answers: Answers) -> Ints:
    if not answers.persons or int(answers.level.max()) < EXACT_LEVELS:
        return answers.level
    size = np.bincount(answers.level)
    middle = np.cumsum(size) - size / 2
    return np.minimum((middle / answers.persons * BANDS).astype(np.int64), BANDS - 1)[answers.level]


def _of_item(table: Floats) -> Bias:
    """Stratum by stratum: reference wrong and right, focal wrong and right."""
    b, a, d, c = table.T
    reference, focal = int((a + b).sum()), int((c + d).sum())
    n = a + b + c + d
    use = n > 1
    a, b, c, d, n = (part[use] for part in (a, b, c, d, n))
    r, s = a * d / n, b * c / n
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    if r.sum() <= 0 or s.sum() <= 0 or variance.sum() <= 0:
        return Bias(reference, focal)
    odds = float(r.sum() / s.sum())
    away = max(abs(float((a - (a + b) * (a + c) / n).sum())) - 0.5, 0.0)
    chi_square = away**2 / float(variance.sum())
    delta, se = -2.35 * float(np.log(odds)), 2.35 * sqrt(_variance_of_log_odds(a, b, c, d, n))
    return Bias(reference, focal, odds, chi_square, erfc(sqrt(chi_square / 2)), delta, se, _ets(delta, se))


def _variance_of_log_odds(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats) -> float:
    """Robins, Breslow and Greenland's."""
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    whole_r, whole_s = r.sum(), s.sum()
    return float((p * r).sum() / (2 * whole_r**2) + (p * s + q * r).sum() / (2 * whole_r * whole_s) + (q * s).sum() / (2 * whole_s**2))


def _ets(delta: float, se: float) -> str:
    """A: under 1, or not surely other than 0; C: 1.5 or more, and surely above 1; B: between."""
    if abs(delta) < 1 or abs(delta) <= SURE * se:
        return "A"
    return "C" if abs(delta) >= 1.5 and abs(delta) - SURE_ONE_SIDED * se > 1 else "B"
