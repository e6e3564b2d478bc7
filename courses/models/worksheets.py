"""Worksheets that people fill for a real event, a real product. What a sheet asks is a version; what was filled in is a log."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cached_property
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from courses.diagnosis import Finding, diagnose
from courses.models.learning import Enrolment
from courses.sheets import Answers, Sheet, SheetKind, fold, read_sheet

SHARED = "shared"
"""An address of ours under /learn/worksheets/, so no sheet's."""


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def offered(self) -> Self:
        """What anybody may fill in, in order. The diagnosis has a door of its own."""
        return self.exclude(kind=SheetKind.DIAGNOSIS).filter(version__isnull=False).select_related("version").order_by("position", "pk")


class Worksheet(models.Model):
    """A form by name. What it asks today is its newest version; filled sheets keep the version they were begun with."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=9, choices=[(kind.value, kind.value) for kind in SheetKind])
    title = models.CharField(max_length=40)
    summary = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=100)
    version = models.ForeignKey("WorksheetVersion", models.PROTECT, null=True, related_name="+")

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("worksheet")
        verbose_name_plural = _("worksheets")

    def __str__(self) -> str:
        return self.title

    @property
    def sheet(self) -> Sheet:
        """What it asks today. Raises while it asks nothing yet; such a sheet is never offered."""
        if self.version is None:
            raise ValueError(f"worksheet {self.slug} has no version")
        return self.version.sheet


class WorksheetVersion(models.Model):
    """What a worksheet asked at one time. Never changed."""

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField()
    """JSON as it was written: in a JSON column PostgreSQL would forget in which order options stand."""
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["worksheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "number"], name="one_worksheet_version_per_number"),
            models.UniqueConstraint(fields=["worksheet", "digest"], name="same_questions_same_worksheet_version"),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id} · {self.number}"

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(json.loads(self.content))


class SheetState(models.TextChoices):
    OPEN = "open", _("In hand")
    FINISHED = "finished", _("Filled in")


class WorksheetResponseQuerySet(models.QuerySet["WorksheetResponse"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and what was shared with an institution where the person teaches or leads classes."""
        mine = WorksheetShare.objects.standing().filter(
            response=OuterRef("pk"), institution__in=user.organisations_as(Role.TRAINER, Role.CLASS_TEACHER)
        )
        return self.filter(Q(person=user) | Exists(mine))

    def shared_with(self, user: User) -> Self:
        """Other people's sheets that this person was given to read."""
        return self.visible_to(user).exclude(person=user)


class WorksheetResponse(models.Model):
    """A sheet as one person fills it for one occasion. `answers` is the state beside the log of `revisions`."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="responses")
    version = models.ForeignKey(WorksheetVersion, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=40)
    state = models.CharField(max_length=8, choices=SheetState, default=SheetState.OPEN)
    answers = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    """Of the newest revision; 0 while nothing was saved."""
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = WorksheetResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled worksheet")
        verbose_name_plural = _("filled worksheets")
        indexes = [models.Index(fields=["person", "-changed_at"], name="sheets_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=Q(changed_at__gte=F("begun_at")), name="a_sheet_is_changed_after_it_is_begun"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sheet(self) -> Sheet:
        return self.version.sheet

    @property
    def is_finished(self) -> bool:
        return self.state == SheetState.FINISHED

    def answers_at(self, number: int) -> Answers:
        """What stood after that revision."""
        return fold(self.revisions.filter(number__lte=number).order_by("number").values_list("changes", flat=True))


class WorksheetRevision(models.Model):
    """One save: what changed, and what title and state were then. Append-only; the browser's number makes a repeat one save."""

    response = models.ForeignKey(WorksheetResponse, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    save_id = models.UUIDField()
    changes = models.JSONField()
    title = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=SheetState)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="one_revision_per_number"),
            models.UniqueConstraint(fields=["response", "save_id"], name="a_save_is_recorded_once"),
        ]

    @property
    def how_many(self) -> int:
        return len(self.changes)


class WorksheetShareQuerySet(models.QuerySet["WorksheetShare"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class WorksheetShare(models.Model):
    """The person let the teachers of one institution read one sheet. Taken back by ending it; never deleted."""

    response = models.ForeignKey(WorksheetResponse, models.PROTECT, related_name="shares")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WorksheetShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "institution"], condition=Q(ended_at=None), name="a_sheet_is_shared_once_with_an_institution"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="sharing_ends_after_it_begins"),
        ]


class DiagnosisQuerySet(models.QuerySet["Diagnosis"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person).order_by("number")


class Diagnosis(models.Model):
    """What a diagnosis found, as facts to be counted. The first is the entry; each later one says what changed."""

    response = models.OneToOneField(WorksheetResponse, models.PROTECT, related_name="diagnosis")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    county = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    lacks_opening = models.BooleanField()
    lacks_design = models.BooleanField()
    lacks_running = models.BooleanField()
    weak_links: Any = models.JSONField(default=list)
    taken_at = models.DateTimeField()

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_diagnosis_per_number")]
        indexes = [models.Index(fields=["county", "number"], name="diagnoses_in_a_county")]

    @cached_property
    def finding(self) -> Finding:
        return diagnose(self.response.sheet, self.response.answers)


class Due(StrEnum):
    FIRST = "first"
    AGAIN = "again"


def diagnosis_due(person: User) -> Due | None:
    """Whether the six questions should be offered: before the first time, and again once a course was finished since."""
    if not Worksheet.objects.filter(kind=SheetKind.DIAGNOSIS, version__isnull=False).exists():
        return None
    last = Diagnosis.objects.of(person).last()
    if last is None:
        return Due.FIRST
    return Due.AGAIN if Enrolment.objects.filter(learner=person, completed_at__gt=last.taken_at).exists() else None
