"""Moving learners to the newer outline: looked at first, done once, written down, and nothing earned is lost."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Notice
from cms.models import HomePage
from courses import operations
from courses.models import Course, Enrolment, EventKind, LearningEvent, Outline, OutlineMove
from courses.moving import Effect, Lists, Standing, counted, effect
from courses.operations import EventReport
from courses.progress import measure
from tests.cast import NOW, Cast, make_person, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment, make_lesson

# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "lists", "expected"),
    [
        ((2, 2), (3, 2), Effect.COMPLETES),
        ((2, 2), (3, 4), Effect.MORE),
        ((1, 1), (3, 2), Effect.LESS),
        ((1, 1), (3, 3), Effect.SAME),
        ((0, 0), (3, 0), Effect.LESS),
    ],
)
def test_what_a_move_means_for_a_learner(done: tuple[int, int], lists: tuple[int, int], expected: Effect) -> None:
    assert effect(Standing(*done), Lists(*lists)) == expected


keys = st.sets(st.integers(0, 12).map(lambda number: UUID(int=number)), max_size=10)


@given(before=keys, after=keys, retired=keys, learners=st.lists(keys, max_size=6))
def test_progress_stays_within_0_and_100_and_everybody_is_counted(
    before: set[UUID], after: set[UUID], retired: set[UUID], learners: list[set[UUID]]
) -> None:
    lists = Lists(len(before - retired), len(after - retired))
    standings = [Standing(len(done & before - retired), len(done & after - retired)) for done in learners]
    assert sum(counted(standings, lists).values()) == len(learners)
    for done, standing in zip(learners, standings, strict=True):
        progress = measure(after, done=done, retired=retired)
        assert 0 <= progress.percent <= 100
        assert (effect(standing, lists) == Effect.COMPLETES) == progress.is_complete


# --- moving ------------------------------------------------------------------------------------


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    """Three lessons when 小禾 and 阿松 enrolled; then the third went and two came. 小禾 did two, 阿松 one and the third."""
    course = make_course(cast.college, lessons=["一", "二", "三"])
    operations.seat_trainer(cast.trainer, cast.college)
    first, second = make_enrolment(cast.learner, course), make_enrolment(cast.other_learner, course)
    one, two, three = lessons_of(course)
    for enrolment, lessons in ((first, (one, two)), (second, (one, three))):
        for lesson in lessons:
            operations.mark_lesson_done(enrolment, lesson.lesson_key, now=NOW)
    three.unpublish()
    make_lesson(one.get_parent().specific, "四", slug="four")
    return Course.objects.get(pk=course.pk)


def older(course: Course) -> Outline:
    return Outline.objects.get(course=course, number=1)


def move(course: Course, cast: Cast) -> int:
    return operations.move_learners(course, older(course), expected=course.outline_id or 0, by=cast.trainer, now=NOW)


def test_the_preview_says_who_gains_or_must_do_what(course: Course, cast: Cast) -> None:
    done = make_enrolment(make_person("小青"), course)
    Enrolment.objects.filter(pk=done.pk).update(outline=older(course))
    preview = operations.preview_move(course, older(course))
    assert (preview.gained, preview.lost, preview.uncounted) == (["四"], ["三"], 1)
    assert preview.effects == {Effect.COMPLETES: 0, Effect.MORE: 1, Effect.LESS: 0, Effect.SAME: 2}
    assert preview.people == 3


def test_a_move_is_one_act_and_written_down(course: Course, cast: Cast) -> None:
    assert move(course, cast) == 2
    assert move(course, cast) == 0
    assert set(Enrolment.objects.values_list("outline", flat=True)) == {course.outline_id}
    assert [(row.source_id, row.target_id, row.by) for row in OutlineMove.objects.all()] == [
        (older(course).pk, course.outline_id, cast.trainer)
    ] * 2
    mine = Enrolment.objects.get(learner=cast.learner)
    assert (mine.progress().earned, mine.progress().possible) == (2, 3)
    assert "新加了 1 课" in Notice.objects.get(person=cast.learner, key__startswith="outline:").text
    assert operations.outlines_disagree() == []
    Enrolment.objects.filter(pk=mine.pk).update(outline=older(course))
    assert len(operations.outlines_disagree()) == 1


def test_what_was_done_stays_on_record_and_counts_again(course: Course, cast: Cast) -> None:
    move(course, cast)
    theirs = Enrolment.objects.get(learner=cast.other_learner)
    assert theirs.lessons.filter(done_at__isnull=False).count() == 2
    assert theirs.progress().earned == 1
    page = older(course).lessons.get(position=3).page
    page.get_latest_revision().publish()
    newest = Course.objects.get(pk=course.pk)
    operations.move_learners(newest, course.outline, expected=newest.outline_id or 0, by=cast.trainer, now=NOW)  # type: ignore[arg-type]
    assert Enrolment.objects.get(learner=cast.other_learner).progress().earned == 2


def test_whoever_has_nothing_left_is_finished_and_who_was_finished_stays(
    course: Course, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    graduate = make_enrolment(make_person("小青"), course)
    Enrolment.objects.filter(pk=graduate.pk).update(outline=older(course))
    graduate.refresh_from_db()
    finish_course(graduate)
    lessons_of(course)[2].unpublish()  # the fourth goes too: who did one and two has nothing left
    now = Course.objects.get(pk=course.pk)
    with django_capture_on_commit_callbacks(execute=False) as bells:
        assert move(now, cast) == 2
    assert Enrolment.objects.get(learner=cast.learner).completed_at
    assert Enrolment.objects.get(learner=cast.other_learner).completed_at is None
    assert len(bells) == 1
    graduate.refresh_from_db()
    assert graduate.outline_id == older(course).pk


def test_a_preview_that_is_out_of_date_moves_nobody(course: Course, cast: Cast) -> None:
    shown = course.outline_id or 0
    make_lesson(lessons_of(course)[0].get_parent().specific, "五", slug="five")
    with pytest.raises(operations.NotTheCurrentOutline):
        operations.move_learners(course, older(course), expected=shown, by=cast.trainer, now=NOW)
    elsewhere = make_course(cast.college)
    with pytest.raises(operations.NotTheCurrentOutline):
        operations.preview_move(elsewhere, older(course))
    assert not OutlineMove.objects.exists()


def test_what_a_phone_did_before_it_heard_of_the_move_is_taken(course: Course, cast: Cast) -> None:
    move(course, cast)
    mine = Enrolment.objects.get(learner=cast.learner)
    three = older(course).lessons.get(position=3).lesson_key
    report = [EventReport(uuid4(), EventKind.DONE, three)]
    for _ in range(2):
        result = operations.record_events(mine, report, now=NOW)
        assert (result.recorded, result.refused) == ([report[0].event_id], {})
    assert LearningEvent.objects.filter(lesson_key=three, enrolment=mine).count() == 1
    assert mine.lessons.filter(lesson_key=three, done_at__isnull=False).exists()
    assert mine.progress().earned == 2
    stranger = operations.record_events(mine, [EventReport(uuid4(), EventKind.DONE, uuid4())], now=NOW)
    assert stranger.refused


# --- the pages ---------------------------------------------------------------------------------


def test_a_trainer_looks_and_moves(course: Course, cast: Cast) -> None:
    client = signed_in(cast.trainer)
    page = client.get(reverse("courses_outlines", args=[course.page_id])).text
    address = reverse("courses_move", args=[course.page_id, 1])
    assert address in page
    shown = client.get(address)
    assert "四" in shown.text
    assert "把 2 人移过来" in shown.text
    said = client.post(address, {"expected": "7" * 9}, follow=True).text
    assert "没有移动任何人" in said
    assert not OutlineMove.objects.exists()
    for _ in range(2):
        client.post(address, {"expected": course.outline_id})
    assert OutlineMove.objects.count() == 2
    assert cast.trainer.name in client.get(reverse("courses_outlines", args=[course.page_id])).text
    assert client.get(reverse("courses_move", args=[course.page_id, 3])).status_code == 404


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_cost_the_same_for_2_or_42_learners_and_for_the_move_itself(course: Course, cast: Cast) -> None:
    client = signed_in(cast.trainer)
    addresses = [reverse("courses_outlines", args=[course.page_id]), reverse("courses_move", args=[course.page_id, 1])]
    few = [cost(client, address) for address in addresses]
    for number in range(40):
        Enrolment.objects.filter(pk=make_enrolment(make_person(f"学员{number}"), course).pk).update(outline=older(course))
    assert [cost(client, address) for address in addresses] == few
    with CaptureQueriesContext(connection) as asked:
        assert move(course, cast) == 42
    assert len(asked) < 20
