"""Where participants began and what changed, county by county: small counts stay hidden, other counties closed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Region, Role, User
from programmes import operations
from programmes.diagnosing import Cell, Shown
from programmes.models import Programme
from tests.cast import Cast, make_member, make_person, make_region, signed_in
from tests.courses.factories import make_diagnosis, make_worksheets
from tests.programmes.factories import make_participant, make_programme


@pytest.fixture
def programme(cast: Cast) -> Programme:
    make_worksheets()
    return make_programme("million-talents", holder=cast.committee)


def answer(programme: Programme, place: Region, opening: str = "cannot", hardest: str = "running") -> User:
    person = make_participant(programme, person=make_person(region=place))
    make_diagnosis(person, opening=opening, hardest=hardest, design="can")
    return person


def page_of(programme: Programme, person: User) -> str:
    return signed_in(person).get(reverse("programmes:diagnosis", args=[programme.slug])).text


@pytest.mark.parametrize(
    ("value", "people", "shown"),
    [(4, 20, Shown.FEW), (5, 20, Shown.COUNT), (15, 20, Shown.COUNT), (16, 20, Shown.MOST), (20, 20, Shown.MOST), (0, 5, Shown.FEW)],
)
def test_a_count_is_hidden_where_it_or_the_rest_is_small(value: int, people: int, shown: Shown) -> None:
    assert Cell(value, people).shown is shown


def test_a_county_stands_beside_the_baseline(cast: Cast, programme: Programme) -> None:
    for number in range(10):
        answer(programme, cast.places.maguan, opening="cannot" if number < 5 else "can", hardest="running" if number < 4 else "other")
    page = page_of(programme, cast.officer)
    assert all(f"{baseline}%" in page for baseline in (20, 14, 31))
    assert "贵州省安顺市普定县" in page
    assert "5（50%）" in page
    assert "不到 5 人<" in page.replace("\n", "")
    assert "4（40%）" not in page


def test_a_county_of_four_says_nothing(cast: Cast, programme: Programme) -> None:
    for _ in range(4):
        answer(programme, cast.places.maguan)
    page = page_of(programme, cast.officer)
    assert page.count("不到 5 人，先不显示") == 2
    assert "差不多都是" not in page


def test_those_who_answered_again_are_compared_with_themselves(cast: Cast, programme: Programme) -> None:
    people = [answer(programme, cast.places.maguan) for _ in range(12)]
    answer(programme, cast.places.maguan, opening="can")
    for number, person in enumerate(people):
        make_diagnosis(person, opening="can", hardest="running")
        make_diagnosis(person, opening="cannot" if number < 5 else "half", hardest="running")
    row = operations.diagnosis_counts(programme, scopes=None)[0]
    assert (row.people, row.again) == (13, 12)
    assert [(before.value, after.value) for before, after in row.changes] == [(12, 5), (0, 12), (12, 12)]


def test_only_participants_and_only_the_officers_counties_are_counted(cast: Cast, programme: Programme) -> None:
    for place in (cast.places.maguan, cast.places.qiyanqiao):
        for _ in range(5):
            answer(programme, place)
    make_diagnosis(cast.learner)
    county_officer = make_member("钱专员", cast.committee, Role.PROGRAMME_OFFICER, region=cast.places.puding)
    assert [(row.place, row.people) for row in operations.diagnosis_counts(programme, scopes=None)] == [
        ("贵州省安顺市普定县", 5),
        ("贵州省安顺市西秀区", 5),
    ]
    page = page_of(programme, county_officer)
    assert "普定县" in page
    assert "西秀区" not in page


def test_the_page_costs_the_same_for_1_or_20_counties(cast: Cast, programme: Programme) -> None:
    address = reverse("programmes:diagnosis", args=[programme.slug])
    browser = signed_in(cast.officer)

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    answer(programme, cast.places.maguan)
    one = cost()
    for number in range(19):
        answer(programme, make_region(f"{number}号县", cast.places.anshun, code=f"5204{number + 50}"))
    assert cost() == one
