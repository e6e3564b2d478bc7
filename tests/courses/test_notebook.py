"""Notes and bookmarks: nothing written is lost or doubled, the latest stands, and nobody else ever sees it."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cms.models import HomePage
from courses import operations
from courses.models import Course, Enrolment, Note, NoteEvent, NoteKind, Refusal, RefusedEvent
from courses.notebook import LONGEST_NOTE, Entry, fold
from courses.operations import EventReport
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment
from tests.courses.test_queries import cost

entries = st.builds(
    Entry,
    at=st.integers(0, 5).map(lambda hour: datetime(2026, 1, 1, hour, tzinfo=UTC)),
    event_id=st.integers(0, 9).map(lambda number: UUID(int=number)),
    kind=st.sampled_from(["noted", "bookmarked", "unbookmarked"]),
    text=st.sampled_from(["", "甲", "乙"]),
)


@given(st.lists(entries, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_change_nothing(log: list[Entry], chance: Any) -> None:
    shuffled = [*log, *log[:3]]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@pytest.fixture
def course(home: HomePage) -> Course:
    return make_course()


@pytest.fixture
def enrolment(cast: Cast, course: Course) -> Enrolment:
    return make_enrolment(cast.learner, course)


def key_of(course: Course, place: int = 0) -> UUID:
    return lessons_of(course)[place].lesson_key


def noted(course: Course, text: str, *, minutes: int | None = None, place: int = 0) -> EventReport:
    at = NOW + timedelta(minutes=minutes) if minutes is not None else None
    return EventReport(uuid4(), NoteKind.NOTED, key_of(course, place), claimed_at=at, text=text)


def test_what_was_written_last_stands_although_another_phone_sends_later(enrolment: Enrolment, course: Course) -> None:
    early, late = noted(course, "早上写的", minutes=1), noted(course, "晚上写的", minutes=600)
    later = NOW + timedelta(days=2)
    for report in (late, early, late):
        assert operations.record_events(enrolment, [report], now=later).recorded == [report.event_id]
    assert NoteEvent.objects.count() == 2
    assert Note.objects.get().text == "晚上写的"
    assert Note.objects.get().changed_at == NOW + timedelta(minutes=600)
    assert operations.notes_disagree() == []


def test_a_phone_whose_clock_cannot_be_believed_still_tells_its_story_in_order(enrolment: Enrolment, course: Course) -> None:
    wrong = timedelta(days=4000)
    story = [EventReport(uuid4(), NoteKind.NOTED, key_of(course), claimed_at=NOW - wrong, text=str(number)) for number in range(9)]
    operations.record_events(enrolment, story, now=NOW)
    assert Note.objects.get().text == "8"


def test_bookmark_and_note_do_not_wipe_each_other(enrolment: Enrolment, course: Course) -> None:
    operations.keep_note(enrolment, key_of(course), token=uuid4(), is_bookmarked=True, now=NOW)
    operations.keep_note(enrolment, key_of(course), token=uuid4(), text="毛利要先算", now=NOW + timedelta(seconds=1))
    note = Note.objects.get()
    assert (note.text, note.is_bookmarked) == ("毛利要先算", True)
    operations.keep_note(enrolment, key_of(course), token=uuid4(), is_bookmarked=False, now=NOW + timedelta(seconds=2))
    note.refresh_from_db()
    assert (note.text, note.is_bookmarked) == ("毛利要先算", False)


def test_notes_do_not_count_as_learning(enrolment: Enrolment, course: Course) -> None:
    operations.record_events(enrolment, [noted(course, "记")], now=NOW)
    assert not enrolment.events.exists()
    assert not enrolment.lessons.exists()


def test_too_long_a_note_is_refused_whole_and_kept_aside(enrolment: Enrolment, course: Course) -> None:
    long, good = noted(course, "长" * (LONGEST_NOTE + 1)), noted(course, "短", place=1)
    answer = operations.record_events(enrolment, [long, good], now=NOW)
    assert answer.refused == {long.event_id: Refusal.TOO_LONG}
    assert answer.recorded == [good.event_id]
    assert RefusedEvent.objects.get().content["text"] == long.text
    assert Note.objects.get().text == "短"


def test_the_log_and_the_page_are_proven_to_agree(enrolment: Enrolment, course: Course) -> None:
    operations.record_events(enrolment, [noted(course, "对")], now=NOW)
    Note.objects.update(text="被改过")
    assert len(operations.notes_disagree()) == 1
    assert "被改过" not in operations.notes_disagree()[0]


def test_the_database_refuses_two_pages_for_one_lesson(enrolment: Enrolment, course: Course) -> None:
    operations.record_events(enrolment, [noted(course, "一")], now=NOW)
    note = Note.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(enrolment=enrolment, lesson_key=note.lesson_key, text="二", written_at=NOW, changed_at=NOW)


def post(client: Client, enrolment: Enrolment, *events: dict[str, Any]) -> Any:
    return client.post(f"/learn/{enrolment.pk}/events", json.dumps({"events": events}), content_type="application/json")


def test_a_phone_sends_notes_beside_what_was_learned(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    client, lesson = signed_in(cast.learner), str(key_of(course))
    events = [
        {"id": str(uuid4()), "kind": "noted", "lesson": lesson, "text": " 一斤 3 块\r\n不能再低 "},
        {"id": str(uuid4()), "kind": "bookmarked", "lesson": lesson},
        {"id": str(uuid4()), "kind": "done", "lesson": lesson},
        {"id": str(uuid4()), "kind": "noted", "lesson": lesson},
        {"id": str(uuid4()), "kind": "noted", "lesson": str(uuid4()), "text": "别处的"},
    ]
    for _ in range(2):
        answer = post(client, enrolment, *events).json()
        assert answer["recorded"] == [event["id"] for event in events[:3]]
        assert set(answer["refused"]) == {event["id"] for event in events[3:]}
    assert client.get(f"/learn/{course.key}/{lesson}/note.json").json() == {
        "person": str(cast.learner.public_id),
        "text": "一斤 3 块\n不能再低",
        "bookmarked": True,
    }
    assert NoteEvent.objects.count() == 2


def test_without_javascript_a_note_is_a_page_of_its_own(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    client, url = signed_in(cast.learner), f"/learn/{course.key}/{key_of(course)}/note/"
    token = str(uuid4())
    for _ in range(2):
        assert client.post(url, {"token": token, "text": "先问价\r\n再还价", "is_bookmarked": "on"}).status_code == 302
    client.post(url, {"token": str(uuid4()), "text": "先问三家", "is_bookmarked": "on"})
    assert NoteEvent.objects.count() == 3
    text = client.get(url).text
    assert "先问三家</textarea>" in text
    assert "先问价" in text.split("以前写的")[1]
    too_long = client.post(url, {"token": token, "text": "长" * (LONGEST_NOTE + 1)})
    assert too_long.status_code == 422
    assert "长长长" in too_long.text
    assert Note.objects.get().text == "先问三家"


def test_who_has_not_enrolled_is_led_to_it_and_back(cast: Cast, course: Course) -> None:
    url = f"/learn/{course.key}/{key_of(course)}/note/"
    assert signed_in(cast.learner).get(url).headers["Location"].startswith(f"/learn/{course.key}/enrol/?next=%2Flearn%2F")


def test_nobody_else_reads_a_note_not_even_the_trainer(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    operations.record_events(enrolment, [noted(course, "谁也别看")], now=NOW)
    make_enrolment(cast.other_learner, course)
    for person in (cast.other_learner, cast.trainer, cast.teacher):
        assert not Note.objects.visible_to(person)
        assert "谁也别看" not in signed_in(person).get("/learn/notes/").text
    lesson = key_of(course)
    assert signed_in(cast.other_learner).get(f"/learn/{course.key}/{lesson}/note.json").json()["text"] == ""
    assert signed_in(cast.trainer).get(f"/learn/{course.key}/{lesson}/note.json").status_code == 404


def test_my_notebook_is_searched_and_paged(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    operations.record_events(enrolment, [noted(course, "毛利率等于毛利除以售价"), noted(course, "包邮线", place=1)], now=NOW)
    operations.keep_note(enrolment, key_of(course, 2), token=uuid4(), is_bookmarked=True, now=NOW)
    client = signed_in(cast.learner)
    everything = client.get("/learn/notes/").text
    assert all(lesson.title in everything for lesson in lessons_of(course))
    found = client.get("/learn/notes/", {"q": "毛利"}).text
    assert "毛利率等于" in found
    assert "包邮线" not in found
    marked = client.get("/learn/notes/", {"bookmarks": 1}).text
    assert lessons_of(course)[2].title in marked
    assert "毛利率" not in marked
    operations.keep_note(enrolment, key_of(course, 2), token=uuid4(), is_bookmarked=False, now=NOW + timedelta(days=1))
    assert lessons_of(course)[2].title not in client.get("/learn/notes/").text


def test_my_notebook_costs_the_same_for_1_or_20_notes(cast: Cast, home: HomePage) -> None:
    client = signed_in(cast.learner)
    courses = [make_course(lessons=["一"]) for _ in range(20)]
    taken = [make_enrolment(cast.learner, course) for course in courses]
    operations.record_events(taken[0], [noted(courses[0], "一")], now=NOW)
    one = cost(partial(client.get, "/learn/notes/"))
    for course, enrolment in zip(courses[1:], taken[1:], strict=True):
        operations.record_events(enrolment, [noted(course, "又一")], now=NOW)
    assert client.get("/learn/notes/").text.count("<li>") == 20
    assert cost(partial(client.get, "/learn/notes/")) == one


def test_twenty_notes_of_a_lesson_cost_what_one_costs(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    client, lesson = signed_in(cast.learner), str(key_of(course))

    def send(many: int) -> None:
        post(client, enrolment, *[{"id": str(uuid4()), "kind": "noted", "lesson": lesson, "text": "记"} for _ in range(many)])

    assert cost(lambda: send(1)) == cost(lambda: send(20))
