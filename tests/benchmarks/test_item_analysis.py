"""How fast 10,000 attempts at 100 questions are analysed, beside the textbook's formulas in plain Python."""

import time

import numpy as np
import pytest

from exams.item_analysis import analyse, from_table, mantel_haenszel
from exams.item_analysis.choices import Choices, Options
from tests.exams.psychometrics import alpha, column, correlation, totals, without

PEOPLE, QUESTIONS = 10_000, 100
SLOW_QUESTIONS = 2
"""The plain way takes so long that it does two of them, and the time of all is reckoned."""


@pytest.mark.benchmark
def test_ten_thousand_attempts_at_a_hundred_questions() -> None:
    rng = np.random.default_rng(1)
    ability, place = rng.normal(size=(PEOPLE, 1)), np.linspace(-2, 2, QUESTIONS)
    table = (rng.random((PEOPLE, QUESTIONS)) < 1 / (1 + np.exp(place - ability))).astype(float)
    options = [Options(tuple("abcd"), frozenset("a"))] * QUESTIONS
    bits = np.where(table == 1, 1, 1 << rng.integers(1, 4, table.shape)).astype(np.uint16).ravel()
    names = [str(number) for number in range(QUESTIONS)]

    begun, used = time.monotonic(), time.process_time()
    answers = from_table(table)
    found = analyse(answers, names, Choices(options, bits))
    ours, ours_used = time.monotonic() - begun, time.process_time() - used
    begun = time.monotonic()
    mantel_haenszel(answers, rng.random(PEOPLE) < 0.5)
    compared = time.monotonic() - begun

    rows = table.tolist()
    begun = time.monotonic()
    whole = totals(rows)
    paper = alpha(rows)
    each = time.monotonic()
    for item in range(SLOW_QUESTIONS):
        rest = without(rows, item)
        slow = correlation(column(rows, item), whole), correlation(column(rows, item), totals(rest)), alpha(rest)
        assert (found.items[item].point_biserial, found.items[item].item_rest) == pytest.approx(slow[:2])
    naive = each - begun + (time.monotonic() - each) / SLOW_QUESTIONS * QUESTIONS
    assert found.paper.alpha == pytest.approx(paper)
    print(
        f"\nanalysis of {PEOPLE:,} × {QUESTIONS}: {ours:.2f} s ({ours_used:.2f} s of processor), a comparison of groups {compared:.2f} s; ",
        end="",
    )
    print(f"point-biserial, item-rest and alpha alone in plain Python: {naive:.0f} s, {naive / ours:.0f} × as long")
