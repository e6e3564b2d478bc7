"""A helper records for a person without a telephone: visibly, on every event, and never as if the person had been alone."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice, PhoneNumber, Role, User
from accounts.operations import TooYoung
from cms.models import HomePage
from courses import operations
from courses.models import AssistedLearner, Course, Enrolment, EventKind, LearningEvent
from courses.models.assisting import lessons_done_with_help
from tests.cast import NOW, Cast, make_member, signed_in
from tests.courses.factories import lessons_of, make_assisted, make_course, make_enrolment
from tests.courses.test_queries import cost


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    return make_course(cast.college)


def details(**changes: Any) -> dict[str, Any]:
    return {
        "token": str(uuid4()),
        "name": "石奶奶",
        "birth_date": "19580302",
        "signed_on": "2026-09-01",
        "is_signed": "on",
    } | changes


def test_from_the_paper_to_the_first_lesson(cast: Cast, course: Course) -> None:
    client, sent, lesson = signed_in(cast.teacher), details(), lessons_of(course)[0]
    first, again = (client.post("/assist/new/", sent).headers["Location"] for _ in range(2))
    assert first == again
    to_person = first
    row = AssistedLearner.objects.get()
    assert (row.person.name, row.helper, row.recorded_by) == ("石奶奶", cast.teacher, cast.teacher)
    assert not PhoneNumber.objects.filter(person=row.person).exists()
    for _ in range(2):
        client.post(to_person, {"action": "enrol", "course": course.pk})
    enrolment = Enrolment.objects.get(learner=row.person)
    assert enrolment.assisted_by == cast.teacher
    url = f"{to_person}{course.key}/{lesson.lesson_key}/"
    single, multiple, true_false, numeric = (str(block.id) for block in lesson.practice)
    answers = {f"q-{single}": "1", f"q-{multiple}": ["0", "2"], f"q-{true_false}": "true", f"q-{numeric}": "5", "done": "on"}
    token = str(uuid4())
    assert client.get(url).text.count("<fieldset") == 4
    for _ in range(2):
        assert client.post(url, answers | {"token": token}).status_code == 302
    events = LearningEvent.objects.filter(enrolment=enrolment)
    assert events.filter(kind=EventKind.PRACTISED, is_right=True).count() == 4
    assert events.count() == 5
    assert {event.assisted_by for event in events} == {cast.teacher}
    assert enrolment.progress().earned == 1
    assert "吴老师帮助下学完了" in client.get(url).text


def test_the_person_sees_who_helped(cast: Cast, course: Course) -> None:
    row = make_assisted(cast)
    enrolment = operations.enrol_assisted(row, course, by=cast.teacher, now=NOW)
    first, second, _ = (lesson.lesson_key for lesson in lessons_of(course))
    operations.record_assisted(enrolment, first, token=uuid4(), answers={}, is_done=True, by=cast.teacher, now=NOW)
    operations.mark_lesson_done(enrolment, second, now=NOW)
    rows = signed_in(row.person).get(f"/learn/{course.key}/").text.split('<ul class="rows">')[1].split("</li>")
    assert "吴老师帮学" in rows[0]
    assert "帮学" not in rows[1]
    assert Notice.objects.visible_to(row.person).get().title == "吴老师帮你报了一门课"


def test_what_the_person_did_alone_is_not_called_help(cast: Cast, course: Course) -> None:
    enrolment = operations.enrol_assisted(make_assisted(cast), course, by=cast.teacher, now=NOW)
    first = lessons_of(course)[0].lesson_key
    operations.record_assisted(enrolment, first, token=uuid4(), answers={}, is_done=True, by=cast.teacher, now=NOW)
    assert lessons_done_with_help(enrolment) == {first: cast.teacher}
    operations.mark_lesson_done(enrolment, first, now=NOW + timedelta(days=1))
    assert lessons_done_with_help(enrolment) == {}
    assert LearningEvent.objects.filter(enrolment=enrolment, assisted_by=cast.teacher).count() == 1


def test_a_child_and_an_unsigned_paper_are_refused_and_nothing_is_written(cast: Cast, home: HomePage) -> None:
    client, before = signed_in(cast.teacher), User.objects.count()
    assert client.post("/assist/new/", details(birth_date="20200302")).status_code == 422
    assert client.post("/assist/new/", details(signed_on="2099-01-01")).status_code == 422
    assert client.post("/assist/new/", details(is_signed="")).status_code == 422
    assert User.objects.count() == before
    common: dict[str, Any] = {"name": "小孩", "home": None, "signed_on": date(2026, 9, 1), "by": cast.teacher, "now": NOW}
    with pytest.raises(TooYoung), transaction.atomic():
        operations.begin_assisting(cast.college, uuid=uuid4(), birth_date=date(2020, 1, 1), **common)


def test_nobody_records_for_people_they_do_not_help(cast: Cast, course: Course) -> None:
    row = make_assisted(cast)
    operations.enrol_assisted(row, course, by=cast.teacher, now=NOW)
    elsewhere = make_member("别的班主任", cast.other_college, Role.CLASS_TEACHER)
    url = f"/assist/{row.uuid}/{course.key}/{lessons_of(course)[0].lesson_key}/"
    for person in (elsewhere, cast.trainer, cast.learner, row.person):
        assert signed_in(person).post(url, {"token": str(uuid4()), "done": "on"}).status_code == 404
    assert not LearningEvent.objects.exists()
    assert signed_in(cast.teacher).post(url, {"token": "x", "done": "on"}).status_code == 404
    foreign = make_course(cast.other_college)
    make_enrolment(row.person, foreign)
    assert signed_in(cast.teacher).get(f"/assist/{row.uuid}/{foreign.key}/{lessons_of(foreign)[0].lesson_key}/").status_code == 404
    assert signed_in(cast.teacher).post(f"/assist/{row.uuid}/", {"action": "enrol", "course": foreign.pk}).status_code == 404


def test_somebody_named_by_the_institution_helps_on_until_it_ends(cast: Cast, course: Course) -> None:
    row, client = make_assisted(cast), signed_in(cast.teacher)
    number, stranger = cast.trainer.phone_numbers.get().number, cast.learner.phone_numbers.get().number
    assert client.post(f"/assist/{row.uuid}/", {"action": "helper", "phone": stranger}).status_code == 422
    assert client.post(f"/assist/{row.uuid}/", {"action": "helper", "phone": number}).status_code == 302
    row.refresh_from_db()
    assert row.helper == cast.trainer
    assert signed_in(cast.trainer).get("/assist/").status_code == 200
    assert signed_in(cast.trainer).get("/assist/new/").status_code == 404
    signed_in(cast.trainer).post(f"/assist/{row.uuid}/", {"action": "end"})
    assert client.get(f"/assist/{row.uuid}/").status_code == 404


def test_the_database_refuses_to_be_ones_own_helper(cast: Cast) -> None:
    row = make_assisted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistedLearner.objects.filter(pk=row.pk).update(helper=row.person)


def test_the_list_costs_the_same_for_1_or_15(cast: Cast, home: HomePage) -> None:
    make_assisted(cast)
    client = signed_in(cast.teacher)
    one = cost(partial(client.get, "/assist/"))
    for number in range(14):
        make_assisted(cast, f"人{number}")
    assert client.get("/assist/").text.count("<li>") == 15
    assert cost(partial(client.get, "/assist/")) == one
