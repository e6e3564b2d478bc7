"""The figures of questions and papers: against published ones, against slow formulas, and where nothing can be said."""

import csv
import json
import math
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.item_analysis import Analysis, Answers, BadTable, Flag, analyse, from_table, mantel_haenszel, read_table
from exams.item_analysis.choices import Choices, Options
from tests.exams.psychometrics import (
    LSAT6,
    alpha,
    column,
    correlation,
    lsat6,
    shape,
    simulated,
    totals,
    upper_less_lower,
    without,
)

NAN = float("nan")


def of(rows: Any, most: list[float] | None = None) -> Analysis:
    answers = from_table(rows, most)
    return analyse(answers, [f"q{item}" for item in range(answers.items)])


def test_lsat_6_comes_out_as_published() -> None:
    found = of(lsat6())
    with (LSAT6 / "LSAT6_items.csv").open() as opened:
        for item, published in zip(found.items, csv.DictReader(opened), strict=True):
            ours = (item.facility, item.point_biserial, item.item_rest, item.alpha_if_deleted)
            theirs = [float(published[name]) for name in ("p", "pbis_incl", "pbis_excl", "alpha_if_del")]
            assert ours == pytest.approx(theirs, abs=1e-9)
    assert found.paper.alpha == pytest.approx(0.2949971922, abs=1e-10)
    assert (found.paper.mean, found.paper.median, found.paper.persons) == (3.819, 4, 1000)
    assert found.paper.sd == pytest.approx(1.035041, abs=1e-6)
    assert found.paper.sem == pytest.approx(1.035041 * math.sqrt(1 - 0.2949971922), abs=1e-6)
    assert not any(item.flags for item in found.items)


shares = st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 1.0])
tables = st.integers(2, 6).flatmap(lambda items: st.lists(st.lists(shares, min_size=items, max_size=items), min_size=4, max_size=40))
worths = st.lists(st.sampled_from([1.0, 2.0, 5.0]), min_size=6, max_size=6)


def near(ours: float | None, theirs: float | None) -> None:
    if theirs is None:
        assert ours is None
    else:
        assert ours == pytest.approx(theirs, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(tables, worths)
def test_one_paper_for_all_gives_the_textbooks_figures(given_shares: list[list[float]], worth: list[float]) -> None:
    most = worth[: len(given_shares[0])]
    rows = [[share * points for share, points in zip(row, most, strict=True)] for row in given_shares]
    found = of(rows, most)
    whole = totals(rows)
    near(found.paper.alpha, alpha(rows))
    assert found.paper.median == pytest.approx(median(whole))
    if max(whole) - min(whole) > 1e-6:
        assert (found.paper.skewness, found.paper.kurtosis) == pytest.approx(shape(whole), abs=1e-6)
    for item, figures in enumerate(found.items):
        own, rest = column(rows, item), without(rows, item)
        near(figures.point_biserial, correlation(own, whole))
        near(figures.item_rest, correlation(own, totals(rest)))
        near(figures.alpha_if_deleted, alpha(rest) if any(max(part) > min(part) for part in zip(*rest, strict=True)) else None)
        near(figures.discrimination, upper_less_lower(rows, item) / most[item])
        near(figures.intended_weight, most[item] / sum(most))
    weights = [item.effective_weight for item in found.items]
    if all(weight is not None for weight in weights) and max(whole) > min(whole):
        assert sum(weight or 0 for weight in weights) == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.data())
def test_the_order_of_people_changes_nothing_and_a_page_gets_no_nan(rows: list[list[float]], random: Any, data: Any) -> None:
    gaps = [[NAN if data.draw(st.integers(0, 3)) == 0 else value for value in row] for row in rows]
    there = of(gaps)
    random.shuffle(gaps)
    again = of(gaps)
    json.dumps(there.as_json(), allow_nan=False)
    assert there.paper.alpha == pytest.approx(again.paper.alpha, abs=1e-8) if there.paper.alpha is not None else again.paper.alpha is None
    for one, other in zip(there.items, again.items, strict=True):
        assert (one.n, one.flags) == (other.n, other.flags)
        near(one.item_rest, other.item_rest)
        near(one.discrimination, other.discrimination)


