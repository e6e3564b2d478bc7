from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.models import HomePage
from courses import operations
from courses.models import Enrolment, EventKind, LearningEvent, LessonProgress, Refusal, RefusedEvent, RetiredLesson
from courses.operations import EventReport
from courses.signals import course_completed
from tests.cast import NOW, Cast
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment, make_lesson

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def rung() -> Iterator[list[int]]:
    """The enrolments for which the doorbell rang."""
    heard: list[int] = []

    def hear(enrolment_id: int, **facts: Any) -> None:
        heard.append(enrolment_id)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def done(lesson_key: UUID) -> EventReport:
    return EventReport(uuid4(), EventKind.DONE, lesson_key)


def test_enrolling_freezes_outline_region_and_institution(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    enrolment = make_enrolment(cast.learner, course)
    assert enrolment.outline == course.outline
    assert enrolment.institution == cast.college
    assert enrolment.region == cast.places.maguan


def test_enrolling_twice_is_one_enrolment(cast: Cast, home: HomePage) -> None:
    course = make_course()
    assert make_enrolment(cast.learner, course) == operations.enrol(cast.learner, course, now=LATER)
    assert Enrolment.objects.get().enrolled_at == NOW


def test_nobody_enrols_in_a_course_without_lessons(cast: Cast, home: HomePage) -> None:
    with pytest.raises(operations.NotYetOpen):
        make_enrolment(cast.learner, make_course(lessons=()))


def test_the_same_event_twice_is_recorded_once(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    event = done(lessons_of(course)[0].lesson_key)
    first = operations.record_events(enrolment, [event, event], now=NOW)
    second = operations.record_events(enrolment, [event], now=LATER)
    assert first.recorded == [event.event_id, event.event_id]
    assert second.recorded == [event.event_id]
    assert LearningEvent.objects.count() == 1
    assert LessonProgress.objects.get().done_at == NOW
    assert enrolment.progress().percent == 33


def test_lessons_of_another_course_are_refused_and_the_rest_is_kept(cast: Cast, home: HomePage) -> None:
    course, other = make_course(), make_course()
    enrolment = make_enrolment(cast.learner, course)
    mine, foreign = done(lessons_of(course)[0].lesson_key), done(lessons_of(other)[0].lesson_key)
    result = operations.record_events(enrolment, [mine, foreign], now=NOW)
    assert (result.recorded, result.refused) == ([mine.event_id], {foreign.event_id: Refusal.NOT_IN_COURSE})
    assert LearningEvent.objects.get().event_id == mine.event_id


def test_what_is_refused_is_kept_aside_once_as_it_came(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course())
    foreign, odd = done(lessons_of(make_course())[0].lesson_key), uuid4()
    for moment in (NOW, LATER):
        result = operations.record_events(enrolment, [foreign], unreadable={odd: {"kind": "guessed"}}, now=moment)
        assert result.refused == {foreign.event_id: Refusal.NOT_IN_COURSE, odd: Refusal.UNREADABLE}
    kept = {row.event_id: row for row in RefusedEvent.objects.all()}
    assert set(kept) == {foreign.event_id, odd}
    assert kept[foreign.event_id].content["lesson_key"] == str(foreign.lesson_key)
    assert (kept[odd].content, kept[odd].received_at) == ({"kind": "guessed"}, NOW)


def test_a_batch_has_a_bound(cast: Cast, home: HomePage) -> None:
    course = make_course()
    key = lessons_of(course)[0].lesson_key
    with pytest.raises(operations.TooManyEvents):
        operations.record_events(make_enrolment(cast.learner, course), [done(key) for _ in range(operations.MOST_EVENTS + 1)], now=NOW)
    assert not LearningEvent.objects.exists()


def test_practice_is_marked_by_the_question_in_the_lesson(cast: Cast, home: HomePage) -> None:
    course = make_course()
    lesson = lessons_of(course)[0]
    questions = {block.block_type: UUID(block.id) for block in lesson.practice}
    answers = [
        ("single", 1, True),
        ("single", 0, False),
        ("multiple", [2, 0], True),
        ("true_false", False, False),
        ("numeric", "５", True),
    ]
    reports = [EventReport(uuid4(), EventKind.PRACTISED, lesson.lesson_key, questions[kind], answer) for kind, answer, _ in answers]
    operations.record_events(make_enrolment(cast.learner, course), reports, now=NOW)
    marks = dict(LearningEvent.objects.values_list("event_id", "is_right"))
    assert [marks[report.event_id] for report in reports] == [right for *_, right in answers]


def test_an_answer_to_a_question_that_is_gone_is_kept_unmarked(cast: Cast, home: HomePage) -> None:
    course = make_course()
    report = EventReport(uuid4(), EventKind.PRACTISED, lessons_of(course)[0].lesson_key, uuid4(), 1)
    operations.record_events(make_enrolment(cast.learner, course), [report], now=NOW)
    assert LearningEvent.objects.get().is_right is None


def test_a_claimed_moment_is_kept_only_when_it_can_be_true(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    key = lessons_of(course)[0].lesson_key
    for claimed in (NOW + timedelta(minutes=30), datetime(1999, 1, 1, tzinfo=UTC), LATER + timedelta(days=1)):
        operations.record_events(enrolment, [EventReport(uuid4(), EventKind.OPENED, key, claimed_at=claimed)], now=LATER)
    assert list(LearningEvent.objects.values_list("claimed_at", flat=True)) == [NOW + timedelta(minutes=30), None, None]


def test_the_last_lesson_completes_the_course_and_rings_once(
    cast: Cast, home: HomePage, rung: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    *first, last = [lesson.lesson_key for lesson in lessons_of(course)]
    with django_capture_on_commit_callbacks(execute=True):
        assert not operations.record_events(enrolment, [done(key) for key in first], now=NOW).completed
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.record_events(enrolment, [done(last)], now=LATER).completed
    assert rung == [enrolment.pk]
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.record_events(enrolment, [done(last)], now=LATER + timedelta(days=1)).completed
        operations.complete_finished_enrolments(now=LATER + timedelta(days=1))
    assert rung == [enrolment.pk]
    assert Enrolment.objects.get().completed_at == LATER


def test_a_lesson_added_later_does_not_lower_a_pinned_learner(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    operations.mark_lesson_done(enrolment, lessons_of(course)[0].lesson_key, now=NOW)
    before = enrolment.progress()
    make_lesson(lessons_of(course)[0].get_parent().specific, "新的一课")
    course.refresh_from_db()
    assert course.outline
    assert course.outline.number == 2
    assert enrolment.progress() == before
    finish_course(enrolment)
    assert enrolment.progress().percent == 100


def test_retiring_the_only_lesson_left_completes_by_the_sweep(
    cast: Cast, home: HomePage, rung: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    *first, last = [lesson.lesson_key for lesson in lessons_of(course)]
    for key in first:
        operations.mark_lesson_done(enrolment, key, now=NOW)
    assert operations.complete_finished_enrolments(now=NOW) == 0
    operations.retire_lesson(last, by=cast.trainer, now=LATER)
    operations.retire_lesson(last, by=cast.trainer, now=LATER + timedelta(days=1))
    assert RetiredLesson.objects.get().at == LATER
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.complete_finished_enrolments(now=LATER) == 1
        assert operations.complete_finished_enrolments(now=LATER) == 0
    assert rung == [enrolment.pk]
    assert enrolment.progress().percent == 100


def test_next_lesson_goes_on_behind_the_one_just_done_and_comes_back_for_what_was_skipped(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    first, second, third = [lesson.lesson_key for lesson in lessons_of(course)]
    operations.mark_lesson_done(enrolment, second, now=NOW)
    following = enrolment.study().next_lesson(after=second)
    assert following
    assert following.lesson_key == third
    operations.mark_lesson_done(enrolment, third, now=NOW)
    following = enrolment.study().next_lesson(after=third)
    assert following
    assert following.lesson_key == first


def test_staff_of_the_institution_see_its_enrolments_and_nobody_else_does(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course(cast.college))
    for person in (cast.learner, cast.trainer, cast.teacher):
        assert list(Enrolment.objects.visible_to(person)) == [enrolment]
    for person in (cast.other_learner, cast.other_trainer, cast.recruiter, cast.officer):
        assert not Enrolment.objects.visible_to(person)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_batches_complete_a_course_once(cast: Cast, home: HomePage, rung: list[int]) -> None:
    course = make_course(lessons=["一", "二", "三", "四", "五", "六"])
    enrolment = make_enrolment(cast.learner, course)
    keys = [lesson.lesson_key for lesson in lessons_of(course)]
    start = Barrier(2)
    completed: list[bool] = []

    def send(share: list[UUID]) -> None:
        try:
            start.wait()
            completed.append(operations.record_events(enrolment, [done(key) for key in share], now=NOW).completed)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(keys[::2],)), Thread(target=send, args=(keys[1::2],))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(completed) == 2
    operations.complete_finished_enrolments(now=LATER)  # neither batch may have seen the other
    operations.complete_finished_enrolments(now=LATER)
    assert rung == [enrolment.pk]
    assert enrolment.progress().percent == 100
