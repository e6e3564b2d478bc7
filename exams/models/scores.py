from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from exams.models.attempts import Attempt
from exams.models.bank import QuestionVersion
from exams.models.lasting import Lasting, LastingQuerySet


class Reason(models.TextChoices):
    FIRST = "first", _("First marking")
    REGRADE = "regrade", _("Marked again after a correction")


class ScoreQuerySet(LastingQuerySet["Score"]):
    """Rows are added and read."""


class Score(Lasting):
    """The ledger: what an answer at a position earned, by which version's key, when, why and by whom."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="scores")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=7, decimal_places=2)
    of = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.CharField(max_length=8, choices=Reason)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        indexes = [models.Index(fields=["attempt", "position"], name="scores_of_attempt")]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], condition=Q(reason="first"), name="a_position_is_first_marked_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("of")), name="points_stay_within_the_most"),
            models.CheckConstraint(condition=Q(reason="first") | Q(by__isnull=False), name="a_regrade_names_who"),
        ]


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
    """An attempt's outcome. A correction writes a further one; the highest number counts, the others stay."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=7, decimal_places=2)
    of = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    failed_must_pass = models.JSONField()
    """Slugs of the topics that had to be passed and were not."""
    topics = models.JSONField()
    """The profile, in the order of the topics: [{"topic", "points", "of", "percent"}]."""
    at = models.DateTimeField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "number"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="results_of_an_attempt_are_numbered"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("of")), name="result_stays_within_the_most"),
        ]

    def __str__(self) -> str:
        return f"{self.points:f} / {self.of:f}"
