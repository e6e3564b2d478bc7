"""Where the rows lie that each measure counts. One entry per measure of `counting.MEASURES`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import Region
from certification.models import Certificate
from courses.models import Attendance, Enrolment, TrainingClass
from programmes.models import Participation, Programme
from stations.models import Outcome, Station, StationStatus
from talent_pool.models import Application, PoolMember

type Rows = QuerySet[Any]


def inside(rows: Rows, place: str, regions: list[Region] | None) -> Rows:
    """The rows in any of the regions and all under them; None leaves them all."""
    if regions is None:
        return rows
    anywhere = Q(pk=None)
    for region in regions:
        anywhere |= Q(**{f"{place}__path__gte": region.path, f"{place}__path__lt": region.path_end})
    return rows.filter(anywhere)


@dataclass(frozen=True)
class Source:
    """The rows of a measure, and in them the person, the place, and the amount to add (empty: the unit decides)."""

    rows: Callable[[Programme, datetime], Rows]
    person: str
    place: str = "region"
    amount: str = ""


def took_part(programme: Programme, rows: Rows, *, person: str, at: str) -> Rows:
    """The rows of people who took part when it happened, or joined afterwards: learning done before joining is theirs to bring."""
    mine = Participation.objects.filter(programme=programme, person=OuterRef(person))
    return rows.filter(Exists(mine.filter(Q(ended_at=None) | Q(ended_at__gt=OuterRef(at)))))


def had_joined(programme: Programme, rows: Rows, *, person: str, at: str) -> Rows:
    """The rows of people who took part when it happened: a programme takes no credit for what was there before."""
    mine = Participation.objects.filter(programme=programme, person=OuterRef(person), since__lte=OuterRef(at))
    return rows.filter(Exists(mine.filter(Q(ended_at=None) | Q(ended_at__gt=OuterRef(at)))))


def participants(programme: Programme, now: datetime) -> Rows:
    return Participation.objects.standing().filter(programme=programme, since__lte=now)


def parts_of(programme: Programme, name: str) -> Rows:
    """The courses, standards or pools the programme is made of, as the database has them."""
    return Programme.objects.filter(pk=programme.pk).values(name)


def enrolments(programme: Programme, now: datetime) -> Rows:
    rows = Enrolment.objects.filter(course__in=parts_of(programme, "courses"), enrolled_at__lte=now)
    return took_part(programme, rows, person="learner", at="enrolled_at")


def completions(programme: Programme, now: datetime) -> Rows:
    return _completed(programme, Enrolment.objects.completed(), now)


def helped_completions(programme: Programme, now: datetime) -> Rows:
    return _completed(programme, Enrolment.objects.completed().helped(), now)


def _completed(programme: Programme, completed: Rows, now: datetime) -> Rows:
    rows = completed.filter(course__in=parts_of(programme, "courses"), completed_at__lte=now)
    return took_part(programme, rows, person="learner", at="completed_at")


def attendances(programme: Programme, now: datetime) -> Rows:
    """Who came to sessions of classes that teach a course of the programme, by the mark that counts."""
    classes = TrainingClass.courses.through.objects.filter(course__in=parts_of(programme, "courses"))
    rows = Attendance.objects.attended().filter(session__training_class__in=classes.values("trainingclass"), mark__at__lte=now)
    return took_part(programme, rows, person="member__person", at="mark__at")


def sessions_held(programme: Programme, now: datetime) -> Rows:
    """The same rows, of which one in each session bears its hours: what was taught counts once, however many came."""
    rows = attendances(programme, now)
    earlier = rows.filter(session=OuterRef("session"), pk__lt=OuterRef("pk"))
    hours = DecimalField(max_digits=8, decimal_places=1)
    with_hours: Rows = rows.annotate(taught=Case(When(Exists(earlier), then=Value(0)), default=F("session__hours"), output_field=hours))
    return with_hours


def certificates(programme: Programme, now: datetime) -> Rows:
    rows = Certificate.objects.standing(now).filter(standard__in=parts_of(programme, "standards"), issued_at__lte=now)
    return took_part(programme, rows, person="learner", at="issued_at")


def stays_in_pool(programme: Programme, now: datetime) -> Rows:
    rows = PoolMember.objects.standing().filter(pool__in=parts_of(programme, "pools"), since__lte=now)
    return took_part(programme, rows, person="person", at="since")


def signatures(programme: Programme, now: datetime) -> Rows:
    """Applications that stand at their signature; their last change was signing."""
    rows = Application.objects.signed().filter(changed_at__lte=now)
    return had_joined(programme, rows, person="person", at="changed_at")


def openings(programme: Programme, now: datetime) -> Rows:
    """Stations that were ever opened: a start of business stays a start, even where the shop has closed since."""
    return had_joined(programme, Station.objects.filter(opened_at__lte=now), person="keeper", at="opened_at")


def open_stations(programme: Programme, now: datetime) -> Rows:
    return openings(programme, now).filter(status=StationStatus.OPEN)


def outcomes(programme: Programme, now: datetime) -> Rows:
    rows = Outcome.objects.counting().filter(at__lte=now)
    return had_joined(programme, rows, person="station__keeper", at="at")


SOURCES: dict[str, Source] = {
    "participants": Source(participants, person="person"),
    "learners_enrolled": Source(enrolments, person="learner"),
    "learners_completed": Source(completions, person="learner"),
    "learners_helped": Source(helped_completions, person="learner"),
    "course_completions": Source(completions, person="learner"),
    "completions_helped": Source(helped_completions, person="learner"),
    "class_people": Source(attendances, person="member__person"),
    "class_attendances": Source(attendances, person="member__person"),
    "class_hours": Source(sessions_held, person="member__person", place="session__training_class__region", amount="taught"),
    "talents_certified": Source(certificates, person="learner"),
    "pool_members": Source(stays_in_pool, person="person"),
    "appointed": Source(signatures, person="person"),
    "started_business": Source(openings, person="keeper"),
    "stations_opened": Source(open_stations, person="keeper"),
    "orders": Source(outcomes, person="station__keeper", amount="orders"),
    "revenue": Source(outcomes, person="station__keeper", amount="amount"),
}
