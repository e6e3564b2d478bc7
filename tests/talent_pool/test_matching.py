"""Points and reasons, by tables; what the order may never depend on, by invention of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_pool.matching import POINTS, Facts, Match, Need, Reason, match, spread, topic_points

TOWNSHIP, COUNTY = "000001000002000003000004", "000001000002000003"
NEED = Need(path=TOWNSHIP, township=TOWNSHIP, county=COUNTY, role="partner", standard=7)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (Facts(), []),
        (Facts(path=TOWNSHIP + "000005"), [Reason.SAME_TOWNSHIP]),
        (Facts(path=COUNTY + "000009"), [Reason.SAME_COUNTY]),
        (Facts(path="000001000009"), []),
        (Facts(wanted=frozenset({COUNTY})), [Reason.WANTS_PLACE]),
        (Facts(wanted=frozenset({"000001000009"})), []),
        (Facts(standards=frozenset({7})), [Reason.CERTIFICATE]),
        (Facts(standards=frozenset({8})), []),
        (Facts(roles=frozenset({"partner", "promoter"})), [Reason.ROLE]),
        (Facts(roles=frozenset({"promoter"})), []),
        (Facts(full_time=True, has_premises=True), [Reason.FULL_TIME, Reason.PREMISES]),
        (Facts(topic_percent=100), [Reason.TOPICS]),
    ],
)
def test_each_reason_counts_when_it_holds(facts: Facts, reasons: list[Reason]) -> None:
    found = match(NEED, facts)
    assert [reason for reason, _ in found.reasons] == reasons
    assert found.score == sum(POINTS[reason] for reason in reasons)


def test_who_fits_in_everything_has_a_hundred() -> None:
    best = Facts(TOWNSHIP, frozenset({TOWNSHIP}), frozenset({"partner"}), frozenset({7}), 100, full_time=True, has_premises=True)
    assert match(NEED, best).score == 100


def test_without_a_wanted_certificate_any_certificate_counts() -> None:
    assert match(Need(), Facts(standards=frozenset({3}))).score == POINTS[Reason.CERTIFICATE]


@pytest.mark.parametrize(("percent", "points"), [(0, 0), (60, 0), (70, 4), (80, 7), (100, 14), (140, 14)])
def test_topics_count_from_the_pass_mark_up(percent: int, points: int) -> None:
    assert topic_points(percent) == points


facts = st.builds(
    Facts,
    path=st.sampled_from(["", TOWNSHIP, COUNTY, "000009"]),
    wanted=st.frozensets(st.sampled_from([TOWNSHIP, COUNTY, "000009"])),
    roles=st.frozensets(st.sampled_from(["partner", "promoter"])),
    standards=st.frozensets(st.integers(5, 8)),
    topic_percent=st.integers(0, 100),
    full_time=st.booleans(),
    has_premises=st.booleans(),
)


@given(facts)
def test_the_same_facts_give_the_same_points_within_a_hundred(person: Facts) -> None:
    found: Match = match(NEED, person)
    assert found == match(NEED, person)
    assert 0 <= found.score <= 100


@given(st.lists(st.integers(0, 99), unique=True), st.lists(st.integers(100, 199), unique=True))
def test_switching_the_ranking_off_loses_nobody_and_keeps_both_orders(ranked: list[int], unranked: list[int]) -> None:
    mixed = spread(ranked, unranked)
    assert [n for n in mixed if n < 100] == ranked
    assert [n for n in mixed if n >= 100] == unranked


def test_who_is_not_ranked_stands_neither_first_nor_last() -> None:
    assert spread([1, 2, 3, 4], [100]) == [1, 2, 100, 3, 4]