def test_a_negative_alpha_stays_negative() -> None:
    rows = [[1, 0], [0, 1], [1, 0], [0, 1], [1, 1], [0, 0]]
    found = of(rows)
    assert found.paper.alpha == pytest.approx(alpha([[float(cell) for cell in row] for row in rows]))
    assert (found.paper.alpha or 0) < 0
    assert (found.paper.sem or 0) > (found.paper.sd or 0)


def test_what_does_not_exist_is_none() -> None:
    alike = of([[1, 0]] * 40)
    assert (alike.paper.alpha, alike.paper.skewness, alike.paper.sd) == (None, None, 0)
    assert [(item.item_rest, item.point_biserial, item.alpha_if_deleted) for item in alike.items] == [(None, None, None)] * 2
    assert [item.flags for item in alike.items] == [[Flag.TOO_EASY], [Flag.TOO_HARD]]
    one = of([[1, 0, 1]])
    assert (one.paper.sd, one.paper.sem, one.items[0].sd, one.items[0].discrimination) == (None, None, None, None)
    unasked = of([[1, NAN], [0, NAN]])
    assert (unasked.items[1].n, unasked.items[1].facility, unasked.items[1].flags) == (0, None, [Flag.NEEDS_MORE])
    nobody = of(np.zeros((0, 3)))
    assert (nobody.paper.persons, nobody.paper.mean, nobody.items[0].facility) == (0, None, None)
    json.dumps([each.as_json() for each in (alike, one, unasked, nobody)], allow_nan=False)


def test_drawn_papers_give_the_reliability_of_a_paper_of_their_length() -> None:
    """A paper of 20 questions, drawn for each person from 60 of the same sort, is as reliable as one fixed paper of 20."""
    fixed = of(simulated(3000, 20)).paper.alpha
    whole = np.array(simulated(3000, 60), dtype=float)
    draw = np.random.default_rng(3)
    for row in whole:
        row[draw.permutation(60)[20:]] = NAN
    drawn = of(whole)
    assert drawn.paper.alpha == pytest.approx(fixed, abs=0.03)
    assert (drawn.paper.length, drawn.paper.of) == (20, 20)
    assert {item.intended_weight for item in drawn.items} == {0.05}
    effective = [(item.effective_weight or 0) * item.n for item in drawn.items]
    assert sum(effective) / 3000 == pytest.approx(1)
    assert "mean length" in drawn.paper.alpha_formula
    assert 900 < drawn.items[0].n < 1100
    complete = of(simulated(3000, 60))
    for ours, theirs in zip(drawn.items, complete.items, strict=True):
        assert ours.facility == pytest.approx(theirs.facility, abs=0.05)
        assert ours.item_rest == pytest.approx(theirs.item_rest, abs=0.17), "a shorter rest, so lower, but of the same kind"


def test_an_easy_draw_is_not_rewarded() -> None:
    """Two sorts of papers share one question; those with the easy rest are no abler, and so do not make it discriminate."""
    rng = np.random.default_rng(5)
    easy, hard = rng.random((500, 5)) < 0.9, rng.random((500, 5)) < 0.1
    rows = np.full((1000, 11), NAN)
    rows[:500, :5], rows[500:, 5:10] = easy, hard
    rows[:, 10] = rng.random(1000) < 0.5
    rows[:500, 10], rows[500:, 10] = rng.random(500) < 0.7, rng.random(500) < 0.3
    assert of(rows).items[10].item_rest == pytest.approx(0, abs=0.08)


def choices_of(rows: list[str], *, right: str = "a", keys: str = "abcd") -> Choices:
    options = Options(tuple(keys), frozenset(right))
    return Choices([options], np.array([0 if row == "-" else 1 << keys.index(row) for row in rows], dtype=np.uint16))


