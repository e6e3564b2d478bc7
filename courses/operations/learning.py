"""What a learner does: enrol, open, practise, finish."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import User
from courses.blocks import answer_key
from courses.models import (
    About,
    Course,
    Enrolment,
    EventKind,
    LearningEvent,
    LessonPage,
    LessonProgress,
    NoteKind,
    OutlineLesson,
    OutlineMove,
    Refusal,
    RefusedEvent,
    RetiredLesson,
    Study,
    study_of,
)
from courses.notebook import LONGEST_NOTE, cleaned
from courses.operations.inquiries import InquiryReport, ask_trainers
from courses.operations.notebook import NoteReport, write_notes
from courses.practice_marking import mark
from courses.serving import keep_for_now, kept_now
from courses.signals import course_completed

MOST_EVENTS = 200
LONGEST_ANSWER = 500
"""Characters of an answer that are kept; a practice answer is a choice or a number."""
LONGEST_REFUSED = 10_000
"""Characters that are kept of what could not be counted: a note that is too long is not lost."""


class NotYetOpen(Exception):
    """The course has no published lesson yet, so nobody can enrol."""


class TooManyEvents(Exception):
    """More than MOST_EVENTS events in one batch."""


@dataclass(frozen=True)
class EventReport:
    """One event as a browser reports it: something learned, something written into the notebook, or words to the trainers."""

    event_id: UUID
    kind: EventKind | NoteKind | About
    lesson_key: UUID
    question_key: UUID | None = None
    answer: Any = None
    claimed_at: datetime | None = None
    text: str = ""
    may_be_shown: bool = False


@dataclass(frozen=True)
class Recorded:
    """Every reported event is in one of the two: taken, or refused and kept aside with the reason. `study`: where that leads."""

    recorded: list[UUID]
    refused: dict[UUID, Refusal]
    completed: bool
    study: Study


@transaction.atomic
def enrol(learner: User, course: Course, *, now: datetime) -> Enrolment:
    """The learner takes the course as it stands today. Enrolling again returns the first enrolment. Raises NotYetOpen."""
    course = Course.objects.get(pk=course.pk)
    if course.outline_id is None or not OutlineLesson.objects.filter(outline=course.outline_id).exists():
        raise NotYetOpen
    enrolment, _ = Enrolment.objects.get_or_create(
        learner=learner,
        course=course,
        defaults={
            "outline_id": course.outline_id,
            "institution_id": course.organisation_id,
            "region": learner.region,
            "enrolled_at": now,
        },
    )
    return enrolment


@transaction.atomic
def record_events(
    enrolment: Enrolment,
    events: Sequence[EventReport],
    *,
    now: datetime,
    unreadable: Mapping[UUID, Any] | None = None,
    study: Study | None = None,
    assisted_by: User | None = None,
) -> Recorded:
    """Write the events down, each once however often it comes, and complete the course when nothing is left.

    Lessons outside the enrolment's outlines and what was `unreadable` are refused one by one and kept aside. Whoever has
    just read the `study` hands it in and saves a query. No lock is taken: of two simultaneous batches neither may see
    that together they finished, and then the sweep completes the course. `assisted_by` stands on every event where a helper
    records for somebody. Raises TooManyEvents.
    """
    unreadable = unreadable or {}
    if len(events) + len(unreadable) > MOST_EVENTS:
        raise TooManyEvents
    study = study or enrolment.study()
    lessons = set(study.keys) | former_lessons(study, {event.lesson_key for event in events})
    known = [event for event in events if event.lesson_key in lessons and (event.question_key or event.kind != EventKind.PRACTISED)]
    learned = [event for event in known if isinstance(event.kind, EventKind)]
    done = write_learning(study, learned, assisted_by=assisted_by, now=now)
    refused = write_words(enrolment, [event for event in known if event not in learned], now=now)
    refused |= {event.event_id: Refusal.NOT_IN_COURSE for event in events if event not in known}
    contents = {event.event_id: plain(event) for event in events if event.event_id in refused} | dict(unreadable)
    refused |= dict.fromkeys(unreadable, Refusal.UNREADABLE)
    keep_refused(enrolment, contents, refused, now=now)
    after = study.having_done(done)
    return Recorded(
        recorded=[event.event_id for event in known if event.event_id not in refused],
        refused=refused,
        completed=complete_if_finished(after, now=now),
        study=after,
    )


def write_learning(study: Study, events: Sequence[EventReport], *, assisted_by: User | None, now: datetime) -> set[UUID]:
    """Into the log, and the state of each lesson beside it. Returns the lessons that were said to be done."""
    if not events:
        return set()
    marks = mark_practice([event for event in events if event.kind == EventKind.PRACTISED])
    LearningEvent.objects.bulk_create(
        [
            LearningEvent(
                enrolment=study.enrolment,
                event_id=event.event_id,
                kind=event.kind,
                lesson_key=event.lesson_key,
                question_key=event.question_key,
                answer=event.answer if len(str(event.answer)) <= LONGEST_ANSWER else str(event.answer)[:LONGEST_ANSWER],
                is_right=marks.get(event.event_id),
                claimed_at=believable(event.claimed_at, study.enrolment, now),
                received_at=now,
                assisted_by=assisted_by,
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    done = {event.lesson_key for event in events if event.kind == EventKind.DONE}
    touched, within = {event.lesson_key for event in events}, set(study.keys)
    note_progress(study, touched & within, done & within, now=now)
    note_former(study.enrolment, touched - within, done - within, now=now)
    return done


def write_words(enrolment: Enrolment, events: Sequence[EventReport], *, now: datetime) -> dict[UUID, Refusal]:
    """Notes into the notebook, words to the trainers to their list. Returns what could not be taken, and why."""
    notes, asked = [], []
    for event in events:
        claimed_at, text = believable(event.claimed_at, enrolment, now), cleaned(event.text)
        if isinstance(event.kind, NoteKind):
            notes.append(NoteReport(event.event_id, event.kind, event.lesson_key, text, claimed_at))
        elif isinstance(event.kind, About):
            asked.append(InquiryReport(event.event_id, event.kind, event.lesson_key, text, event.may_be_shown, claimed_at))
    fitting = [note for note in notes if len(note.text) <= LONGEST_NOTE]
    write_notes(enrolment, fitting, now=now)
    return {note.event_id: Refusal.TOO_LONG for note in notes if note not in fitting} | ask_trainers(enrolment, asked, now=now)


def note_progress(study: Study, touched: set[UUID], done: set[UUID], *, now: datetime) -> None:
    """The state beside the log, where it changes: lessons begun, lessons done. What was done first stays."""
    begun = {place.lesson_key for place in study.places if place.is_begun}

    def rows(keys: set[UUID]) -> list[LessonProgress]:
        return [
            LessonProgress(enrolment=study.enrolment, lesson_key=key, opened_at=now, done_at=now if key in done else None)
            for key in sorted(keys)
        ]

    if opened := touched - begun - done:
        LessonProgress.objects.bulk_create(rows(opened), ignore_conflicts=True)
    if done_at_once := done - begun:
        # Should another batch have begun the lesson this very moment, done wins over begun.
        LessonProgress.objects.bulk_create(
            rows(done_at_once), update_conflicts=True, unique_fields=["enrolment", "lesson_key"], update_fields=["done_at"]
        )
    if newly_done := (done & begun) - set(study.done):
        study.enrolment.lessons.filter(lesson_key__in=newly_done, done_at=None).update(done_at=now)


def former_lessons(study: Study, sent: set[UUID]) -> set[UUID]:
    """Lessons of outlines that the learner was moved away from: what was done on a phone before it heard of the move is taken."""
    unknown = sent - set(study.keys)
    if not unknown:
        return set()
    left = OutlineMove.objects.filter(enrolment=study.enrolment).values("source")
    return set(OutlineLesson.objects.filter(outline__in=left, lesson_key__in=unknown).values_list("lesson_key", flat=True))


def note_former(enrolment: Enrolment, touched: set[UUID], done: set[UUID], *, now: datetime) -> None:
    """It stays on record, and counts again should the lesson come back. What was done first stays."""
    if touched:
        rows = [LessonProgress(enrolment=enrolment, lesson_key=key, opened_at=now) for key in sorted(touched)]
        LessonProgress.objects.bulk_create(rows, ignore_conflicts=True)
        enrolment.lessons.filter(lesson_key__in=done, done_at=None).update(done_at=now)


def plain(event: EventReport) -> dict[str, Any]:
    return {name: value if isinstance(value, int | list | dict) or value is None else str(value) for name, value in vars(event).items()}


def keep_refused(enrolment: Enrolment, contents: Mapping[UUID, Any], reasons: Mapping[UUID, Refusal], *, now: datetime) -> None:
    """Lay aside as it came. A repeat of what was refused before stays the one row."""
    if not contents:
        return
    RefusedEvent.objects.bulk_create(
        [
            RefusedEvent(
                enrolment=enrolment,
                event_id=event_id,
                reason=reasons[event_id],
                content=content if len(str(content)) <= LONGEST_REFUSED else str(content)[:LONGEST_REFUSED],
                received_at=now,
            )
            for event_id, content in contents.items()
        ],
        ignore_conflicts=True,
    )


def believable(claimed: datetime | None, enrolment: Enrolment, now: datetime) -> datetime | None:
    """When the browser says it happened, if that can be: a phone's clock may be years off."""
    slack = timedelta(minutes=5)
    return claimed if claimed and enrolment.enrolled_at - slack <= claimed <= now + slack else None


