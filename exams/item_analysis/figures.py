"""The classical figures: of each item, and of the paper. NaN where a figure does not exist."""

from dataclasses import dataclass

import numpy as np

from exams.item_analysis.answers import Answers, Floats

TINY = 1e-12
"""A spread below this is rounding: all were alike."""


@dataclass(frozen=True)
class ItemFigures:
    """One number for each item."""

    sd: Floats
    point_biserial: Floats
    item_rest: Floats
    alpha_if_deleted: Floats
    intended_weight: Floats
    effective_weight: Floats


@dataclass(frozen=True)
class PaperFigures:
    """Of the totals: points where all papers gave the same, else percent of what the person's paper gave."""

    persons: int
    of: float | None
    length: float
    mean: float
    sd: float
    median: float
    skewness: float
    kurtosis: float
    alpha: float
    sem: float


def ratio(above: Floats, below: Floats) -> Floats:
    """NaN where nothing stands below."""
    found: Floats = np.divide(above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=np.abs(below) > TINY)
    return found


def root(values: Floats) -> Floats:
    return np.sqrt(np.maximum(values, 0))


def item_figures(answers: Answers) -> ItemFigures:
    """Deviation from the mean on a person's whole standing (point-biserial) and on the rest of it (item-rest), and so on.

    The effective weight is Moodle's: the root of the covariance with the total, as a share of what these roots add up to on a paper.
    It does not exist where the covariance is negative.
    """
    asked, above, item = answers.asked, answers.above, answers.item
    standing = answers.per_person(above)[answers.person]
    middle = ratio(answers.per_item(standing), asked)
    total = standing - middle[item]
    rest = total - above
    own, with_total, with_rest = (answers.per_item(above * other) for other in (above, total, rest))
    all_of_total, all_of_rest = answers.per_item(total * total), answers.per_item(rest * rest)
    shares = answers.share - answers.facility[item]
    covariance = ratio(with_total, asked - 1)
    roots = np.where(covariance >= -TINY, root(covariance), np.nan)
    worth = ratio(answers.per_item(answers.most), asked)
    return ItemFigures(
        sd=root(ratio(answers.per_item(shares * shares), asked - 1)),
        point_biserial=_correlation(with_total, own, all_of_total),
        item_rest=_correlation(with_rest, own, all_of_rest),
        alpha_if_deleted=_alpha_without(answers, own),
        intended_weight=worth / _on_a_paper(answers, worth),
        effective_weight=roots / _on_a_paper(answers, roots),
    )


def _on_a_paper(answers: Answers, values: Floats) -> float:
    """What the values of a person's items add up to, on average; NaN for nothing, which leaves no weights."""
    return float(np.nansum(values * answers.asked)) / max(answers.persons, 1) or np.nan


def _correlation(with_other: Floats, own: Floats, others: Floats) -> Floats:
    found = ratio(with_other, np.where((own > TINY) & (others > TINY), root(own) * root(others), 0.0))
    return np.clip(found, -1, 1)


@dataclass(frozen=True)
class _Pooled:
    """What alpha is made of: squares of deviations, products of pairs of them, and how many there are of each."""

    squares: Floats
    products: Floats
    entries: Floats
    pairs: Floats
    persons: int

    def alpha(self) -> Floats:
        """k·c / (v + (k − 1)·c): v the mean variance of a question, c the mean covariance of two, k the length of a paper.

        With one paper for all it is Cronbach's alpha exactly; with random draws it is the reliability of a paper of the mean length.
        """
        variance, covariance = ratio(self.squares, self.entries), ratio(self.products, self.pairs)
        length = self.entries / max(self.persons, 1)
        found: Floats = ratio(length * covariance, variance + (length - 1) * covariance)
        return np.where((length > 1 + TINY) & (self.squares > TINY), found, np.nan)


def _pooled(answers: Answers) -> _Pooled:
    sums, squares, asked = answers.per_person(answers.above), answers.per_person(answers.above**2), answers.per_person()
    return _Pooled(
        squares=np.asarray((answers.above**2).sum()),
        products=np.asarray((sums**2 - squares).sum()),
        entries=np.asarray(asked.sum()),
        pairs=np.asarray((asked * (asked - 1)).sum()),
        persons=answers.persons,
    )


def _alpha_without(answers: Answers, own: Floats) -> Floats:
    """Taking an item away takes its squares, and twice its products with the rest of each person who had it."""
    whole = _pooled(answers)
    sums, asked = answers.per_person(answers.above)[answers.person], answers.per_person()[answers.person]
    products = answers.per_item(answers.above * (sums - answers.above))
    return _Pooled(
        squares=whole.squares - own,
        products=whole.products - 2 * products,
        entries=whole.entries - answers.asked,
        pairs=whole.pairs - 2 * answers.per_item(asked - 1),
        persons=answers.persons,
    ).alpha()


def paper_figures(answers: Answers) -> PaperFigures:
    earned, of = answers.per_person(answers.share * answers.most), answers.per_person(answers.most)
    earned, of = earned[of > 0], of[of > 0]
    same = len(of) > 0 and bool(np.ptp(of) < TINY * of.max())
    totals = earned if same else 100 * earned / of
    alpha = float(_pooled(answers).alpha())
    mean = float(totals.mean()) if len(totals) else np.nan
    sd = float(totals.std(ddof=1)) if len(totals) > 1 else np.nan
    skewness, kurtosis = _shape(totals)
    return PaperFigures(
        persons=len(totals),
        of=float(of[0]) if same else None,
        length=len(answers.item) / max(len(totals), 1),
        mean=mean,
        sd=sd,
        median=float(np.median(totals)) if len(totals) else np.nan,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        sem=sd * float(np.sqrt(1 - alpha)) if alpha <= 1 else np.nan,
    )


def _shape(totals: Floats) -> tuple[float, float]:
    """Skewness and excess kurtosis by k-statistics (unbiased for a normal population), as Moodle and SPSS give them."""
    n = len(totals)
    away = totals - totals.mean() if n else totals
    second = float((away**2).sum())
    if n < 3 or second <= TINY:
        return np.nan, np.nan
    third, fourth = float((away**3).sum()), float((away**4).sum())
    variance = second / (n - 1)
    skewness = n * third / ((n - 1) * (n - 2)) / variance**1.5
    if n < 4:
        return skewness, np.nan
    k4 = (n * (n + 1) * fourth - 3 * (n - 1) * second**2) / ((n - 1) * (n - 2) * (n - 3))
    return skewness, k4 / variance**2
