"""Writing into the notebook. Every revision stays; what stands is what the whole log adds up to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from courses.models import Enrolment, Note, NoteEvent, NoteKind
from courses.notebook import Entry, Leaf, fold


@dataclass(frozen=True)
class NoteReport:
    """One line for the notebook as a browser reports it, its moment already judged."""

    event_id: UUID
    kind: NoteKind
    lesson_key: UUID
    text: str
    claimed_at: datetime | None


def write_notes(enrolment: Enrolment, reports: Sequence[NoteReport], *, now: datetime) -> None:
    """Write each down once however often it comes, and let the page of each lesson say what its log adds up to.

    Two phones that send at once wait for each other at the row of the enrolment. Where a phone's clock cannot be believed,
    the order in which it tells its story stands in for its moments.
    """
    if not reports:
        return
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    NoteEvent.objects.bulk_create(
        [
            NoteEvent(
                enrolment=enrolment,
                received_at=now,
                happened_at=report.claimed_at or now + timedelta(microseconds=place),
                **vars(report),
            )
            for place, report in enumerate(reports)
        ],
        ignore_conflicts=True,
    )
    Note.objects.bulk_create(
        [
            Note(enrolment=enrolment, lesson_key=key, changed_at=leaf.changed_at or now, **vars(leaf))
            for key, leaf in leaves_of(enrolment, {report.lesson_key for report in reports}).items()
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "lesson_key"],
        update_fields=["text", "written_at", "is_bookmarked", "bookmarked_at", "changed_at"],
    )


def leaves_of(enrolment: Enrolment, lessons: Collection[UUID]) -> dict[UUID, Leaf]:
    logs: dict[UUID, list[Entry]] = {}
    for row in enrolment.note_events.filter(lesson_key__in=lessons):
        logs.setdefault(row.lesson_key, []).append(entry_of(row))
    return {key: fold(entries) for key, entries in logs.items()}


def entry_of(row: NoteEvent) -> Entry:
    return Entry(row.happened_at, row.event_id, row.kind, row.text)


def notes_disagree() -> list[str]:
    """Pages of notebooks that say something else than their logs. What is written there is nobody's business: it is not repeated."""
    stands = {(note.enrolment_id, note.lesson_key): (note.text, note.is_bookmarked) for note in Note.objects.iterator(chunk_size=2000)}
    wrong = []
    for key, leaf in every_leaf():
        if stands.pop(key, None) != (leaf.text, leaf.is_bookmarked):
            wrong.append(f"notes: enrolment {key[0]}, lesson {key[1]}: the page says something else than its log")
    return wrong + [f"notes: enrolment {pk}, lesson {lesson}: a page without a log" for pk, lesson in stands]


def every_leaf() -> Iterator[tuple[tuple[int, UUID], Leaf]]:
    rows = NoteEvent.objects.order_by("enrolment_id", "lesson_key").iterator(chunk_size=2000)
    for key, log in groupby(rows, key=lambda row: (row.enrolment_id, row.lesson_key)):
        yield key, fold(entry_of(row) for row in log)
