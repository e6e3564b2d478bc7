from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from courses.models import Course
from exams.models.bank import AUTHORS, QuestionBank, Topic


class BlueprintQuerySet(models.QuerySet["Blueprint"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisations_as(*AUTHORS))


class Blueprint(models.Model):
    """双向细目表: how many questions of which topic and difficulty a paper holds."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")

    def __str__(self) -> str:
        return self.title


class BlueprintCell(models.Model):
    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="cells")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    difficulty = models.PositiveSmallIntegerField(_("difficulty"))
    count = models.PositiveSmallIntegerField(_("questions"))
    points = models.PositiveSmallIntegerField(_("points each"))

    class Meta:
        ordering = ["topic__position", "difficulty"]
        verbose_name = _("cell of a blueprint")
        verbose_name_plural = _("cells of blueprints")
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "topic", "difficulty"], name="one_cell_per_topic_and_difficulty"),
            models.CheckConstraint(condition=Q(difficulty__gte=1, difficulty__lte=3), name="cell_difficulty_is_1_to_3"),
            models.CheckConstraint(condition=Q(count__gte=1, points__gte=1), name="a_cell_asks_something_and_gives_points"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.difficulty} · {self.count} × {self.points}"


class MustPassTopic(models.Model):
    """A topic in which a share of the points is needed, whatever the total."""

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="must_pass")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    share = models.PositiveSmallIntegerField(_("share needed (%)"))

    class Meta:
        ordering = ["topic__position"]
        verbose_name = _("topic that must be passed")
        verbose_name_plural = _("topics that must be passed")
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "topic"], name="a_topic_must_be_passed_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="share_is_1_to_100_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.share} %"


class ExamQuerySet(models.QuerySet["Exam"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def open(self, now: datetime) -> Self:
        """Published, and its days have come and are not over."""
        begun = Q(opens_at=None) | Q(opens_at__lte=now)
        not_over = Q(closes_at=None) | Q(closes_at__gt=now)
        return self.published().filter(begun, not_over)

    def with_size(self) -> Self:
        """Adds how many questions a paper holds and how many points it gives."""
        count = F("blueprint__cells__count")
        return self.annotate(questions=Sum(count), points=Sum(count * F("blueprint__cells__points")))

    def visible_to(self, user: User) -> Self:
        """Published ones are everybody's; the rest belong to those who write them."""
        return self.filter(Q(published_at__isnull=False) | Q(organisation__in=user.organisations_as(*AUTHORS)))


class Exam(models.Model):
    """What a learner sits: a bank, a blueprint and rules."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="+", verbose_name=_("question bank"))
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="+", verbose_name=_("blueprint"))
    requires_course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course to complete first")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    pass_percent = models.PositiveSmallIntegerField(_("pass mark (%)"), default=60)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=3)
    cool_down_days = models.PositiveSmallIntegerField(_("days between attempts"), default=1)
    late_seconds = models.PositiveSmallIntegerField(
        _("late window (seconds)"),
        default=600,
        help_text=_("Answers given before the deadline may arrive this much later over a weak network. 0 refuses them."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExamQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="an_exam_takes_time"),
            models.CheckConstraint(condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="pass_mark_is_1_to_100_percent"),
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="an_exam_can_be_tried"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="an_exam_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """What `open()` asks of the table, asked of one row."""
        begun = self.opens_at is None or self.opens_at <= now
        not_over = self.closes_at is None or self.closes_at > now
        return self.published_at is not None and begun and not_over
