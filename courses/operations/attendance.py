"""Who came: marks from the teacher's list or from a scan, each recorded once, in whatever order they arrive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from accounts.models import User
from courses.attendance import LATE_AFTER, Mark, believed, counting
from courses.models import Attendance, AttendanceMark, ClassMember, ClassSession, MarkedBy, MarkKind

MOST_MARKS = 500


class NotOnTheRoster(Exception):
    """The person has no place in this class, or has not agreed to it yet."""


class NotToday(Exception):
    """Scanning counts on the day of the session; before it nobody can have come."""


class TooManyMarks(Exception):
    """More than MOST_MARKS marks in one batch."""


@dataclass(frozen=True)
class MarkReport:
    """One mark as a teacher's phone reports it."""

    mark_id: UUID
    member: int
    kind: MarkKind
    claimed_at: datetime | None = None


@dataclass(frozen=True)
class MarksRecorded:
    """Every mark is in one of the two; what is refused carries its reason."""

    recorded: list[UUID]
    refused: dict[UUID, str]


@transaction.atomic
def record_marks(session: ClassSession, marks: Sequence[MarkReport], *, by: User, now: datetime) -> MarksRecorded:
    """A teacher's marks, each once however often it comes. Raises NotToday before the day, or TooManyMarks."""
    if len(marks) > MOST_MARKS:
        raise TooManyMarks
    if localtime(now).date() < session.day:
        raise NotToday
    wanted = {mark.member for mark in marks}
    members = {row.pk: row for row in session.training_class.members.known().filter(pk__in=wanted).select_for_update().order_by("pk")}
    taken = [mark for mark in marks if mark.member in members]
    _write(session, members, taken, how=MarkedBy.LIST, by=by, now=now)
    reason = _("This person is not on the roster any more.")
    return MarksRecorded([mark.mark_id for mark in taken], {mark.mark_id: reason for mark in marks if mark.member not in members})


@transaction.atomic
def scan_in(session: ClassSession, person: User, *, now: datetime) -> MarkKind:
    """The person scanned the code in the room: present, or late. A second scan changes nothing.

    Raises NotOnTheRoster or NotToday.
    """
    if localtime(now).date() != session.day:
        raise NotToday
    member = session.training_class.members.known().select_for_update().filter(person=person).first()
    if member is None:
        raise NotOnTheRoster
    late_from = make_aware(datetime.combine(session.day, session.begins)) + LATE_AFTER
    kind = MarkKind.LATE if now > late_from else MarkKind.PRESENT
    mark_id = uuid5(session.training_class.key, f"{session.pk}/{member.pk}/scan")
    _write(session, {member.pk: member}, [MarkReport(mark_id, member.pk, kind)], how=MarkedBy.SCAN, by=person, now=now)
    return MarkKind(Attendance.objects.get(session=session, member=member).kind)


def _write(
    session: ClassSession, members: dict[int, ClassMember], marks: Sequence[MarkReport], *, how: MarkedBy, by: User, now: datetime
) -> None:
    """The log, and the state that follows from it. The members' rows are locked: simultaneous marks of one wait for each other."""
    earliest = make_aware(datetime.combine(session.day, time.min))
    AttendanceMark.objects.bulk_create(
        [
            AttendanceMark(
                session=session,
                member=members[mark.member],
                mark_id=mark.mark_id,
                kind=mark.kind,
                how=how,
                by=by,
                claimed_at=mark.claimed_at,
                received_at=now,
                at=believed(mark.claimed_at, now, earliest=earliest),
                institution_id=session.training_class.institution_id,
                region_id=members[mark.member].region_id,
            )
            for mark in marks
        ],
        ignore_conflicts=True,
    )
    _bring_up_to_date(session, members)


def _bring_up_to_date(session: ClassSession, members: dict[int, ClassMember]) -> None:
    log: dict[int, list[AttendanceMark]] = defaultdict(list)
    for row in session.marks.filter(member__in=members):
        log[row.member_id].append(row)
    rows = []
    for marks in log.values():
        first = counting(Mark(row.kind, row.how == MarkedBy.LIST, row.at, row.pk) for row in marks).order
        row = next(row for row in marks if row.pk == first)
        rows.append(
            Attendance(
                session=session,
                member_id=row.member_id,
                kind=row.kind,
                mark=row,
                institution_id=row.institution_id,
                region_id=row.region_id,
            )
        )
    Attendance.objects.bulk_create(rows, update_conflicts=True, unique_fields=["session", "member"], update_fields=["kind", "mark"])
