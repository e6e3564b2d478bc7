from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from exams.models.lasting import Lasting, LastingQuerySet
from exams.models.papers import Exam
from exams.paper import Slot, unpack
from exams.standing import Event


class ClosedHow(models.TextChoices):
    NOT_YET = "", _("In progress")
    BY_LEARNER = "by_learner", _("Handed in")
    BY_DEADLINE = "by_deadline", _("Time was up")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> Self:
        """The person's own, and those of institutions where they examine."""
        examines = user.organisations_as(Role.EXAMINER)
        return self.filter(Q(learner=user) | Q(institution__in=examines) | Q(exam__organisation__in=examines))

    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def overdue(self, now: datetime) -> Self:
        """Open although the deadline is over."""
        return self.open().filter(deadline__lt=now)

    def ungraded(self) -> Self:
        return self.submitted().filter(graded_at=None)

    def settled(self, now: datetime) -> Self:
        """Closed, and no late answer can arrive any more: what is marked now is marked for good."""
        return self.submitted().filter(accepts_until__lte=now)


class Attempt(models.Model):
    """One sitting of an exam. Never deleted.

    What the rules were at the start is written here, so that a later change of the exam changes nobody's attempt.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="+")
    learner = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    must_pass = models.JSONField()
    """Topic slug → percent of its points that is needed."""
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    late_seconds = models.PositiveSmallIntegerField(default=0)
    accepts_until = models.DateTimeField()
    """Until then an answer that was given in time may arrive. Closing brings it forward where nothing is waiting."""
    lease = models.PositiveSmallIntegerField(default=1)
    """The number of the lease that may answer now."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=12, choices=ClosedHow, default=ClosedHow.NOT_YET, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    """When the first result was written, in the same transaction."""
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["learner", "exam"], name="attempts_of_learner"),
            models.Index(fields=["deadline"], condition=Q(submitted_at=None), name="attempts_open"),
            models.Index(fields=["accepts_until"], condition=Q(submitted_at__isnull=False, graded_at=None), name="attempts_ungraded"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["exam", "learner"], condition=Q(submitted_at=None), name="one_open_attempt_per_exam"),
            models.UniqueConstraint(fields=["exam", "learner", "number"], name="attempt_numbers_are_unique"),
            models.CheckConstraint(condition=Q(deadline__gt=F("started_at"), lease__gte=1), name="an_attempt_has_time"),
            models.CheckConstraint(condition=Q(submitted_at=None) | Q(submitted_at__lte=F("deadline")), name="submitted_by_the_deadline"),
            models.CheckConstraint(
                condition=Q(accepts_until__gte=F("deadline")) | Q(accepts_until__gte=F("submitted_at")),
                name="answers_are_accepted_to_the_end",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, closed_how="") | (Q(submitted_at__isnull=False) & ~Q(closed_how="")),
                name="a_closed_attempt_says_how",
            ),
            models.CheckConstraint(condition=Q(graded_at=None) | Q(submitted_at__isnull=False), name="only_a_closed_attempt_is_graded"),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} · {self.number}"


class PaperQuerySet(LastingQuerySet["Paper"]):
    """Rows are added and read."""


class Paper(Lasting):
    """What one person was asked, and how it was shown: versions, points and orders of options, for good."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, primary_key=True, related_name="paper")
    packed = models.JSONField()
    """See `exams.paper`."""

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return str(self.attempt_id)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return unpack(self.packed)


class Lease(models.Model):
    """One device's turn at an attempt. The newest is live; taking over ends it and begins the next."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="leases", db_index=False)
    number = models.PositiveSmallIntegerField()
    device = models.UUIDField()
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()
    """When the device was last heard of without bringing an answer; its answers carry times of their own."""
    emptied_at = models.DateTimeField(null=True, blank=True)
    """When the device said, after its end, that nothing waits on it any more."""

    class Meta:
        ordering = ["attempt", "number"]
        verbose_name = _("device's turn")
        verbose_name_plural = _("devices' turns")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="turns_at_an_attempt_are_numbered"),
            models.UniqueConstraint(fields=["attempt"], condition=Q(ended_at=None), name="one_device_at_a_time"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="a_turn_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.number}"


class AnswerEventQuerySet(LastingQuerySet["AnswerEvent"]):
    """Rows are added and read."""


class AnswerEvent(Lasting):
    """The append-only log of answers. `exams.standing` says which of them stands.

    A device numbers its changes from 1 through the whole paper; a number that comes twice is the same change.
    """

    pk = models.CompositePrimaryKey("attempt_id", "lease", "seq")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events", db_index=False)
    lease = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    """By the device's clock, corrected by what the server told it."""
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    page = models.UUIDField(null=True, blank=True)
    """Which showing of the paper brought it, where it came from a form without JavaScript."""

    objects = AnswerEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def as_event(self) -> Event:
        return Event(self.position, self.lease, self.seq, self.answer)
