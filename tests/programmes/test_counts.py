"""Each measure, over real rows of every floor: what counts, what does not, and where."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import ConsentWording, Purpose, Region, User
from accounts.operations import give_consent, withdraw_consent
from certification.operations import revoke_certificate
from cms.models import HomePage
from courses.models import Course
from programmes import operations
from programmes.counting import FUNNEL, MEASURES, Unit
from programmes.models import DailyCount, Programme
from programmes.operations.sources import SOURCES
from stations.models import Outcome, Station, StationKind, StationStatus
from talent_pool.models import Application, Opening, Pool, PoolMember
from talent_pool.models.applications import Source
from talent_pool.stages import Stage
from tests.cast import NOW, Cast, make_person
from tests.certification.factories import make_certificate, make_standard
from tests.courses.factories import finish_course, make_course, make_enrolment
from tests.programmes.factories import make_indicator, make_participant, make_programme, make_target

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def made_of(programme: Programme, **parts: list[Any]) -> Programme:
    """The same programme, made of these courses, standards or pools."""
    for name, rows in parts.items():
        setattr(programme, name, rows)
    programme.save()
    return programme


def count(programme: Programme, key: str, region: Region | None = None) -> int:
    return int(operations.count_programme(programme, now=LATER, region=region)[key].value)


def opened_station(keeper: User, *, days: int = 1, status: StationStatus = StationStatus.OPEN, name: str = "小店") -> Station:
    region = keeper.region
    assert region is not None
    return Station.objects.create(
        kind=StationKind.OWN,
        name=name,
        keeper=keeper,
        region=region,
        status=status,
        created_at=NOW,
        opened_at=NOW + timedelta(days=days) if status != StationStatus.PREPARING else None,
        closed_at=LATER if status == StationStatus.CLOSED else None,
    )


def outcome(station: Station, *, month: date = AUGUST, number: int = 1, orders: int = 0, amount: int = 0) -> Outcome:
    return Outcome.objects.create(
        station=station,
        region=station.region,
        month=month,
        number=number,
        orders=orders,
        amount=amount,
        entered_by=station.keeper,
        at=LATER,
    )


def application(person: User, cast: Cast, stage: Stage = Stage.SIGNED, *, days: int = 1) -> Application:
    opening = Opening.objects.filter(organisation=cast.platform).first() or make_opening(cast)
    at = NOW + timedelta(days=days)
    return Application.objects.create(
        opening=opening, person=person, source=Source.APPLIED, stage=stage, region=person.region, created_at=at, changed_at=at
    )


def make_opening(cast: Cast) -> Opening:
    return Opening.objects.create(
        organisation=cast.platform,
        role="partner",
        title="马官镇合伙人",
        region=cast.places.maguan,
        headcount=9,
        text="一起干",
        pay_note="面议",
        written_by=cast.recruiter,
        created_at=NOW,
    )


def test_every_measure_has_its_source_and_the_funnel_counts_people() -> None:
    assert set(SOURCES) == set(MEASURES)
    assert {MEASURES[key].unit for key in FUNNEL} == {Unit.PEOPLE}


def test_a_person_in_two_courses_is_one_learner_and_two_completions(home: HomePage, cast: Cast) -> None:
    courses = [make_course(), make_course()]
    programme = made_of(make_programme(), courses=courses)
    make_participant(programme, person=cast.learner)
    for course in courses:
        finish_course(make_enrolment(cast.learner, course))
    assert (count(programme, "learners_enrolled"), count(programme, "learners_completed"), count(programme, "course_completions")) == (
        1,
        1,
        2,
    )


def test_learning_of_others_and_in_other_courses_does_not_count(home: HomePage, cast: Cast) -> None:
    mine, other = make_course(), make_course()
    programme = made_of(make_programme(), courses=[mine])
    make_participant(programme, person=cast.learner)
    make_enrolment(cast.learner, other)
    make_enrolment(cast.other_learner, mine)
    assert count(programme, "learners_enrolled") == 0


def learning_course(programme: Programme) -> tuple[Programme, Course]:
    course = make_course()
    return made_of(programme, courses=[course]), course


def test_learning_done_before_joining_is_brought_along_but_not_what_follows_leaving(home: HomePage, cast: Cast) -> None:
    programme, course = learning_course(make_programme())
    enrolment = make_enrolment(cast.learner, course)
    operations.join_programme(cast.learner, programme, now=NOW + timedelta(days=5))
    assert count(programme, "learners_enrolled") == 1
    operations.join_programme(cast.other_learner, programme, now=NOW - timedelta(days=5))
    operations.leave_programme(cast.other_learner, programme, now=NOW - timedelta(days=4))
    make_enrolment(cast.other_learner, course)
    assert count(programme, "learners_enrolled") == 1
    assert enrolment.enrolled_at < NOW + timedelta(days=5)


def test_a_certificate_counts_until_it_is_revoked_or_expires(home: HomePage, cast: Cast) -> None:
    version = make_standard(with_exam=False)
    programme = made_of(make_programme(), standards=[version.standard])
    for person in (cast.learner, cast.other_learner):
        make_participant(programme, person=person)
    first = make_certificate(cast.learner, version)
    make_certificate(cast.other_learner, version)
    assert count(programme, "talents_certified") == 2
    revoke_certificate(first, reason="替考", by=cast.trainer, now=NOW)
    assert count(programme, "talents_certified") == 1
    much_later = operations.count_programme(programme, now=NOW + timedelta(days=365 * 4))
    assert much_later["talents_certified"].value == 0


def test_a_stay_in_the_pool_counts_while_the_consent_stands(cast: Cast) -> None:
    pool = Pool.objects.create(slug="talents", title="人才库", holder=cast.committee, created_at=NOW)
    programme = made_of(make_programme(), pools=[pool])
    make_participant(programme, person=cast.learner)
    wording = ConsentWording.objects.create(purpose=Purpose.POOL, version=1, text="同意", published_at=NOW)
    give_consent(cast.learner, Purpose.POOL, cast.committee, wording=wording, now=NOW)
    PoolMember.objects.create(pool=pool, person=cast.learner, region=cast.places.maguan, since=NOW)
    assert count(programme, "pool_members") == 1
    withdraw_consent(cast.learner, Purpose.POOL, cast.committee, now=NOW)
    assert count(programme, "pool_members") == 0


def test_only_signatures_after_joining_count_as_appointed(cast: Cast) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    make_participant(programme, person=cast.other_learner)
    application(cast.other_learner, cast, days=-1)
    talking = application(cast.learner, cast, Stage.TALKING)
    assert count(programme, "appointed") == 0
    Application.objects.filter(pk=talking.pk).update(stage=Stage.SIGNED)
    assert count(programme, "appointed") == 1


def test_a_person_with_two_shops_opened_once_as_a_person_and_twice_as_shops(cast: Cast) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    opened_station(cast.learner)
    opened_station(cast.learner, name="二店")
    opened_station(cast.learner, name="还在筹备", status=StationStatus.PREPARING)
    opened_station(cast.learner, name="关了", status=StationStatus.CLOSED)
    assert (count(programme, "started_business"), count(programme, "stations_opened")) == (1, 2)


def test_a_shop_that_was_open_before_joining_is_not_the_programmes(cast: Cast) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    opened_station(cast.learner, days=-1)
    assert count(programme, "stations_opened") == 0


def test_orders_and_turnover_are_added_over_months_and_follow_corrections(cast: Cast) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    station = opened_station(cast.learner)
    outcome(station, orders=100, amount=5000)
    outcome(station, number=2, orders=80, amount=4000)
    outcome(station, month=SEPTEMBER, orders=20, amount=1000)
    assert (count(programme, "orders"), count(programme, "revenue")) == (100, 5000)


def test_an_outcome_shows_on_the_page_against_its_target(cast: Cast) -> None:
    programme = made_of(make_programme())
    make_target(programme, make_indicator("orders", unit=Unit.ORDERS, counted_by="orders"), 1000)
    for number in range(5):
        keeper = make_person(f"店主{number}", region=cast.places.maguan)
        make_participant(programme, person=keeper)
        outcome(opened_station(keeper), orders=50)
    tallies = operations.count_programme(programme, now=LATER)
    (actual,) = operations.actuals(programme, place=None, tallies=tallies)
    assert actual.figure is not None
    assert (int(actual.figure.value), actual.percent, actual.is_few) == (250, 25, False)


def test_one_shops_turnover_is_not_told_to_strangers(cast: Cast, client: Any) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    outcome(opened_station(cast.learner), orders=31, amount=4321)
    page = client.get(f"/en/programmes/{programme.slug}/").text
    assert "4,321" not in page
    assert "31 orders" not in page


def test_who_moved_between_two_towns_is_one_person_in_the_county(home: HomePage, cast: Cast) -> None:
    first, second = make_course(), make_course()
    programme = made_of(make_programme(), courses=[first, second])
    make_participant(programme, person=cast.learner)
    make_enrolment(cast.learner, first)
    cast.learner.current_region = cast.places.huachu
    cast.learner.save()
    make_enrolment(cast.learner, second)
    assert [count(programme, "learners_enrolled", place) for place in (cast.places.maguan, cast.places.huachu, cast.places.puding)] == [
        1,
        1,
        1,
    ]
    assert count(programme, "learners_enrolled", cast.places.xixiu) == 0
    operations.roll_up(now=LATER)
    rolled = dict(DailyCount.objects.filter(measure="learners_enrolled").values_list("region__name", "value"))
    assert rolled == {None: 1, "贵州省": 1, "安顺市": 1, "普定县": 1, "马官镇": 1, "化处镇": 1}


def test_institutions_are_compared_on_the_facts_frozen_with_them(home: HomePage, cast: Cast) -> None:
    ours, theirs = make_course(cast.college), make_course(cast.other_college)
    programme = made_of(make_programme(), courses=[ours, theirs])
    for person in (cast.learner, cast.other_learner):
        make_participant(programme, person=person)
        make_enrolment(person, ours)
    finish_course(make_enrolment(cast.learner, theirs))
    rows = operations.institution_counts(programme, now=LATER, scopes=None)
    assert [(row.institution.name, row.people) for row in rows] == [
        ("苗圃学堂", {"learners_enrolled": 2}),
        ("别家学校", {"learners_enrolled": 1, "learners_completed": 1}),
    ]
    (maguan,) = [
        row for row in operations.institution_counts(programme, now=LATER, scopes=[cast.places.huachu]) if row.institution == cast.college
    ]
    assert maguan.people == {"learners_enrolled": 1}
