"""A class: opened, planned, filled; who comes, who goes, who is reminded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Notice, Organisation, Region, User
from courses.models import (
    ClassLevel,
    ClassMember,
    ClassMemberEvent,
    ClassSession,
    Course,
    Enrolment,
    FundingSource,
    MemberState,
    PeopleGroup,
    TrainingClass,
)
from courses.operations.learning import NotYetOpen, enrol

LONGEST_RUN = 30
"""Days that can be planned at once."""


class ClassIsFull(Exception):
    """Fewer seats are free than are asked for. `left` says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class TooFewSeats(Exception):
    """More people stand on the roster than the new number of seats. `taken` says how many."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class ClassIsOver(Exception):
    """The last day of the class is past."""


class SessionClashes(Exception):
    """The class meets at that time already, or the day lies outside the class."""


class SessionWasHeld(Exception):
    """Attendance was marked: the session belongs to the record."""


@dataclass(frozen=True)
class ClassPlan:
    """What a teacher writes down of a class."""

    title: str
    level: ClassLevel
    region: Region
    place: str
    starts_on: date
    ends_on: date
    seats: int
    courses: Iterable[Course] = ()
    funding: Iterable[FundingSource] = ()
    groups: Iterable[PeopleGroup] = ()


@transaction.atomic
def open_class(institution: Organisation, plan: ClassPlan, *, by: User, now: datetime) -> TrainingClass:
    """A new class, led by whoever opens it."""
    training_class = TrainingClass.objects.create(institution=institution, opened_by=by, opened_at=now, **_columns(plan))
    _link(training_class, plan)
    training_class.teachers.set([by])
    return training_class


@transaction.atomic
def change_class(training_class: TrainingClass, plan: ClassPlan, *, teachers: Iterable[User]) -> TrainingClass:
    """The same class with other words, days or seats; its institution stays. Raises TooFewSeats."""
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if plan.seats < row.taken:
        raise TooFewSeats(row.taken)
    TrainingClass.objects.filter(pk=row.pk).update(**_columns(plan))
    _link(row, plan)
    row.teachers.set(teachers)
    row.refresh_from_db()
    return row


def _columns(plan: ClassPlan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in ("title", "level", "region", "place", "starts_on", "ends_on", "seats")}


def _link(training_class: TrainingClass, plan: ClassPlan) -> None:
    training_class.courses.set(plan.courses)
    training_class.funding.set(plan.funding)
    training_class.groups.set(plan.groups)


@transaction.atomic
def plan_sessions(
    training_class: TrainingClass, *, day: date, begins: time, ends: time, hours: Decimal, topic: str = "", days: int = 1
) -> list[ClassSession]:
    """Meetings on so many days in a row at the same time. Raises SessionClashes; nothing is planned then."""
    wanted = [day + timedelta(days=number) for number in range(min(days, LONGEST_RUN))]
    if wanted[0] < training_class.starts_on or wanted[-1] > training_class.ends_on:
        raise SessionClashes
    if training_class.sessions.filter(day__in=wanted, begins__lt=ends, ends__gt=begins).exists():
        raise SessionClashes
    try:
        with transaction.atomic():
            return [
                ClassSession.objects.create(training_class=training_class, day=each, begins=begins, ends=ends, hours=hours, topic=topic)
                for each in wanted
            ]
    except IntegrityError as error:
        raise SessionClashes from error


@transaction.atomic
def seat(training_class: TrainingClass, people: Sequence[tuple[User, bool]], *, by: User, now: datetime) -> list[ClassMember]:
    """Put people on the roster, each `(person, made here)`, and tell them. Who stands there already is left alone.

    Whoever the institution does not know is only asked to join. One lock on the class makes simultaneous arrivals
    wait for each other. Raises ClassIsFull; nobody is seated then.
    """
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    standing = set(row.members.standing().filter(person__in=[person for person, _ in people]).values_list("person_id", flat=True))
    arriving = {person.pk: (person, made_here) for person, made_here in people if person.pk not in standing}
    _take_seats(row, len(arriving))
    known = known_to(row.institution, list(arriving))
    states = {
        person_id: MemberState.ADDED if made_here or person_id in known else MemberState.INVITED
        for person_id, (_, made_here) in arriving.items()
    }
    members = [
        ClassMember(
            training_class=row,
            person=person,
            state=states[person_id],
            made_here=made_here,
            institution_id=row.institution_id,
            region_id=person.current_region_id or person.home_region_id,
            since=now,
        )
        for person_id, (person, made_here) in arriving.items()
    ]
    ClassMember.objects.bulk_create(
        members,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["training_class", "person"],
        update_fields=["state", "region", "since"],
    )
    seated = list(row.members.filter(person__in=arriving).order_by("pk"))
    _write_down(seated, by=by, now=now)
    _tell_of_roster(row, [member.person_id for member in seated], by=by, now=now)
    return seated


def known_to(institution: Organisation, people: Iterable[int]) -> set[int]:
    """Who of these learns at the institution already, or has joined one of its classes."""
    wanted = list(people)
    enrolled = Enrolment.objects.filter(institution=institution, learner__in=wanted).values_list("learner_id", flat=True)
    joined = ClassMember.objects.known().filter(institution=institution, person__in=wanted).values_list("person_id", flat=True)
    return {*enrolled, *joined}


def _take_seats(row: TrainingClass, wanted: int) -> None:
    """Claim by a conditional update; the constraint stands behind it."""
    if not TrainingClass.objects.filter(pk=row.pk, taken__lte=F("seats") - wanted).update(taken=F("taken") + wanted):
        raise ClassIsFull(row.seats_left)


def _write_down(members: Iterable[ClassMember], *, by: User, now: datetime) -> None:
    ClassMemberEvent.objects.bulk_create(
        [ClassMemberEvent(member=member, state=member.state, by=by, at=now) for member in members], batch_size=500
    )


def _tell_of_roster(training_class: TrainingClass, people: Iterable[int], *, by: User, now: datetime) -> None:
    words = {
        "key": f"class:{training_class.pk}:{now:%Y%m%d%H%M%S}",
        "title": _("You are on the roster of “%(class)s”") % {"class": training_class.title},
        "text": _("%(who)s put you there. Look at it, and begin with one tap.") % {"who": by},
        "link": reverse("courses:my_class", args=[training_class.key]),
        "created_at": now,
    }
    rows = [Notice(person_id=person, **words) for person in people]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


@transaction.atomic
def join_class(training_class: TrainingClass, person: User, *, now: datetime) -> ClassMember:
    """The person says yes: joined, and enrolled in the courses of the class. Joining again is joining once.

    Raises ClassIsOver or ClassIsFull.
    """
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if localtime(now).date() > row.ends_on:
        raise ClassIsOver
    member = row.members.filter(person=person).first()
    if member is None or member.state == MemberState.LEFT:
        _take_seats(row, 1)
    if member is None:
        region_id = person.current_region_id or person.home_region_id
        member = ClassMember(training_class=row, person=person, institution_id=row.institution_id, region_id=region_id)
    if member.state != MemberState.JOINED:
        member.state, member.since = MemberState.JOINED, now
        member.save()
        _write_down([member], by=person, now=now)
    for course in row.courses.all():
        try:
            enrol(person, course, now=now)
        except NotYetOpen:
            continue
    return member


@transaction.atomic
def leave_class(training_class: TrainingClass, person: User, *, by: User, now: datetime) -> None:
    """The person leaves or is taken off; the seat is free again, what was learned and attended stays. Twice is once."""
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    member = row.members.standing().filter(person=person).first()
    if member is None:
        return
    member.state, member.since = MemberState.LEFT, now
    member.save(update_fields=["state", "since"])
    _write_down([member], by=by, now=now)
    TrainingClass.objects.filter(pk=row.pk).update(taken=F("taken") - 1)


@transaction.atomic
def nudge(training_class: TrainingClass, members: Iterable[ClassMember], *, by: User, now: datetime) -> int:
    """A line in the inbox: how is it going? At most one a day from each class; returns how many were told now."""
    told = [member.person_id for member in members]
    key = f"nudge:{training_class.pk}:{localtime(now):%Y%m%d}"
    already = set(Notice.objects.filter(key=key, person__in=told).values_list("person_id", flat=True))
    words = {"who": by, "class": training_class.title}
    rows = [
        Notice(
            person_id=person,
            key=key,
            title=_("%(who)s asks how you are getting on") % words,
            text=_("A lesson of “%(class)s” takes a few minutes. If something holds you up, tell your class teacher.") % words,
            link=reverse("courses:my_courses"),
            created_at=now,
        )
        for person in told
        if person not in already
    ]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def drop_session(session: ClassSession) -> None:
    """Take a planned meeting off the plan. Raises SessionWasHeld where somebody was marked."""
    try:
        session.delete()
    except ProtectedError as error:
        raise SessionWasHeld from error