def mark_practice(events: Sequence[EventReport]) -> dict[UUID, bool]:
    """Right or wrong for each answer whose question still stands in its lesson."""
    keys = answer_keys({event.lesson_key for event in events})
    found = {event.event_id: keys.get(event.lesson_key, {}).get(str(event.question_key)) for event in events}
    answers = {event.event_id: event.answer for event in events}
    return {event_id: mark(*question, answers[event_id]) for event_id, question in found.items() if question}


def answer_keys(lessons: Collection[UUID]) -> dict[UUID, dict[str, tuple[str, dict[str, Any]]]]:
    """For each lesson what is right in each of its questions. Kept until any page is published (the keys stand in every page anyway)."""
    if not lessons:
        return {}
    names = {f"answer-keys:{key}": key for key in lessons}
    current, kept = kept_now(names)
    found = {names[name]: right for name, right in kept.items()}
    if missing := set(lessons) - set(found):
        for page in LessonPage.objects.filter(lesson_key__in=missing):
            found[page.lesson_key] = {
                str(block.id): (block.block_type, answer_key(block.block_type, block.value)) for block in page.practice
            }
        keep_for_now(current, {name: found[key] for name, key in names.items() if key in missing and key in found})
    return found


def complete_if_finished(study: Study, *, now: datetime) -> bool:
    """Complete the course if nothing is left; the conditional update lets one caller win and ring. Returns whether it is complete."""
    enrolment = study.enrolment
    if not study.progress.is_complete or enrolment.completed_at is not None:
        return enrolment.completed_at is not None
    if Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(completed_at=max(now, enrolment.enrolled_at)):
        transaction.on_commit(partial(course_completed.send_robust, Enrolment, enrolment_id=enrolment.pk), robust=True)
    return True


