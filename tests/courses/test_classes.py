"""The class teacher's room, and a learner who lost the number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import operations as accounts
from accounts.models import Access, Notice, PhoneNumber, Role
from accounts.sms import MemorySms
from cms.models import HomePage
from courses import operations
from courses.models import Enrolment, LearningEvent
from courses.models.learners import learners_of, stuck_learners_of
from tests.cast import Cast, make_member, make_person, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment

NEW = "13900139000"


@pytest.fixture
def learner_of_the_class(cast: Cast, home: HomePage) -> Enrolment:
    return make_enrolment(cast.learner, make_course(cast.college, title="开网店"))


def address(cast: Cast, more: str = "") -> str:
    return f"/classes/people/{cast.learner.public_id}/{more}"


@pytest.fixture
def give(cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., str]:
    """The whole conversation of the teacher's form; returns the answer's text."""

    def give(teacher: Client, code: str | None = None, **ticked: str) -> str:
        url = address(cast, "new-number/")
        with django_capture_on_commit_callbacks(execute=True):
            teacher.post(url, {"phone": NEW, "action": "send"})
        typed = MemorySms.sent[-1].parameters["code"] if code is None else code
        return teacher.post(url, {"phone": NEW, "code": typed, "action": "enter", **ticked}, follow=True).text

    return give


@pytest.mark.usefixtures("learner_of_the_class")
def test_a_teacher_meets_the_learners_of_the_own_institution(cast: Cast) -> None:
    make_enrolment(cast.other_learner, make_course(cast.other_college))
    assert list(learners_of(cast.teacher)) == [cast.learner]
    assert not learners_of(cast.officer).exists()
    page = signed_in(cast.teacher).get("/classes/").text
    assert cast.learner.name in page
    assert cast.other_learner.name not in page
    assert signed_in(cast.teacher).get(f"/classes/people/{cast.other_learner.public_id}/").status_code == 404


def test_who_is_stuck(cast: Cast, learner_of_the_class: Enrolment) -> None:
    begun = learner_of_the_class.enrolled_at
    later = begun + timedelta(days=8)
    assert not stuck_learners_of(cast.teacher, now=begun + timedelta(days=1)).exists()
    assert list(stuck_learners_of(cast.teacher, now=later)) == [cast.learner]
    lesson = lessons_of(learner_of_the_class.course)[0]
    operations.mark_lesson_done(learner_of_the_class, lesson.lesson_key, now=later)
    assert LearningEvent.objects.count() == 1
    assert not stuck_learners_of(cast.teacher, now=later).exists()


@pytest.mark.usefixtures("learner_of_the_class")
def test_looking_at_a_learner_is_written_down(cast: Cast) -> None:
    signed_in(cast.teacher).get(address(cast))
    assert Access.objects.get().subject == cast.learner


@pytest.mark.usefixtures("learner_of_the_class")
def test_a_new_number_opens_the_record_and_the_lost_one_no_more(cast: Cast, give: Callable[..., str]) -> None:
    lost = cast.learner.phone_numbers.get()
    thief = signed_in(cast.learner)
    assert thief.get("/road/").status_code == 200
    said = give(signed_in(cast.teacher), is_known="on", lost_the_others="on")
    assert "139****9000" in said
    assert [row.number for row in PhoneNumber.objects.held().filter(person=cast.learner)] == ["+8613900139000"]
    assert not accounts.doorway(lost.number, now=now()).open
    assert accounts.doorway("+8613900139000", now=now()).open == [cast.learner]
    assert thief.get("/road/").status_code == 302  # the telephone that was signed in is signed out
    assert Notice.objects.filter(person=cast.learner).exists()
    assert Access.objects.filter(subject=cast.learner, viewer=cast.teacher, detail="139****9000").exists()


@pytest.mark.usefixtures("learner_of_the_class")
def test_the_old_number_stays_unless_it_is_lost(cast: Cast, give: Callable[..., str]) -> None:
    client = signed_in(cast.learner)
    give(signed_in(cast.teacher), is_known="on")
    assert PhoneNumber.objects.held().filter(person=cast.learner).count() == 2
    assert client.get("/road/").status_code == 200


@pytest.mark.usefixtures("learner_of_the_class")
@pytest.mark.parametrize("wrong", [{"code": "x"}, {"is_known": ""}])
def test_without_the_code_or_knowing_the_person_nothing_changes(cast: Cast, give: Callable[..., str], wrong: dict[str, str]) -> None:
    give(signed_in(cast.teacher), **({"is_known": "on"} | wrong))
    assert PhoneNumber.objects.held().filter(person=cast.learner).count() == 1


@pytest.mark.usefixtures("learner_of_the_class")
def test_a_sleeping_number_is_awake_again(cast: Cast) -> None:
    held = cast.learner.phone_numbers.get()
    later = now() + timedelta(days=100)
    assert accounts.doorway(held.number, now=later).guarded == [cast.learner]
    accounts.give_new_number(cast.learner, held.number, lost_the_others=False, by=cast.teacher, now=later)
    assert accounts.doorway(held.number, now=later).open == [cast.learner]


def test_nobody_with_a_role_is_let_in_by_a_teacher(cast: Cast, home: HomePage, give: Callable[..., str]) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    accounts.grant_membership(cast.learner, cast.platform, Role.RECRUITER, now=now())
    give(signed_in(cast.teacher), is_known="on", lost_the_others="on")
    assert PhoneNumber.objects.held().filter(person=cast.learner).count() == 1
    with pytest.raises(accounts.HoldsARole):
        accounts.give_new_number(cast.learner, "+8613900139000", lost_the_others=True, by=cast.teacher, now=now())


def test_the_list_costs_the_same_for_1_or_20_learners(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, lessons=["一"])
    teacher = signed_in(make_member("新老师", cast.college, Role.CLASS_TEACHER))

    def cost() -> int:
        teacher.get("/classes/")
        with CaptureQueriesContext(connection) as asked:
            page = teacher.get("/classes/")
        assert page.status_code == 200
        return len(asked)

    make_enrolment(cast.learner, course)
    one = cost()
    for number in range(19):
        make_enrolment(make_person(f"学员{number}"), course)
    assert cost() == one
    assert teacher.get("/classes/").text.count("<li") >= 20