def answers_where_best_come_last(chosen: str, right: str = "a") -> tuple[Answers, Choices]:
    """One question with options; five others, of which the n-th person has more right the later he comes."""
    people = len(chosen)
    rows = [[float(choice == right)] + [float(place * 6 >= people * other) for other in range(1, 6)] for place, choice in enumerate(chosen)]
    answers = from_table(rows)
    options = [Options(tuple("abcd"), frozenset(right)), *[Options()] * 5]
    bits = np.zeros(len(answers.item), dtype=np.uint16)
    bits[answers.item == 0] = choices_of(list(chosen)).bits
    return answers, Choices(options, bits)


def test_options_are_counted_by_thirds() -> None:
    answers, choices = answers_where_best_come_last("b" * 9 + "-" + "c" * 5 + "a" * 5 + "a" * 10)
    [table, *others] = [item.choices for item in analyse(answers, list("abcdef"), choices).items]
    assert [(row.key, row.is_right, row.lower, row.middle, row.upper) for row in table] == [
        ("a", True, 0, 5, 10),
        ("b", False, 9, 0, 0),
        ("c", False, 0, 5, 0),
        ("d", False, 0, 0, 0),
        ("none", False, 1, 0, 0),
    ]
    assert others == [[]] * 5
    assert analyse(answers, list("abcdef"), choices).items[0].flags == [Flag.IDLE_OPTION]


def test_a_wrong_key_is_suspected_where_the_best_choose_something_else() -> None:
    answers, choices = answers_where_best_come_last("a" * 6 + "c" * 14 + "b" * 12 + "a" * 1 + "b" * 9)
    assert Flag.MISKEYED in analyse(answers, list("abcdef"), choices).items[0].flags
    answers, choices = answers_where_best_come_last("a" * 30 + "b" * 12)
    found = analyse(answers, list("abcdef"), choices).items[0]
    assert (found.item_rest or 0) < 0
    assert found.flags[0] == Flag.MISKEYED
    answers, choices = answers_where_best_come_last("b" * 14 + "a" * 15)
    assert analyse(answers, list("abcdef"), choices).items[0].flags == [Flag.NEEDS_MORE]


def test_a_wrong_key_is_suspected_even_where_the_right_answer_still_pays() -> None:
    """Nobody of the weak knows it, some of the good do, but more of the good choose c."""
    answers, choices = answers_where_best_come_last("b" * 14 + "a" * 4 + "b" * 10 + "a" * 5 + "c" * 9)
    found = analyse(answers, list("abcdef"), choices).items[0]
    assert (found.item_rest or 0) > 0.1
    assert Flag.MISKEYED in found.flags
    answers, choices = answers_where_best_come_last("b" * 14 + "a" * 4 + "b" * 10 + "a" * 9 + "c" * 5)
    assert Flag.MISKEYED not in analyse(answers, list("abcdef"), choices).items[0].flags


def test_that_nobody_took_an_option_says_nothing_where_hardly_anybody_was_wrong() -> None:
    answers, choices = answers_where_best_come_last("b" * 4 + "a" * 38)
    assert analyse(answers, list("abcdef"), choices).items[0].flags == []
    answers, choices = answers_where_best_come_last("b" * 10 + "c" * 8 + "a" * 182)
    assert analyse(answers, list("abcdef"), choices).items[0].flags == [Flag.IDLE_OPTION]


def test_options_that_share_the_points_are_no_distractors() -> None:
    answers, choices = answers_where_best_come_last("a" * 21 + "b" * 21)
    options = [Options(tuple("abcd"), frozenset("a"), partly=frozenset("b")), *choices.options[1:]]
    answers = Answers(
        answers.persons,
        answers.items,
        answers.person,
        answers.item,
        np.where((answers.item == 0) & (answers.person >= 21), 1.0, answers.share),
        answers.most,
    )
    assert Flag.MISKEYED not in analyse(answers, list("abcdef"), Choices(options, choices.bits)).items[0].flags