def mark_lesson_done(enrolment: Enrolment, lesson_key: UUID, *, now: datetime) -> Recorded:
    """The learner says: done. Saying so again is the same event."""
    event_id = uuid5(enrolment.course.key, f"{enrolment.pk}/{lesson_key}/done")
    return record_events(enrolment, [EventReport(event_id, EventKind.DONE, lesson_key)], now=now)


def keep_note(
    enrolment: Enrolment, lesson_key: UUID, *, token: UUID, text: str | None = None, is_bookmarked: bool | None = None, now: datetime
) -> Recorded:
    """Write into the notebook what is given; None leaves that part as it is. The same token again changes nothing."""
    reports = []
    if text is not None:
        reports.append(EventReport(token, NoteKind.NOTED, lesson_key, text=text))
    if is_bookmarked is not None:
        kind = NoteKind.BOOKMARKED if is_bookmarked else NoteKind.UNBOOKMARKED
        reports.append(EventReport(uuid5(token, "bookmark"), kind, lesson_key))
    return record_events(enrolment, reports, now=now)


def retire_lesson(lesson_key: UUID, *, by: User | None, now: datetime) -> RetiredLesson:
    """Nobody has to do this lesson any more. Whose course is finished by that is found by `complete_finished_enrolments`."""
    row, _ = RetiredLesson.objects.get_or_create(lesson_key=lesson_key, defaults={"by": by, "at": now})
    return row


def complete_finished_enrolments(*, now: datetime, most: int = 500) -> int:
    """The sweep: courses with nothing left to do that are not yet complete, as after a lesson was retired. Returns how many."""
    completed = 0
    for key in Enrolment.objects.open().finished().order_by("pk").values_list("pk", flat=True)[:most]:
        study = study_of(pk=key)
        with transaction.atomic():
            completed += study is not None and complete_if_finished(study, now=now)
    return completed
