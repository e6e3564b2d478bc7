from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from exams.models.attempts import Attempt
from exams.models.lasting import Lasting, LastingQuerySet


class Reason(models.TextChoices):
    FIRST = "first", _("First marking")
    REGRADE = "regrade", _("Marked again after a correction")


class ResultQuerySet(LastingQuerySet["Result"]):
    def visible_to(self, user: User) -> Self:
        examines = user.organisations_as(Role.EXAMINER)
        return self.filter(Q(attempt__learner=user) | Q(attempt__institution__in=examines) | Q(attempt__exam__organisation__in=examines))

    def newest(self) -> Self:
        """The one result of each attempt that counts."""
        newest = Result.objects.filter(attempt=OuterRef("attempt")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def passed(self) -> Self:
        return self.newest().filter(passed=True)


class Result(Lasting):
    """The ledger: one row for each marking of an attempt. The highest number counts, the others stay."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results", db_index=False)
    number = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=7, decimal_places=2)
    of = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    failed_must_pass = models.JSONField()
    """Slugs of the topics that had to be passed and were not."""
    topics = models.JSONField()
    """The profile, in the order of the topics: [{"topic", "points", "of", "percent"}]."""
    marks = models.JSONField()
    """Position → [points, of, version by whose key]; points as text, so that no digit is lost."""
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.FIRST)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "number"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="results_of_an_attempt_are_numbered"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("of")), name="result_stays_within_the_most"),
            models.CheckConstraint(condition=Q(reason="first", number=1) | Q(number__gt=1), name="the_first_marking_is_number_one"),
            models.CheckConstraint(condition=~Q(reason="regrade") | Q(by__isnull=False), name="a_regrade_names_who"),
        ]

    def __str__(self) -> str:
        return f"{self.points:f} / {self.of:f}"