def test_mantel_haenszel_by_hand() -> None:
    """Two strata, worked out on paper: odds (20·10/60 + 30·8/60) / (5·25/60 + 10·12/60) = 440/245."""
    counts = {  # stratum, focal, right → people
        (0, 0, 1): 20, (0, 0, 0): 5, (0, 1, 1): 25, (0, 1, 0): 10,
        (1, 0, 1): 30, (1, 0, 0): 10, (1, 1, 1): 12, (1, 1, 0): 8,
    }  # fmt: skip
    rows, focal = [], []
    for (stratum, group, right), people in counts.items():
        # Nine further questions put the strata apart whatever the studied one says.
        rows += [[float(right), *[float(stratum)] * 9]] * people
        focal += [bool(group)] * people
    # The studied question counts in the standing, so that it would part each stratum in two: match by the others alone.
    answers = from_table(rows)
    object.__setattr__(answers, "level", np.array([0 if row[1] == 0 else 1 for row in rows]))
    found = mantel_haenszel(answers, np.array(focal))[0]
    assert found.odds == pytest.approx(440 / 245)
    assert found.delta == pytest.approx(-2.35 * math.log(440 / 245))
    expected = 25 * 45 / 60 + 40 * 42 / 60
    spread = 25 * 35 * 45 * 15 / (60**2 * 59) + 40 * 20 * 42 * 18 / (60**2 * 59)
    assert found.chi_square == pytest.approx((abs(50 - expected) - 0.5) ** 2 / spread)
    assert found.p == pytest.approx(math.erfc(math.sqrt((found.chi_square or 0) / 2)))
    assert (found.reference, found.focal, found.ets) == (65, 55, "A")


def test_bias_is_found_where_it_was_put_and_nowhere_else() -> None:
    rng = np.random.default_rng(11)
    ability = rng.normal(size=(4000, 1))
    focal = rng.random(4000) < 0.5
    ability[focal] -= 0.5  # weaker as a group: that alone is no bias
    place = np.linspace(-1.5, 1.5, 20)[None, :].repeat(4000, axis=0)
    place[focal, 10] += 1.0
    rows = rng.random((4000, 20)) < 1 / (1 + np.exp(place - ability))
    found = mantel_haenszel(from_table(rows.astype(float)), focal)
    assert found[10].ets == "C"
    assert (found[10].delta or 0) < -1.5
    assert {each.ets for number, each in enumerate(found) if number != 10} == {"A"}
    mirrored = mantel_haenszel(from_table(rows.astype(float)), ~focal)
    assert mirrored[10].delta == pytest.approx(-(found[10].delta or 0))


def test_bias_says_nothing_of_groups_that_cannot_be_compared() -> None:
    answers = from_table(simulated(50, 4))
    for each in mantel_haenszel(answers, np.zeros(50, dtype=bool)):
        assert (each.focal, each.odds, each.ets) == (0, None, None)


def test_a_table_is_read_with_its_gaps_and_marks() -> None:
    table = read_table("\ufeff题一,题二\n1,0\n\n0.5,\n".encode())
    assert table.names == ["题一", "题二"]
    assert (table.answers.persons, table.answers.asked.tolist(), table.answers.share.tolist()) == (2, [2, 1], [1, 0, 0.5])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1: the first line names"),
        (b"a,b\n", "nobody"),
        (b"0,1\n1,1\n", "line 1: the first line holds answers"),
        (b"a,a\n1,1\n", "line 1: every question needs a name"),
        (b"a,b\n1,0\n1\n", "line 3: 1 columns"),
        (b"a,b\n1,0\n1,2\n", "line 3: “2” under b"),
        (b"a,b\n1,nan\n", "line 2: “nan”"),
        ("题\n1\n".encode("gbk"), "line 1: the file is not in UTF-8"),
        (b"a\0b\n1\n", "not a table"),
    ],
)
def test_a_bad_table_is_refused_with_line_and_reason(content: bytes, says: str) -> None:
    with pytest.raises(BadTable) as caught:
        read_table(content)
    assert says in str(caught.value)
