"""A class: its seats, its roster, who may see it, who is stuck or silent, and the friendly word."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import Notice, Role
from cms.models import HomePage
from courses import operations
from courses.models import ClassLevel, ClassMember, ClassMemberEvent, ClassSession, Enrolment, MemberState, TrainingClass
from tests.cast import NOW, Cast, make_cast, make_member, make_person, signed_in
from tests.courses.factories import lessons_of, make_class, make_course, make_enrolment, seat
from tests.exams.test_at_once import at_once


def states(training_class: TrainingClass) -> list[str]:
    return list(training_class.members.order_by("pk").values_list("state", flat=True))


def test_a_teacher_opens_a_class_on_the_page(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, title="开网店")
    level = ClassLevel.objects.create(slug="village", name="村")
    written = {
        "title": "号营村电商班",
        "institution": cast.college.pk,
        "level": level.pk,
        "region": "马官镇号营村",
        "place": "村委会",
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-05",
        "seats": "30",
        "courses": [course.pk],
    }
    teacher = signed_in(cast.teacher)
    wrong = teacher.post("/classes/new/", written | {"ends_on": "2026-08-01", "region": "桃花源"})
    assert wrong.status_code == 422
    assert not TrainingClass.objects.exists()
    page = teacher.post("/classes/new/", written, follow=True)
    assert "号营村电商班" in page.text
    opened = TrainingClass.objects.get()
    assert (opened.region, opened.institution) == (cast.places.village, cast.college)
    assert list(opened.teachers.all()) == [cast.teacher]
    assert list(opened.courses.all()) == [course]
    assert signed_in(cast.teacher).post("/classes/new/", written | {"institution": cast.other_college.pk}).status_code == 422


def test_a_change_keeps_the_institution_and_never_fewer_seats_than_people(cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college, seats=3)
    seat(led, cast.learner, cast.other_learner)
    teacher = signed_in(cast.teacher)
    written = {
        "title": "新名字",
        "level": led.level_id,
        "region": "普定县",
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-05",
        "seats": "1",
        "teachers": [cast.teacher.pk],
        "institution": cast.other_college.pk,
    }
    assert teacher.post(f"/classes/{led.key}/change/", written).status_code == 422
    assert teacher.post(f"/classes/{led.key}/change/", written | {"seats": "2"}).status_code == 302
    led.refresh_from_db()
    assert (led.title, led.seats, led.institution) == ("新名字", 2, cast.college)


def test_no_more_people_than_seats_and_the_database_says_so_itself(cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college, seats=1)
    with pytest.raises(operations.ClassIsFull) as full:
        seat(led, cast.learner, cast.other_learner)
    assert full.value.left == 1
    assert not ClassMember.objects.exists()
    seat(led, cast.learner)
    with pytest.raises(operations.ClassIsFull):
        operations.join_class(led, cast.other_learner, now=NOW)
    with pytest.raises(IntegrityError, match="no_more_people_than_seats"), transaction.atomic():
        TrainingClass.objects.update(taken=2)
    operations.leave_class(led, cast.learner, by=cast.learner, now=NOW)
    operations.leave_class(led, cast.learner, by=cast.learner, now=NOW)
    operations.join_class(led, cast.other_learner, now=NOW)
    led.refresh_from_db()
    assert led.taken == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_who_want_the_last_seat_at_once_are_one() -> None:
    cast = make_cast()
    led = make_class(cast.teacher, cast.college, seats=1)
    people = [make_person(f"学员{number}") for number in range(8)]
    outcomes = at_once(*[lambda person=person: operations.join_class(led, person, now=NOW) for person in people])
    assert sum(isinstance(outcome, ClassMember) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, operations.ClassIsFull) for outcome in outcomes) == 7, outcomes
    led.refresh_from_db()
    assert (led.taken, led.members.standing().count()) == (1, 1)


def test_the_log_tells_every_step_and_a_second_tap_is_none(cast: Cast, home: HomePage) -> None:
    led = make_class(cast.teacher, cast.college, make_course(cast.college))
    seat(led, cast.learner)
    seat(led, cast.learner)
    for _ in range(2):
        operations.join_class(led, cast.learner, now=NOW)
    operations.leave_class(led, cast.learner, by=cast.teacher, now=NOW)
    seat(led, cast.learner)
    assert list(ClassMemberEvent.objects.values_list("state", flat=True)) == ["added", "joined", "left", "added"]
    assert states(led) == [MemberState.ADDED]
    assert Enrolment.objects.filter(learner=cast.learner).count() == 1


def test_somebody_the_institution_does_not_know_is_only_asked(cast: Cast, home: HomePage) -> None:
    make_enrolment(cast.other_learner, make_course(cast.college))
    led = make_class(cast.teacher, cast.college)
    seat(led, cast.learner, cast.other_learner, made_here=False)
    assert states(led) == [MemberState.INVITED, MemberState.ADDED]
    teacher = signed_in(cast.teacher)
    assert teacher.get(f"/classes/people/{cast.learner.public_id}/").status_code == 404
    assert teacher.get(f"/classes/people/{cast.other_learner.public_id}/").status_code == 200
    notice = Notice.objects.get(person=cast.learner)
    signed_in(cast.learner).post(notice.link)
    assert teacher.get(f"/classes/people/{cast.learner.public_id}/").status_code == 200


def test_region_and_institution_are_those_of_the_day(cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college)
    [member] = seat(led, cast.learner)
    cast.learner.home_region = cast.places.qiyanqiao
    cast.learner.save()
    member.refresh_from_db()
    assert (member.region, member.institution) == (cast.places.maguan, cast.college)


def test_who_is_stuck_and_who_has_not_begun(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    led = make_class(cast.teacher, cast.college, course)
    members = seat(led, cast.learner, cast.other_learner)
    other_course = make_enrolment(cast.other_learner, make_course(cast.college))
    operations.mark_lesson_done(other_course, lessons_of(other_course.course)[0].lesson_key, now=NOW)
    enrolment = make_enrolment(cast.learner, course)
    assert list(led.members.silent().order_by("pk")) == members
    operations.mark_lesson_done(enrolment, lessons_of(course)[0].lesson_key, now=NOW)
    assert list(led.members.silent()) == members[1:]
    assert not led.members.stuck(NOW + timedelta(days=6)).exists()
    assert list(led.members.stuck(NOW + timedelta(days=8))) == members[:1]


def test_a_reminder_comes_once_a_day(cast: Cast, home: HomePage) -> None:
    led = make_class(cast.teacher, cast.college, make_course(cast.college))
    seat(led, cast.learner, cast.other_learner)
    Notice.objects.all().delete()
    teacher = signed_in(cast.teacher)
    url = f"/classes/{led.key}/people/{cast.learner.public_id}/nudge/"
    teacher.post(url)
    assert "今天已经提醒过" in teacher.post(url, follow=True).text
    assert Notice.objects.filter(person=cast.learner).count() == 1
    teacher.post(f"/classes/{led.key}/nudge/", {"only": "silent"})
    assert Notice.objects.count() == 2
    assert operations.nudge(led, led.members.all(), by=cast.teacher, now=now() + timedelta(days=1)) == 2


def test_sessions_are_planned_within_the_class_and_never_twice_at_a_time(cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college)
    teacher = signed_in(cast.teacher)
    written = {"day": "2026-09-02", "begins": "09:00", "ends": "11:30", "hours": "3", "days": "3", "topic": "选品"}
    assert teacher.post(f"/classes/{led.key}/sessions/", written).status_code == 302
    assert [session.day.day for session in led.sessions.all()] == [2, 3, 4]
    for wrong in ({"begins": "10:00", "ends": "12:00"}, {"day": "2026-08-30"}, {"ends": "08:00"}, {"hours": "30"}):
        assert teacher.post(f"/classes/{led.key}/sessions/", written | wrong).status_code == 422
    assert ClassSession.objects.count() == 3


def test_the_class_page_costs_the_same_for_1_or_200_people(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, lessons=["一"])
    led = make_class(cast.teacher, cast.college, course, seats=300)
    operations.plan_sessions(led, day=led.starts_on, begins=time(9), ends=time(11), hours=Decimal(3))
    teacher = signed_in(make_member("新老师", cast.college, Role.CLASS_TEACHER))

    def cost(client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    seat(led, cast.learner)
    make_enrolment(cast.learner, course)
    urls = [f"/classes/{led.key}/", f"/classes/{led.key}/?only=silent", "/classes/"]
    few = [cost(teacher, url) for url in urls]
    people = [make_person(f"学员{number}", region=cast.places.maguan) for number in range(200)]
    seat(led, *people)
    for person in people:
        make_enrolment(person, course)
    assert [cost(teacher, url) for url in urls] == few
    page = teacher.get(urls[0]).text
    assert page.count('<li class="split"') == 30
    assert "?page=2" in page
