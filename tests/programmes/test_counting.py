from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.counting import Figure, PeopleDoNotAdd, Report, Tally, Unit, UnitsDiffer, bar, percent_of, total_of, written

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
COUNTY, TOWN, OTHER_TOWN = "000001000002", "000001000002000003", "000001000002000004"


def report(value: int, *, place: str = "", period: date = JULY, number: int = 1) -> Report:
    return Report(place, period, Decimal(value), number)


def test_people_and_person_times_are_never_added() -> None:
    with pytest.raises(UnitsDiffer):
        Figure(Decimal(3), Unit.PEOPLE) + Figure(Decimal(3), Unit.TIMES)


def test_people_are_never_added_to_people() -> None:
    with pytest.raises(PeopleDoNotAdd):
        Figure(Decimal(3), Unit.PEOPLE) + Figure(Decimal(4), Unit.PEOPLE)


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.PEOPLE])
def test_all_other_units_add_with_their_own(unit: Unit) -> None:
    assert Figure(Decimal(3), unit) + Figure(Decimal(4), unit) == Figure(Decimal(7), unit)


def test_a_target_in_people_is_not_reached_by_person_times() -> None:
    with pytest.raises(UnitsDiffer):
        percent_of(Figure(Decimal(9), Unit.TIMES), Figure(Decimal(10), Unit.PEOPLE))


@pytest.mark.parametrize(("actual", "target", "percent"), [(0, 10, 0), (1, 3, 33), (999, 1000, 99), (10, 10, 100), (25, 10, 250)])
def test_percent_is_rounded_down_so_that_100_means_reached(actual: int, target: int, percent: int) -> None:
    assert percent_of(Figure(Decimal(actual), Unit.SHOPS), Figure(Decimal(target), Unit.SHOPS)) == percent


@given(st.integers(-10, 10**6))
def test_a_bar_stays_in_its_frame(percent: int) -> None:
    assert 0 <= bar(percent) <= 100


@pytest.mark.parametrize(
    ("unit", "reports", "total"),
    [
        (Unit.SHOPS, [], None),
        (Unit.TIMES, [report(3), report(4, period=AUGUST)], 7),
        (Unit.SHOPS, [report(3), report(4, period=AUGUST)], 4),
        (Unit.PEOPLE, [report(3), report(2, period=AUGUST)], 2),
        (Unit.TIMES, [report(3), report(5, number=2)], 5),
        (Unit.TIMES, [report(5, number=2), report(3)], 5),
        (Unit.SHOPS, [report(3, place=TOWN), report(4, place=OTHER_TOWN)], 7),
        (Unit.PEOPLE, [report(3, place=TOWN), report(4, place=OTHER_TOWN)], None),
        (Unit.PEOPLE, [report(3, place=TOWN), report(6, place=COUNTY), report(4, place=OTHER_TOWN)], 6),
        (Unit.SHOPS, [report(3, place=TOWN), report(9, place=COUNTY)], 9),
        (Unit.TIMES, [report(3, place=TOWN), report(9, place=COUNTY), report(2, place=TOWN, period=AUGUST)], 11),
        (Unit.YUAN, [report(3, place=COUNTY), report(9)], 9),
    ],
    ids=[
        "nothing reported is not zero",
        "what happens is added month by month",
        "what stands counts as it stands now",
        "people count as they stand now",
        "a correction replaces",
        "a correction replaces whatever the order",
        "shops of two towns are added",
        "people of two towns are not",
        "people of the county are one figure",
        "the county's report covers its towns'",
        "only for the same month where things happen",
        "the whole covers every place",
    ],
)
def test_total_of_reports(unit: Unit, reports: list[Report], total: int | None) -> None:
    assert total_of(unit, reports) == (None if total is None else Figure(Decimal(total), unit))


@pytest.mark.parametrize(("people", "few"), [(0, False), (1, True), (4, True), (5, False)])
def test_fewer_than_five_people_are_few(people: int, *, few: bool) -> None:
    assert Tally(Decimal(people), people).is_few is few


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("0", "0", "0"),
        ("1500", "1,500", "1,500"),
        ("1000000", "100 万", "1,000,000"),
        ("10000000000", "100 亿", "10,000,000,000"),
        ("350000000", "3.5 亿", "350,000,000"),
        ("1234567", "1,234,567", "1,234,567"),
        ("12.50", "12.50", "12.50"),
        ("78000", "7.8 万", "78,000"),
    ],
)
def test_figures_are_written_as_people_write_them_and_never_rounded(value: str, chinese: str, english: str) -> None:
    assert written(Decimal(value), chinese=True) == chinese
    assert written(Decimal(value), chinese=False) == english
