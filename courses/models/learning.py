from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from courses.models.pages import CoursePage, LessonPage
from courses.progress import Progress, measure


class CourseQuerySet(models.QuerySet["Course"]):
    def taught(self) -> Self:
        """Published, with at least one lesson: one can enrol."""
        return self.filter(page__live=True, outline__lessons__isnull=False).distinct()


class Course(models.Model):
    """The fact that a course is taught. Its words are a page; its list of lessons is the outline it has now."""

    key = models.UUIDField(unique=True, editable=False)
    page = models.OneToOneField(CoursePage, models.PROTECT, related_name="course")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    outline = models.ForeignKey("Outline", models.PROTECT, null=True, related_name="+")
    compiled_at = models.DateTimeField(null=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return str(self.page.title)

    def weight(self) -> dict[str, int]:
        """How much there is to do: `lesson_count`, `minutes`, `size_bytes`."""
        totals = OutlineLesson.objects.filter(outline=self.outline_id).aggregate(
            lesson_count=Count("pk"), minutes=Sum("minutes", default=0), size_bytes=Sum("size_bytes", default=0)
        )
        return dict(totals)


class Outline(models.Model):
    """The list of lessons of a course at one time. Immutable: an enrolment pins one, so progress never passes 100 %."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="outlines")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    compiled_at = models.DateTimeField()

    class Meta:
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "digest"], name="same_lessons_same_outline"),
            models.UniqueConstraint(fields=["course", "number"], name="one_outline_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} · {self.number}"


class OutlineLesson(models.Model):
    """A lesson's place in an outline. Address and size follow the page; all else is frozen."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    module_title = models.CharField(max_length=255)
    module_slug = models.CharField(max_length=255)
    lesson_key = models.UUIDField()
    page = models.ForeignKey(LessonPage, models.PROTECT, related_name="outline_places")
    title = models.CharField(max_length=255)
    minutes = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["outline", "position"]
        constraints = [
            models.UniqueConstraint(fields=["outline", "position"], name="one_lesson_per_place"),
            models.UniqueConstraint(fields=["outline", "lesson_key"], name="a_lesson_stands_once_in_an_outline"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The lesson's address in the language of the reader."""
        return reverse("wagtail_serve", args=[self.path.lstrip("/")])


class RetiredLesson(models.Model):
    """A lesson nobody has to do any more: it leaves what is earned and what is possible alike."""

    lesson_key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> Self:
        """The learner's own, and those at institutions where the person teaches or leads classes."""
        return self.filter(Q(learner=user) | Q(institution__in=user.organisations_as(Role.TRAINER, Role.CLASS_TEACHER)))

    def completed(self) -> Self:
        return self.filter(completed_at__isnull=False)

    def continue_first(self) -> Self:
        """What was worked on last comes first, what is finished last."""
        latest = LearningEvent.objects.filter(enrolment=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
        rows = self.select_related("course__page", "institution").annotate(touched_at=Coalesce(Subquery(latest), "enrolled_at"))
        return rows.order_by(F("completed_at").asc(nulls_first=True), "-touched_at", "-pk")

    def open(self) -> Self:
        return self.filter(completed_at=None)

    def finished(self) -> Self:
        """With at least one lesson that counts, and none of those left to do."""
        counting = OutlineLesson.objects.filter(outline=OuterRef("outline")).exclude(
            lesson_key__in=RetiredLesson.objects.values("lesson_key")
        )
        done = LessonProgress.objects.filter(enrolment=OuterRef(OuterRef("pk")), lesson_key=OuterRef("lesson_key"), done_at__isnull=False)
        return self.filter(Exists(counting)).exclude(Exists(counting.filter(~Exists(done))))


class Enrolment(models.Model):
    """A learner takes a course, by the outline it had that day. Where and with whom is frozen for the statistics."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    outline = models.ForeignKey(Outline, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["institution", "completed_at"], name="enrolments_at_institution")]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_enrolment_per_course"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("enrolled_at")), name="course_is_completed_after_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} · {self.course_id}"

    def done_lessons(self) -> list[UUID]:
        return list(self.lessons.filter(done_at__isnull=False).values_list("lesson_key", flat=True))

    def progress(self) -> Progress:
        keys = list(OutlineLesson.objects.filter(outline=self.outline_id).values_list("lesson_key", flat=True))
        retired = RetiredLesson.objects.filter(lesson_key__in=keys).values_list("lesson_key", flat=True)
        return measure(keys, done=set(self.done_lessons()), retired=set(retired))

    def next_lesson(self, after: UUID | None = None) -> OutlineLesson | None:
        """The first lesson still to do (behind the given one, if there is any), among those that can be read now."""
        todo = list(
            OutlineLesson.objects.filter(outline=self.outline_id, page__live=True)
            .exclude(lesson_key__in=self.lessons.filter(done_at__isnull=False).values("lesson_key"))
            .exclude(lesson_key__in=RetiredLesson.objects.values("lesson_key"))
        )
        here = None
        if after is not None:
            here = OutlineLesson.objects.filter(outline=self.outline_id, lesson_key=after).values_list("position", flat=True).first()
        behind = [lesson for lesson in todo if here is not None and lesson.position > here]
        return next(iter(behind or todo), None)


class LessonProgress(models.Model):
    """Where a learner stands with one lesson: the state beside the log of events."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lessons")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="one_progress_per_lesson")]


class EventKind(models.TextChoices):
    OPENED = "opened", _("Opened")
    DONE = "done", _("Done")
    PRACTISED = "practised", _("Practised")


class LearningEvent(models.Model):
    """What a learner did, as the browser said it. Append-only; the browser's number makes a repeat one event."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="events")
    event_id = models.UUIDField()
    kind = models.CharField(max_length=9, choices=EventKind)
    lesson_key = models.UUIDField()
    question_key = models.UUIDField(null=True)
    answer = models.JSONField(null=True)
    is_right = models.BooleanField(null=True)
    claimed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["enrolment", "received_at"], name="latest_learning_event")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "event_id"], name="a_learning_event_is_recorded_once"),
            models.CheckConstraint(condition=~Q(kind="practised") | Q(question_key__isnull=False), name="practice_names_its_question"),
        ]


class Refusal(models.TextChoices):
    NOT_IN_COURSE = "not_in_course", _("This lesson is not in your course.")
    UNREADABLE = "unreadable", _("It could not be read. Update the page and try again.")


class RefusedEvent(models.Model):
    """What a phone sent and could not be counted, kept as it came: nothing that a learner did is thrown away."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="refused_events")
    event_id = models.UUIDField()
    reason = models.CharField(max_length=13, choices=Refusal)
    content = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "event_id"], name="a_refusal_is_recorded_once")]
