from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import operations
from programmes.counting import Unit
from programmes.models import Programme
from tests.cast import NOW, Cast, make_organisation, signed_in
from tests.programmes.factories import make_indicator, make_participant, make_programme, make_target

pytestmark = pytest.mark.django_db


def page_of(programme: Programme) -> str:
    """In English, whose words stand in the code."""
    cache.clear()
    return Client().get(f"/en/programmes/{programme.slug}/").text


def test_the_page_is_the_same_for_a_stranger_and_two_people(cast: Cast) -> None:
    programme = make_programme(roles=("合伙人",))
    answers = [
        client.get(reverse("programmes:programme", args=[programme.slug]))
        for client in (Client(), signed_in(cast.learner), signed_in(cast.officer))
    ]
    assert len({answer.content for answer in answers}) == 1
    assert all("Cookie" not in answer.headers.get("Vary", "") and not answer.cookies for answer in answers)


def test_target_and_reality_stand_side_by_side_in_their_unit(cast: Cast) -> None:
    programme = make_programme(holder=cast.committee)
    make_target(programme, make_indicator("participants", counted_by="participants"), 20)
    for _ in range(5):
        make_participant(programme)
    assert "<b>5 people</b> / 20 people" in page_of(programme)


def test_fewer_than_five_people_are_not_told_to_strangers_nor_shown_by_a_bar(cast: Cast) -> None:
    programme = make_programme()
    make_target(programme, make_indicator("participants", counted_by="participants"), 4)
    for _ in range(3):
        make_participant(programme)
    page = page_of(programme)
    assert "fewer than 5 people" in page
    assert 'value="0" max="100"' in page
    assert "3 people" not in page


def test_nobody_is_zero_and_not_few() -> None:
    programme = make_programme()
    make_target(programme, make_indicator("participants", counted_by="participants"), 4)
    assert "<b>0 people</b>" in page_of(programme)


def test_people_and_person_times_are_named_apart(cast: Cast) -> None:
    programme = make_programme(holder=cast.committee)
    times, people = make_indicator("attendances", unit=Unit.TIMES), make_indicator("leaders", unit=Unit.PEOPLE)
    for indicator in (times, people):
        make_target(programme, indicator, 10_000)
        for value in (300, 200):
            operations.enter_value(
                programme, indicator, region=None, period_start=NOW.date().replace(month=value // 100), value=Decimal(value), source="报表",
                by=cast.officer, now=NOW,
            )  # fmt: skip
    page = page_of(programme)
    assert "<b>500 person-times</b> / 10,000 person-times" in page
    assert "<b>300 people</b> / 10,000 people" in page


def test_what_nobody_reported_is_not_shown_as_zero() -> None:
    programme = make_programme()
    make_target(programme, make_indicator())
    assert "not reported yet" in page_of(programme)


def test_the_list_costs_the_same_for_1_or_20_programmes() -> None:
    make_programme(roles=("店长",))
    with CaptureQueriesContext(connection) as one:
        Client().get(reverse("programmes:index"))
    for number in range(19):
        make_programme(holder=make_organisation(f"holder-{number}", kind="committee"))
    with CaptureQueriesContext(connection) as many:
        first = Client().get(reverse("programmes:index")).text
    assert len(many) == len(one)
    assert first.count("<article") == 12
    assert Client().get(reverse("programmes:index"), {"page": 2}).text.count("<article") == 8


def test_the_page_costs_the_same_for_1_or_20_targets_and_participants() -> None:
    programme = make_programme()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(programme)
        return len(queries)

    make_target(programme, make_indicator("indicator-0"))
    make_participant(programme)
    before = cost()
    for number in range(1, 20):
        make_target(programme, make_indicator(f"indicator-{number}"))
        make_participant(programme)
    assert cost() == before


def test_strangers_who_ask_again_do_not_make_the_database_count_again() -> None:
    programme = make_programme()
    address: Any = reverse("programmes:programme", args=[programme.slug])
    with CaptureQueriesContext(connection) as first:
        Client().get(address)
    with CaptureQueriesContext(connection) as again:
        Client().get(address)
    assert len(again) < len(first)
