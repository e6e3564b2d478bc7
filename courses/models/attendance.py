from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, User
from courses.models.classes import ClassMember, ClassSession, TrainingClass
from courses.models.learning import Course


class MarkKind(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    LEFT_EARLY = "left_early", _("Left early")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


ATTENDED = (MarkKind.PRESENT, MarkKind.LATE, MarkKind.LEFT_EARLY)
"""Whoever came late or left early has come; the mark says how it was."""


class MarkedBy(models.TextChoices):
    SCAN = "scan", _("Scanned the code on the screen")
    LIST = "list", _("Marked by the teacher")


class AttendanceMark(models.Model):
    """A mark, as it was made. Append-only; the number the phone gave it makes a repeat one mark."""

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="marks")
    member = models.ForeignKey(ClassMember, models.PROTECT, related_name="marks")
    mark_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=MarkKind)
    how = models.CharField(max_length=4, choices=MarkedBy)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    """By the clock of the phone."""
    received_at = models.DateTimeField()
    """By the clock of the server."""
    at = models.DateTimeField()
    """The one of the two that is believed."""
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "mark_id"], name="a_mark_is_recorded_once")]


@dataclass(frozen=True)
class Tally:
    """People (人) and person-times (人次), never one for the other, and the hours of all together."""

    people: int
    person_times: int
    hours: Decimal


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def attended(self) -> Self:
        return self.filter(kind__in=ATTENDED)

    def tally(self) -> Tally:
        """How many different people came, and how often, in one query."""
        found = self.attended().aggregate(
            people=Count("member__person", distinct=True), person_times=Count("pk"), hours=Sum("session__hours", default=Decimal(0))
        )
        return Tally(**found)

    def hours_of(self, people: Iterable[User | int]) -> dict[int, Decimal]:
        """Hours attended for each of these people who has any; what a certificate may show."""
        rows = self.attended().filter(member__person__in=people).order_by().values("member__person").annotate(hours=Sum("session__hours"))
        return {row["member__person"]: row["hours"] for row in rows}


class Attendance(models.Model):
    """How somebody stands in one session: the state beside the log of marks. Region and institution are frozen."""

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(ClassMember, models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10, choices=MarkKind)
    mark = models.ForeignKey(AttendanceMark, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["institution", "kind"], name="attendance_at_institution")]
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="one_attendance_per_session")]


@dataclass(frozen=True)
class ClassHours:
    """One person's hours in one class: those of the sessions they came to, of those planned."""

    training_class: TrainingClass
    attended: Decimal
    planned: Decimal


def class_hours(person: User | int, courses: Collection[Course | int]) -> list[ClassHours]:
    """The classes on any of these courses that the person came to at least once, the most hours first."""
    taught = TrainingClass.courses.through.objects.filter(course__in=courses)
    planned = ClassSession.objects.filter(training_class=OuterRef("training_class")).order_by().values("training_class")
    came = Sum("attendances__session__hours", filter=Q(attendances__kind__in=ATTENDED))
    rows = (
        ClassMember.objects.known()
        .filter(person=person, training_class__in=taught.values("trainingclass"))
        .annotate(attended=came, planned=Coalesce(Subquery(planned.annotate(hours=Sum("hours")).values("hours")), Decimal(0)))
        .filter(attended__gt=0)
        .order_by(F("attended").desc(), "-training_class__starts_on", "-pk")
    )
    found = list(rows.values_list("training_class", "attended", "planned"))
    classes = TrainingClass.objects.in_bulk([pk for pk, _came, _planned in found])
    return [ClassHours(classes[pk], attended, planned) for pk, attended, planned in found]
