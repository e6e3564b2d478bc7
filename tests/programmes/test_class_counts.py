"""Classes and help in the figures: people and person-times apart, hours taught once, a helper's part named."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from cms.models import HomePage
from courses.models import ClassMember, ClassSession, Course, Enrolment, MarkKind, TrainingClass
from courses.operations import MarkReport, enrol_assisted, plan_sessions, record_assisted, record_marks
from programmes import operations
from programmes.counting import Unit
from programmes.models import DailyCount, Programme
from tests.cast import NOW, Cast, make_member, make_person, signed_in
from tests.courses.factories import finish_course, make_assisted, make_class, make_course, make_enrolment, seat
from tests.programmes.factories import make_indicator, make_participant, make_programme, make_target

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


@pytest.fixture
def course(home: HomePage, cast: Cast) -> Course:
    return make_course(cast.college)


@pytest.fixture
def programme(course: Course) -> Programme:
    row = make_programme()
    row.courses = [course]
    row.save()
    return row


def figure(programme: Programme, *keys: str) -> list[Decimal]:
    tallies = operations.count_programme(programme, now=LATER)
    return [tallies[key].value for key in keys]


def plan(led: TrainingClass, day: int, hours: str) -> ClassSession:
    when = led.starts_on + timedelta(days=day)
    [session] = plan_sessions(led, day=when, begins=time(9), ends=time(11, 30), hours=Decimal(hours))
    return session


def mark(session: ClassSession, member: ClassMember, kind: str) -> None:
    moment = NOW + timedelta(days=20)
    record_marks(session, [MarkReport(uuid4(), member.pk, MarkKind(kind))], by=session.training_class.teachers.get(), now=moment)


CLASSES = ("class_people", "class_attendances", "class_hours")


def test_two_people_in_two_sessions_are_two_people_three_times_and_the_hours_once(programme: Programme, course: Course, cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college, course)
    first, second = seat(led, cast.learner, cast.other_learner)
    for person in (cast.learner, cast.other_learner):
        make_participant(programme, person=person)
    one, two, unheld = plan(led, 1, "2.5"), plan(led, 2, "3"), plan(led, 3, "4")
    mark(one, first, "present")
    mark(one, second, "late")
    mark(two, first, "left_early")
    mark(two, second, "absent")
    mark(unheld, second, "excused")
    assert figure(programme, *CLASSES) == [2, 3, Decimal("5.5")]
    mark(two, first, "absent")
    assert figure(programme, *CLASSES) == [2, 2, Decimal("2.5")]


def test_strangers_to_the_programme_and_classes_of_other_courses_count_nothing(programme: Programme, course: Course, cast: Cast) -> None:
    ours, theirs = make_class(cast.teacher, cast.college, course), make_class(cast.teacher, cast.college, make_course(cast.college))
    [stranger] = seat(ours, cast.other_learner)
    [participant] = seat(theirs, cast.learner)
    make_participant(programme, person=cast.learner)
    mark(plan(ours, 1, "2"), stranger, "present")
    mark(plan(theirs, 1, "2"), participant, "present")
    assert figure(programme, *CLASSES) == [0, 0, 0]


def test_a_class_on_two_courses_of_the_programme_counts_once(programme: Programme, course: Course, cast: Cast) -> None:
    other = make_course(cast.college)
    programme.courses = [course, other]
    programme.save()
    led = make_class(cast.teacher, cast.college, course, other)
    [member] = seat(led, cast.learner)
    make_participant(programme, person=cast.learner)
    mark(plan(led, 1, "2"), member, "present")
    assert figure(programme, *CLASSES) == [1, 1, 2]


def test_who_moved_away_still_counts_where_they_came_and_hours_count_where_the_class_is(
    programme: Programme, course: Course, cast: Cast
) -> None:
    led = make_class(cast.teacher, cast.college, course)
    members = seat(led, cast.learner, make_person("外县人", region=cast.places.xixiu))
    held = plan(led, 1, "2")
    for member in members:
        make_participant(programme, person=member.person)
        mark(held, member, "present")
    User.objects.filter(pk=cast.learner.pk).update(current_region=cast.places.xixiu)
    operations.roll_up(now=LATER)
    for key, expected in {"class_people": {"普定县": 1, "西秀区": 1}, "class_hours": {"普定县": 2}}.items():
        rows = DailyCount.objects.filter(measure=key, region__name__in=["普定县", "西秀区"]).values_list("region__name", "value")
        assert dict(rows) == expected
    assert dict(DailyCount.objects.filter(measure="class_people", region=None).values_list("measure", "people")) == {"class_people": 2}


def test_institutions_stand_with_the_people_who_came_to_their_classes(programme: Programme, course: Course, cast: Cast) -> None:
    make_member("别家老师", cast.other_college, Role.CLASS_TEACHER)
    led = make_class(cast.teacher, cast.college, course)
    [member] = seat(led, cast.learner)
    make_participant(programme, person=cast.learner)
    mark(plan(led, 1, "2"), member, "present")
    rows = operations.institution_counts(programme, now=LATER, scopes=None)
    assert {row.institution.name: row.people.get("class_people") for row in rows} == {"苗圃学堂": 1}


def helped(cast: Cast, course: Course, *, alone: bool = False) -> Enrolment:
    """A course finished by 石奶奶 with her helper; `alone`: who then does all of it once more without."""
    enrolment = enrol_assisted(make_assisted(cast), course, by=cast.teacher, now=NOW)
    for lesson in enrolment.outline.lessons.all():
        record_assisted(enrolment, lesson.lesson_key, token=uuid4(), answers={}, is_done=True, by=cast.teacher, now=NOW)
    if alone:
        finish_course(enrolment)
    return enrolment


HELPED = ("learners_completed", "learners_helped", "course_completions", "completions_helped")


def test_what_a_helper_recorded_is_named_beside_what_was_done_alone(programme: Programme, course: Course, cast: Cast) -> None:
    enrolment = helped(cast, course)
    make_participant(programme, person=enrolment.learner)
    make_participant(programme, person=cast.learner)
    finish_course(make_enrolment(cast.learner, course))
    assert figure(programme, *HELPED) == [2, 1, 2, 1]


def test_who_did_every_lesson_alone_as_well_was_not_helped_through(programme: Programme, course: Course, cast: Cast) -> None:
    make_participant(programme, person=helped(cast, course, alone=True).learner)
    assert figure(programme, *HELPED) == [1, 0, 1, 0]


def test_the_helped_part_stands_beside_its_figure_for_officers_and_never_points_at_one_person_in_public(
    programme: Programme, course: Course, cast: Cast, client: Client
) -> None:
    make_target(programme, make_indicator("finished", unit=Unit.TIMES, counted_by="course_completions"), 100)
    make_participant(programme, person=helped(cast, course).learner)
    operations.roll_up(now=LATER)
    desk = signed_in(cast.officer).get(f"/en/programmes/{programme.slug}/desk/").text
    assert desk.count("of these with a helper: 1") == 3  # on the road, in the place's row, at the target
    assert 'id="what-learners_helped"' in desk
    assert "of these with a helper" not in client.get(f"/en/programmes/{programme.slug}/").text


def test_counting_classes_costs_the_same_however_many_came(programme: Programme, course: Course, cast: Cast) -> None:
    led = make_class(cast.teacher, cast.college, course)
    held = plan(led, 1, "2")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            operations.count_programme(programme, now=LATER)
        return len(seen)

    before = cost()
    for number in range(5):
        [member] = seat(led, make_person(f"学员{number}", region=cast.places.maguan))
        make_participant(programme, person=member.person)
        mark(held, member, "present")
    assert cost() == before
    assert figure(programme, *CLASSES) == [5, 5, 2]
