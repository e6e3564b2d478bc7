"""Everything together, with None for what does not exist."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from exams.item_analysis.answers import Answers
from exams.item_analysis.choices import Choices, Chosen, Options, tables
from exams.item_analysis.figures import item_figures, paper_figures
from exams.item_analysis.flags import Flag, flags_of
from exams.item_analysis.order import Order

ALPHA = "Cronbach's alpha"
ALPHA_POOLED = "k·c/(v+(k−1)·c), v the mean variance of a question, c the mean covariance of two on one paper, k the mean length"
DIGITS = 10


@dataclass(frozen=True)
class Paper:
    persons: int
    items: int
    length: float
    """Questions a person, on average."""
    of: float | None
    """The points of a paper; None where papers differ, and then all totals are in percent."""
    mean: float | None
    sd: float | None
    median: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    alpha_formula: str
    is_one_paper: bool
    sem: float | None


@dataclass(frozen=True)
class Item:
    name: str
    n: int
    facility: float | None
    sd: float | None
    discrimination: float | None
    point_biserial: float | None
    item_rest: float | None
    alpha_if_deleted: float | None
    intended_weight: float | None
    effective_weight: float | None
    choices: list[Chosen] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    curve: list[float | None] = field(default_factory=list)
    """The mean share of the lower, middle and upper third."""


@dataclass(frozen=True)
class Analysis:
    paper: Paper
    items: list[Item]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def analyse(answers: Answers, names: Sequence[str], choices: Choices | None = None) -> Analysis:
    """The figures of each item in the order given, and of the paper. The same answers in any order give the same figures."""
    if len(names) != answers.items or (choices and len(choices.options) != answers.items):
        raise ValueError("every item needs a name, and its options if there are any")
    order = Order(answers)
    thirds = order.thirds()
    each = item_figures(answers)
    discrimination = order.discrimination()
    options = choices.options if choices else [Options()] * answers.items
    chosen = tables(answers, choices, thirds) if choices else [[] for _ in names]
    curves = _curves(answers, thirds)
    items = []
    for number, name in enumerate(names):
        asked, facility, item_rest = int(answers.asked[number]), known(answers.facility[number]), known(each.item_rest[number])
        items.append(
            Item(
                name=name,
                n=asked,
                facility=facility,
                sd=known(each.sd[number]),
                discrimination=known(discrimination[number]),
                point_biserial=known(each.point_biserial[number]),
                item_rest=item_rest,
                alpha_if_deleted=known(each.alpha_if_deleted[number]),
                intended_weight=known(each.intended_weight[number]),
                effective_weight=known(each.effective_weight[number]),
                choices=chosen[number],
                flags=flags_of(asked, facility, item_rest, options[number], chosen[number]),
                curve=[known(value) for value in curves[number]],
            )
        )
    return Analysis(_paper(answers), items)


def known(value: Any) -> float | None:
    """A figure to ten decimals, None where there is none, and never −0."""
    return round(float(value), DIGITS) + 0.0 if isfinite(value) else None


def _paper(answers: Answers) -> Paper:
    found = paper_figures(answers)
    return Paper(
        persons=found.persons,
        items=answers.items,
        length=round(found.length, 2),
        of=found.of,
        mean=known(found.mean),
        sd=known(found.sd),
        median=known(found.median),
        skewness=known(found.skewness),
        kurtosis=known(found.kurtosis),
        alpha=known(found.alpha),
        alpha_formula=ALPHA if answers.is_one_paper else ALPHA_POOLED,
        is_one_paper=answers.is_one_paper,
        sem=known(found.sem),
    )


def _curves(answers: Answers, thirds: Any) -> Any:
    place = answers.item * 3 + thirds
    size = answers.items * 3
    people = np.bincount(place, minlength=size)
    earned = np.bincount(place, answers.share, minlength=size)
    return np.divide(earned, people, out=np.full(size, np.nan), where=people > 0).reshape(answers.items, 3)
