from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from exams.models.bank import QuestionVersion, Topic
from exams.models.lasting import Lasting, LastingQuerySet
from exams.models.papers import Exam
from exams.standing import Event, Window


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
        """Open although deadline and late window are over."""
        return self.open().filter(accepts_until__lt=now)

    def ungraded(self) -> Self:
        return self.submitted().filter(graded_at=None)


class Attempt(models.Model):
    """One sitting of an exam. Never deleted.

    What the rules were at the start is written here, so that a later change of the exam changes nobody's attempt.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="+")
    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    must_pass = models.JSONField()
    """Topic slug → percent of its points that is needed."""
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    accepts_until = models.DateTimeField()
    """Until then an answer claimed before the deadline may arrive."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=12, choices=ClosedHow, default=ClosedHow.NOT_YET, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    """When the first result was written, in the same transaction."""
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["learner", "exam"], name="attempts_of_learner"),
            models.Index(fields=["accepts_until"], condition=Q(submitted_at=None), name="attempts_open"),
            models.Index(fields=["submitted_at"], condition=Q(submitted_at__isnull=False, graded_at=None), name="attempts_ungraded"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["exam", "learner"], condition=Q(submitted_at=None), name="one_open_attempt_per_exam"),
            models.UniqueConstraint(fields=["exam", "learner", "number"], name="attempt_numbers_are_unique"),
            models.CheckConstraint(condition=Q(deadline__gt=F("started_at"), accepts_until__gte=F("deadline")), name="an_attempt_has_time"),
            models.CheckConstraint(condition=Q(submitted_at=None) | Q(submitted_at__lte=F("deadline")), name="submitted_by_the_deadline"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, closed_how="") | (Q(submitted_at__isnull=False) & ~Q(closed_how="")),
                name="a_closed_attempt_says_how",
            ),
            models.CheckConstraint(condition=Q(graded_at=None) | Q(submitted_at__isnull=False), name="only_a_closed_attempt_is_graded"),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} · {self.number}"

    @property
    def window(self) -> Window:
        return Window(self.started_at, self.deadline, self.accepts_until)


class PaperQuestionQuerySet(LastingQuerySet["PaperQuestion"]):
    """Rows are added and read."""


class PaperQuestion(Lasting):
    """One position of one person's paper: the version, its points and the order of its options, as they were shown."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="paper")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    option_order = models.JSONField()

    objects = PaperQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_question_per_position"),
            models.UniqueConstraint(fields=["attempt", "version"], name="a_paper_asks_a_version_once"),
        ]


class AnswerEventQuerySet(LastingQuerySet["AnswerEvent"]):
    """Rows are added and read."""


class AnswerEvent(Lasting):
    """The append-only log of answers. `exams.standing` says which of them stands."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    position = models.PositiveSmallIntegerField()
    device = models.UUIDField()
    client_seq = models.PositiveIntegerField()
    answer = models.JSONField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)

    objects = AnswerEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position", "device", "client_seq"], name="an_answer_is_received_once"),
        ]

    def as_event(self) -> Event:
        return Event(self.position, self.device, self.client_seq, self.answer, self.pk)
