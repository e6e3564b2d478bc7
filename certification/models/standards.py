from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from courses.models import Course, Enrolment
from exams.models import Exam, Result

FAR_AWAY = datetime(9999, 1, 1, tzinfo=UTC)


class PublishedIsFixed(Exception):
    """A published version of a standard is what people were certified by. A change is a further version."""


class Standard(models.Model):
    """认证规范: for what a certificate is given, and by whom. What it asks is in its versions."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=50)
    level = models.CharField(_("level"), max_length=20, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("issuer"))
    co_issuers = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name=_("co-issuers"))

    class Meta:
        ordering = ["title", "slug"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")

    def __str__(self) -> str:
        return f"{self.title}（{self.level}）" if self.level else self.title


class StandardVersionQuerySet(models.QuerySet["StandardVersion"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def current(self) -> Self:
        return self.published().filter(superseded_at=None)

    def with_learners_who_met(self) -> Self:
        """One row for each version and each `learner_id` who did all it asks while it was in force.

        A version without a course is met by nobody: a certificate of training is for training.
        """
        end = Coalesce(OuterRef("superseded_at"), Value(FAR_AWAY), output_field=models.DateTimeField())
        end_of_version = Coalesce(OuterRef(OuterRef("superseded_at")), Value(FAR_AWAY), output_field=models.DateTimeField())
        completed = Enrolment.objects.completed().filter(
            learner=OuterRef(OuterRef("learner_id")), course=OuterRef("course"), completed_at__lt=end_of_version
        )
        lacking = RequiredCourse.objects.filter(~Exists(completed), version=OuterRef("pk"))
        passed = Result.objects.passed().filter(
            attempt__exam=OuterRef("exam"), attempt__learner=OuterRef("learner_id"), attempt__submitted_at__lt=end
        )
        return (
            self.published()
            .filter(courses__enrolments__completed_at__isnull=False)
            .annotate(learner_id=F("courses__enrolments__learner"))
            .filter(Q(exam=None) | Exists(passed), ~Exists(lacking))
            .distinct()
        )

    def met_but_not_certified(self) -> Self:
        """The sweep's question: who met what and has no certificate of that standard. People without a name yet wait."""
        from certification.models.certificates import Certificate  # noqa: PLC0415 - a certificate names its version

        named = User.objects.active().exclude(name="").filter(pk=OuterRef("learner_id"))
        has_one = Certificate.objects.filter(standard=OuterRef("standard"), learner=OuterRef("learner_id"))
        return self.with_learners_who_met().filter(Exists(named), ~Exists(has_one)).order_by("learner_id", "-number")

    def of_learner(self, learner_id: int) -> Self:
        """Of the rows with a `learner_id`, one person's."""
        return self.filter(learner_id=learner_id)

    def after_learner(self, learner_id: int) -> Self:
        """Of the rows with a `learner_id`, those of the people behind this one: how a sweep turns its pages."""
        return self.filter(learner_id__gt=learner_id)


class StandardVersion(models.Model):
    """What a standard asks and what its certificate says, fixed from its publication on."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="versions", verbose_name=_("standard"))
    number = models.PositiveSmallIntegerField(_("number"))
    competences = models.JSONField(_("what the holder can do"))
    """A list of sentences."""
    hours_note = models.CharField(_("note on hours"), max_length=200, blank=True)
    valid_months = models.PositiveSmallIntegerField(_("valid for (months)"))
    exam = models.ForeignKey(Exam, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("exam to pass"))
    courses = models.ManyToManyField(Course, through="RequiredCourse", related_name="+", verbose_name=_("courses to complete"))
    digest = models.CharField(max_length=64, editable=False)
    """Of all the above, so that a starter file read twice makes one version."""
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    learner_id: int
    """Only on rows of `with_learners_who_met`."""

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        ordering = ["standard", "number"]
        verbose_name = _("version of a standard")
        verbose_name_plural = _("versions of standards")
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="one_standard_version_per_number"),
            models.UniqueConstraint(fields=["standard", "digest"], name="the_same_standard_is_the_same_version"),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(published_at__isnull=False, superseded_at=None), name="one_current_version_per_standard"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("published_at")), name="a_version_is_superseded_after_it_began"
            ),
            models.CheckConstraint(condition=Q(valid_months__gte=1), name="a_certificate_is_valid_for_a_while"),
        ]

    def __str__(self) -> str:
        return f"{self.standard} · {self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        fixed = not self._state.adding and StandardVersion.objects.published().filter(pk=self.pk).exists()
        if fixed and options.get("update_fields") != ["superseded_at"]:
            raise PublishedIsFixed(str(self))
        super().save(*args, **options)


class RequiredCourse(models.Model):
    """A course that a version of a standard asks for."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="required_courses")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "course"], name="a_standard_asks_for_a_course_once")]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.course_id}"
