"""What authors learn of their lessons: where learners stop, what they miss, which comments wait. Of their own courses, and never who."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from wagtail.models import Comment

from accounts.models import User
from cms.models import HomePage
from courses import operations
from courses.models import Course, Enrolment, EventKind, LessonPage
from courses.models.reports import comments_waiting, missed_questions, stops_of
from courses.operations import EventReport
from tests.cast import Cast, make_person, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course

LONG_AGO = timedelta(days=9)
TITLES = {"stops": "学员停在哪里", "missed": "最常做错的题", "comments": "等你看的批注"}


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    course = make_course(cast.college, lessons=["一", "二", "三"])
    make_course(cast.other_college, lessons=["别家的课"])
    operations.seat_trainer(cast.trainer, cast.college)
    operations.seat_trainer(cast.other_trainer, cast.other_college)
    return course


def learn(course: Course, name: str, lessons: int, *, ago: timedelta = LONG_AGO) -> Enrolment:
    """Enrolled ten days ago, so many lessons done, the last so long ago."""
    enrolment = operations.enrol(make_person(name), course, now=now() - timedelta(days=10))
    for lesson in lessons_of(course)[:lessons]:
        operations.mark_lesson_done(enrolment, lesson.lesson_key, now=now() - ago)
    return enrolment


def answer(enrolment: Enrolment, lesson: LessonPage, *, right: bool, number: int = 0) -> None:
    """The first question is right with its second option."""
    question = UUID(str(lesson.practice[number].id))
    report = EventReport(uuid4(), EventKind.PRACTISED, lesson.lesson_key, question_key=question, answer=1 if right else 0)
    operations.record_events(enrolment, [report], now=now() - LONG_AGO)


def test_learners_stop_after_the_lesson_they_did_last(course: Course, cast: Cast) -> None:
    for number in range(3):
        learn(course, f"停在一 {number}", 1)
    learn(course, "停在二", 2)
    learn(course, "昨天还在学", 1, ago=timedelta(days=1))
    finish_course(learn(course, "学完了", 2))
    learn(course, "还没开始", 0)
    found = [(stop.lesson.title, stop.stopped, stop.reached, stop.percent) for stop in stops_of(cast.trainer, now=now())]
    assert found == [("一", 3, 6, 50), ("二", 1, 2, 50)]


def test_whoever_only_opened_a_page_lately_has_not_stopped(course: Course, cast: Cast) -> None:
    enrolment = learn(course, "又来看看", 1)
    two = lessons_of(course)[1].lesson_key
    operations.record_events(enrolment, [EventReport(uuid4(), EventKind.OPENED, two)], now=now())
    assert stops_of(cast.trainer, now=now()) == []


def test_questions_are_listed_by_their_share_of_wrong_answers_from_five_learners_on(course: Course, cast: Cast) -> None:
    one, two = lessons_of(course)[:2]
    learners = [learn(course, f"学员{number}", 0) for number in range(6)]
    for place, enrolment in enumerate(learners):
        answer(enrolment, one, right=place > 1)
        if place < 4:
            answer(enrolment, two, right=False)
    rows = list(missed_questions(cast.trainer))
    assert [(row["lesson_key"], row["answers"], row["people"], round(row["share"], 2)) for row in rows] == [(one.lesson_key, 6, 6, 0.33)]
    for _ in range(9):
        answer(learners[0], two, right=False)
    assert len(missed_questions(cast.trainer)) == 1, "one learner who tries often is not five"
    answer(learners[5], two, right=False)
    assert missed_questions(cast.trainer)[0]["lesson_key"] == two.lesson_key


def test_comments_wait_until_they_are_settled(course: Course, cast: Cast) -> None:
    lesson = lessons_of(course)[0]
    comment = Comment.objects.create(page=lesson, user=cast.trainer, text="这里要一个数字", contentpath="body")
    assert list(comments_waiting(cast.trainer)) == [comment]
    assert list(comments_waiting(cast.other_trainer)) == []
    comment.resolved_at = now()
    comment.save()
    assert not comments_waiting(cast.trainer).exists()


def fill(course: Course, cast: Cast) -> None:
    one = lessons_of(course)[0]
    for number in range(5):
        answer(learn(course, f"小{number}", 1), one, right=False)
    Comment.objects.create(page=one, user=cast.trainer, text="这里要一个数字", contentpath="body")


@pytest.mark.parametrize(("which", "words"), [("stops", "100 %"), ("missed", "哪一样最容易让人再买"), ("comments", "这里要一个数字")])
def test_the_pages_show_ones_own_courses_and_nobodys_name(which: str, words: str, course: Course, cast: Cast) -> None:
    fill(course, cast)
    shown = signed_in(cast.trainer).get(f"/admin/courses/reports/{which}/").text
    assert TITLES[which] in shown
    assert words in shown
    assert "小0" not in shown
    other = signed_in(cast.other_trainer).get(f"/admin/courses/reports/{which}/").text
    assert words not in other
    assert "这里现在没有要看的" in other


def test_the_menu_leads_there(course: Course, cast: Cast) -> None:
    page = signed_in(cast.trainer).get("/admin/").text
    for which in TITLES:
        assert f"/admin/courses/reports/{which}/" in page


def cost(client: Client, which: str) -> int:
    client.get(f"/admin/courses/reports/{which}/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/admin/courses/reports/{which}/").status_code == 200
    return len(asked)


def test_the_pages_cost_the_same_however_much_there_is(course: Course, cast: Cast) -> None:
    fill(course, cast)
    client = signed_in(cast.trainer)
    few = {which: cost(client, which) for which in TITLES}
    more = make_course(cast.college, lessons=[f"课 {number}" for number in range(6)])
    learners: list[Any] = [learn(more, f"多{number}", number) for number in range(1, 7)]
    for lesson in lessons_of(more):
        for enrolment in learners:
            answer(enrolment, lesson, right=False)
        Comment.objects.create(page=lesson, user=commenter(), text="再看看", contentpath="body")
    assert {which: cost(client, which) for which in TITLES} == few
    assert stops_of(cast.trainer, now=now())[0].lesson.title == "一"


def commenter() -> User:
    return make_person("又一位老师")
