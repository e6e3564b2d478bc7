"""What learners write to the trainers about a lesson, what is answered, and what others may read of it."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from courses.models.finding import FoundByWords
from courses.models.learning import Course, Enrolment
from courses.models.pages import CoursePage, LessonPage

LONGEST_INQUIRY = 1000
"""Characters of a question, and of what is said of a mistake."""
LONGEST_ANSWER = 2000


class About(models.TextChoices):
    QUESTION = "question", _("A question")
    MISTAKE = "mistake", _("Something here is wrong")
    UNCLEAR = "unclear", _("I do not understand this")


class InquiryQuerySet(FoundByWords["Inquiry"]):
    def visible_to(self, user: User) -> Self:
        """The learner's own."""
        return self.filter(enrolment__learner=user)

    def answerable_by(self, user: User) -> Self:
        """Those to the institutions where this person teaches; the owner of the site meets all."""
        return self.all() if user.is_superuser else self.filter(institution__in=user.organisations_as(Role.TRAINER))

    def waiting(self) -> Self:
        return self.filter(answered_at=None, closed_at=None)

    def waiting_first(self) -> Self:
        """What waits longest comes first, then what was answered last."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def open(self) -> Self:
        """Published, in courses and under lessons that everybody may read now."""
        courses, lessons = CoursePage.objects.live().public(), LessonPage.objects.live().public()
        return self.published().filter(course__page__in=courses.values("pk"), lesson_key__in=lessons.values("lesson_key"))


class Inquiry(models.Model):
    """A learner's words to the trainers about a lesson. Asking is never overwritten; state columns follow the log of steps."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="inquiries")
    event_id = models.UUIDField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="inquiries")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lesson_key = models.UUIDField()
    about = models.CharField(max_length=8, choices=About)
    text = models.TextField()
    may_be_shown = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()

    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    public_text = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    found_by = models.TextField(blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        indexes = [
            models.Index(fields=["institution", "answered_at"], name="inquiries_to_answer"),
            models.Index(fields=["lesson_key", "published_at"], name="inquiries_of_a_lesson"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "event_id"], name="an_inquiry_is_made_once"),
            models.CheckConstraint(condition=~Q(text=""), name="an_inquiry_has_words"),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(about="question", may_be_shown=True, answered_at__isnull=False),
                name="only_an_answered_question_that_may_be_shown_is_published",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) ^ (~Q(public_text="") & ~Q(public_answer="")), name="what_is_published_has_its_words"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    @property
    def may_be_published(self) -> bool:
        return self.about == About.QUESTION and self.may_be_shown and self.answered_at is not None


class StepKind(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    PUBLISHED = "published", _("Shown to others")
    HIDDEN = "hidden", _("No longer shown")
    CLOSED = "closed", _("Laid aside without an answer")
    KEPT_PRIVATE = "kept_private", _("The learner took the permission back")


class InquiryStep(models.Model):
    """What happened to an inquiry, with the words of that moment. Append-only."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    public_text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(kind__in=["answered", "published"]) | ~Q(text=""), name="an_answer_has_words")]


class Correction(models.Model):
    """A lesson was put right, in the trainer's words. Where it matters, everybody who had finished the lesson is told."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="corrections")
    lesson_key = models.UUIDField()
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="corrections")
    text = models.TextField()
    matters = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_correction_says_what_changed"),
            models.CheckConstraint(condition=Q(told_at=None) | Q(matters=True), name="only_a_correction_that_matters_is_told"),
        ]
