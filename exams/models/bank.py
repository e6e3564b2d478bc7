from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from exams.content import Content, Kind, check_content
from exams.models.lasting import Lasting, LastingQuerySet

AUTHORS = (Role.EXAMINER, Role.TRAINER)


class Topic(models.Model):
    """What a question is about. Topics are shared by all banks, so that profiles can be compared."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=50)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title


class QuestionBankQuerySet(models.QuerySet["QuestionBank"]):
    def visible_to(self, user: User) -> Self:
        """Those of the institutions where the person examines or trains. Nobody else ever sees a key."""
        return self.filter(organisation__in=user.organisations_as(*AUTHORS))


class QuestionBank(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    revision = models.UUIDField(default=uuid4, editable=False)
    """Made anew by whatever changes what the bank can ask (`operations.touch_bank`), so that what is kept of it goes stale."""
    exposure_counted_to = models.DateTimeField(null=True, blank=True, editable=False)
    """Papers begun until then are in the questions' exposure."""

    objects = QuestionBankQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return self.title


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")
    RETIRED = "retired", _("Retired")


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(bank__organisation__in=user.organisations_as(*AUTHORS))

    def ready(self) -> Self:
        return self.filter(status=Status.READY)


class Question(models.Model):
    """A question through all its versions. Its words and its key are in the versions."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    key = models.CharField(_("key"), max_length=60)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), help_text=_("1 easy, 2 medium, 3 hard"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    exposure = models.PositiveIntegerField(_("shown"), default=0, editable=False)
    """On how many papers it has stood; counted a little later, by the sweep."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["bank", "key"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="one_question_per_key_in_a_bank"),
            models.CheckConstraint(condition=Q(difficulty__gte=1, difficulty__lte=3), name="difficulty_is_1_to_3"),
        ]

    def __str__(self) -> str:
        return self.key


class QuestionVersionQuerySet(LastingQuerySet["QuestionVersion"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(question__bank__organisation__in=user.organisations_as(*AUTHORS))

    def latest_ready(self) -> Self:
        """The newest version of each question that may be asked."""
        newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
        return self.filter(question__status=Status.READY, pk=Subquery(newest))


class QuestionVersion(Lasting):
    """A question as it was asked: words, options and key, for good. `exams.content` describes the content."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="versions_of_a_question_are_numbered"),
            models.UniqueConstraint(fields=["question", "digest"], name="the_same_words_are_the_same_version"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} · {self.number}"

    @property
    def checked(self) -> Content:
        """The content as a checked value."""
        return check_content(self.kind, self.content)
