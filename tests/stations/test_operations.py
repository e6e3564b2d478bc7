from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from stations import operations
from stations.models import Outcome, PreparationTask, Station, StationChange, StationStatus, Track
from stations.operations import Figures
from stations.plans import PLANS
from stations.tasks import begin_missing_preparations
from talent_pool.models import WantedRole
from tests.cast import NOW, Cast
from tests.stations.factories import make_business, make_open, make_station
from tests.talent_pool.factories import make_opening, make_signed, make_talk

LATER = NOW + timedelta(days=40)
SEPTEMBER = date(2026, 9, 1)


def test_every_role_has_a_plan_with_both_tracks() -> None:
    assert set(PLANS) == {*WantedRole.values, "own_business"}
    assert all(plan.shop and plan.training for plan in PLANS.values())


def test_a_signature_begins_one_station_however_often(cast: Cast) -> None:
    application = make_signed(cast)
    first, second = (operations.begin_preparation(application, now=NOW) for _ in range(2))
    assert first == second == Station.objects.get()
    assert first.keeper == cast.learner
    assert first.organisation == cast.platform
    assert first.region == cast.places.maguan
    assert PreparationTask.objects.filter(track=Track.SHOP).count() == len(PLANS["partner"].shop)
    assert StationChange.objects.count() == 1


def test_without_a_signature_nothing_begins(cast: Cast) -> None:
    with pytest.raises(operations.NotSigned):
        operations.begin_preparation(make_talk(cast), now=NOW)


def test_the_sweep_begins_what_is_missing_once(cast: Cast) -> None:
    make_signed(cast)
    make_talk(cast, cast.other_learner, make_opening(cast, title="另一个"))
    begin_missing_preparations()
    assert operations.begin_missing_preparations(now=NOW) == 0
    assert Station.objects.get().keeper == cast.learner


def test_a_platform_station_without_platform_is_refused_by_the_database(cast: Cast) -> None:
    station = make_station(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.filter(pk=station.pk).update(organisation=None)


def test_open_training_holds_nothing_back(cast: Cast) -> None:
    station = operations.open_station(make_station(cast), by=cast.learner, now=NOW)
    assert station.is_open
    assert PreparationTask.objects.to_do().exists()


def test_open_training_holds_back_where_the_opening_says_so(cast: Cast) -> None:
    station = make_station(cast, blocks=True)
    with pytest.raises(operations.TrainingFirst) as caught:
        operations.open_station(station, by=cast.learner, now=NOW)
    assert caught.value.left == len(PLANS["partner"].training)
    assert Station.objects.get().is_preparing
    for task in PreparationTask.objects.filter(track=Track.TRAINING):
        operations.finish_task(task, by=cast.learner, now=NOW)
    assert operations.open_station(station, by=cast.learner, now=NOW).is_open


def test_opening_twice_keeps_the_first_day_and_closing_ends_it(cast: Cast) -> None:
    station = make_open(cast)
    assert operations.open_station(station, by=cast.learner, now=LATER).opened_at == NOW
    operations.close_station(station, reason="搬家", by=cast.learner, now=LATER)
    with pytest.raises(operations.StationIsClosed):
        operations.open_station(station, by=cast.learner, now=LATER)
    log = StationChange.objects.values_list("from_status", "to_status")
    assert list(log) == [("", "preparing"), ("preparing", "open"), ("open", "closed")]


def test_finishing_a_task_twice_keeps_the_first_moment(cast: Cast) -> None:
    make_station(cast)
    task = PreparationTask.objects.all()[0]
    operations.finish_task(task, by=cast.learner, now=NOW)
    operations.finish_task(task, by=cast.recruiter, now=LATER)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (NOW, cast.learner)


def test_the_same_business_twice_is_one(cast: Cast) -> None:
    assert make_business(cast) == make_business(cast)
    assert make_business(cast, "小禾的辣椒") != make_business(cast)


def test_there_is_an_end_to_businesses(cast: Cast) -> None:
    for n in range(5):
        make_business(cast, f"店 {n}")
    with pytest.raises(operations.TooManyBusinesses):
        make_business(cast, "店 6")


def test_a_correction_counts_and_the_first_figures_stay(cast: Cast) -> None:
    station = make_open(cast)
    operations.record_outcome(station, date(2026, 9, 17), Figures(orders=10, amount=Decimal("200.50")), by=cast.learner, now=LATER)
    operations.record_outcome(station, SEPTEMBER, Figures(orders=12, service_times=30), by=cast.recruiter, now=LATER)
    assert Outcome.objects.count() == 2
    counting = Outcome.objects.counting().get()
    assert (counting.number, counting.orders, counting.service_times, counting.region) == (2, 12, 30, station.region)


def test_the_same_figures_again_change_nothing(cast: Cast) -> None:
    station = make_open(cast)
    for _ in range(2):
        operations.record_outcome(station, SEPTEMBER, Figures(orders=10), by=cast.learner, now=LATER)
    assert Outcome.objects.get().number == 1


@pytest.mark.parametrize(
    ("month", "counts"), [(date(2026, 8, 1), False), (SEPTEMBER, True), (date(2026, 10, 1), True), (date(2026, 11, 1), False)]
)
def test_a_month_counts_from_the_opening_to_today(cast: Cast, month: date, counts: bool) -> None:
    station = make_open(cast)
    if counts:
        assert operations.record_outcome(station, month, Figures(orders=1), by=cast.learner, now=LATER)
    else:
        with pytest.raises(operations.NotOpenThen):
            operations.record_outcome(station, month, Figures(orders=1), by=cast.learner, now=LATER)


def test_the_month_is_the_month_in_china(cast: Cast) -> None:
    last_of_august = datetime.fromisoformat("2026-08-31T17:00:00+00:00")  # 1 September, 01:00 in Shanghai
    station = make_open(cast, now=last_of_august)
    with pytest.raises(operations.NotOpenThen):
        operations.record_outcome(station, date(2026, 8, 1), Figures(orders=1), by=cast.learner, now=LATER)


def test_a_station_that_never_opened_has_no_outcomes(cast: Cast) -> None:
    with pytest.raises(operations.NotOpenThen):
        operations.record_outcome(make_station(cast), SEPTEMBER, Figures(), by=cast.learner, now=LATER)


def test_the_database_keeps_a_month_whole_and_sales_above_zero(cast: Cast) -> None:
    station = make_open(cast)
    row = operations.record_outcome(station, SEPTEMBER, Figures(orders=1), by=cast.learner, now=LATER)
    for wrong in ({"month": date(2026, 9, 2)}, {"amount": Decimal(-1)}, {"active_days": 32}, {"number": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outcome.objects.filter(pk=row.pk).update(**wrong)


def test_who_may_see_a_station(cast: Cast) -> None:
    station, business = make_station(cast), make_business(cast)
    assert set(Station.objects.visible_to(cast.learner)) == {station, business}
    assert set(Station.objects.visible_to(cast.recruiter)) == {station}
    for stranger in (cast.other_learner, cast.other_recruiter, cast.officer, cast.trainer):
        assert not Station.objects.visible_to(stranger)
    assert not Station.objects.filter(status=StationStatus.OPEN)
