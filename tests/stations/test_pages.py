from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from accounts.models import User
from stations import operations
from stations.models import Outcome, PreparationTask, Station
from stations.operations import Figures
from tests.cast import Cast, make_person
from tests.stations.factories import make_business, make_open, make_station
from tests.talent_pool.factories import make_opening, make_signed

pytestmark = pytest.mark.django_db
type Enter = Callable[[User], Client]


def address(name: str, *args: object) -> str:
    return reverse(f"stations:{name}", args=args)


def test_the_two_tracks_stand_side_by_side_and_the_day_is_one_tap(cast: Cast, enter: Enter) -> None:
    station, me = make_station(cast), enter(cast.learner)
    assert "小禾" in enter(cast.recruiter).get(address("station", station.uuid)).text
    page = me.get(address("station", station.uuid)).text
    assert page.count('class="track"') == 2
    first = PreparationTask.objects.all()[0]
    me.post(address("finish_task", station.uuid, first.pk))
    me.post(address("open_station", station.uuid))
    assert Station.objects.get().is_open
    first.refresh_from_db()
    assert first.done_by == cast.learner


def test_while_training_holds_back_there_is_no_button_to_open(cast: Cast, enter: Enter) -> None:
    station, me = make_station(cast, blocks=True), enter(cast.learner)
    assert "primary" not in me.get(address("station", station.uuid)).text
    me.post(address("open_station", station.uuid))
    assert Station.objects.get().is_preparing


def test_a_task_of_another_station_is_not_found(cast: Cast, enter: Enter) -> None:
    station = make_station(cast)
    theirs = operations.register_own_business(cast.other_learner, name="别家", region=cast.places.huachu, now=now())
    task = PreparationTask.objects.filter(station=theirs)[0]
    assert enter(cast.learner).post(address("finish_task", station.uuid, task.pk)).status_code == 404


def test_a_business_of_ones_own_is_added_by_name_and_place(cast: Cast, enter: Enter) -> None:
    for _ in range(2):
        enter(cast.learner).post(address("new_station"), {"name": "小禾的菜籽油", "region": "马官镇"})
    assert Station.objects.get().is_own_business
    assert "小禾的菜籽油" in enter(cast.learner).get(address("stations")).text
    assert "小禾的菜籽油" not in enter(cast.recruiter).get(address("stations")).text


def test_a_month_is_entered_corrected_and_a_wrong_one_is_asked_about(cast: Cast, enter: Enter) -> None:
    station, me = make_open(cast, now=now()), enter(cast.learner)
    data = {"month": localdate().strftime("%Y-%m"), "orders": 8, "amount": "120.50", "service_times": 20, "active_days": 1}
    assert me.post(address("outcomes", station.uuid), data).status_code == 302
    me.post(address("outcomes", station.uuid), data | {"orders": 9})
    assert Outcome.objects.counting().get().orders == 9
    assert "120.50" in me.get(address("outcomes", station.uuid)).text
    assert me.post(address("outcomes", station.uuid), data | {"month": "2001-01"}).status_code == 422
    assert me.post(address("outcomes", station.uuid), data | {"month": "", "active_days": 40}).status_code == 422


def test_closing_asks_why(cast: Cast, enter: Enter) -> None:
    station, me = make_open(cast), enter(cast.learner)
    me.post(address("close_station", station.uuid))
    assert Station.objects.get().is_open
    me.post(address("close_station", station.uuid), {"reason": "搬家"})
    assert Station.objects.get().is_closed


def grow_stations(cast: Cast) -> None:
    person = make_person("又一人", region=cast.places.maguan)
    operations.begin_preparation(make_signed(cast, person, make_opening(cast)), now=now())


def grow_outcomes(cast: Cast) -> None:
    station = Station.objects.first() or make_open(cast)
    operations.record_outcome(station, localdate(), Figures(orders=Outcome.objects.count() + 1), by=cast.learner, now=now())


@pytest.mark.parametrize("name", ["stations", "outcomes"])
def test_a_list_costs_the_same_for_1_or_20(name: str, cast: Cast, enter: Enter) -> None:
    grow = {"stations": grow_stations, "outcomes": grow_outcomes}[name]
    grow(cast)
    args = [] if name == "stations" else [Station.objects.get().uuid]
    client = enter(cast.recruiter)
    client.get(address(name, *args))
    with CaptureQueriesContext(connection) as one:
        client.get(address(name, *args))
    for _ in range(19):
        grow(cast)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address(name, *args)).status_code == 200
    assert len(many) <= len(one)


def test_the_english_pages_are_the_same_pages(cast: Cast, enter: Enter) -> None:
    make_business(cast)
    assert enter(cast.learner).get("/en/stations/").status_code == 200
