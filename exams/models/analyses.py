"""What an analysis of an exam's questions found, as it stood on the day."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from exams.models.bank import QuestionBank, QuestionVersion
from exams.models.lasting import Lasting, LastingQuerySet
from exams.models.papers import Exam


class ItemReportQuerySet(models.QuerySet["ItemReport"]):
    def visible_to(self, user: User) -> Self:
        """To examiners of the exam's institution who may also see its bank: a report shows questions with their keys."""
        return self.filter(exam__in=analysed_by(user))

    def waiting(self) -> Self:
        return self.filter(done_at=None)


def analysed_by(user: User) -> models.QuerySet[Exam]:
    """The exams whose questions the person may see judged."""
    return Exam.objects.filter(organisation__in=user.organisations_as(Role.EXAMINER), bank__in=QuestionBank.objects.visible_to(user))


class ItemReport(models.Model):
    """Asked for, then made by a task once. What it says never changes; a newer one is another row."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    paper = models.JSONField(default=dict)
    """The figures of the whole: see `operations.analysing`."""
    digest = models.CharField(max_length=64, blank=True)
    """Of all that it says, lines included."""

    objects = ItemReportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("analysis of questions")
        verbose_name_plural = _("analyses of questions")
        constraints = [
            models.UniqueConstraint(fields=["exam"], condition=Q(done_at=None), name="one_waiting_analysis_per_exam"),
            models.CheckConstraint(condition=Q(done_at=None) ^ ~Q(digest=""), name="an_analysis_that_is_done_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.asked_at:%Y-%m-%d}"


class ItemReportLineQuerySet(LastingQuerySet["ItemReportLine"]):
    """Rows are added and read."""


class ItemReportLine(Lasting):
    """One question of a report, the most urgent first."""

    report = models.ForeignKey(ItemReport, models.PROTECT, related_name="lines", db_index=False)
    place = models.PositiveIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+", db_index=False)
    facts = models.JSONField()

    objects = ItemReportLineQuerySet.as_manager()

    class Meta:
        ordering = ["report", "place"]
        verbose_name = _("question in an analysis")
        verbose_name_plural = _("questions in analyses")
        constraints = [models.UniqueConstraint(fields=["report", "place"], name="lines_of_an_analysis_have_places")]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.place}"
