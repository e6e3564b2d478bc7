from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from courses.models.narrations import Narration
from courses.models.pages import CoursePage, LessonPage
from courses.models.prepared import PreparedQuery, columns, instance, slots
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

    def places(self) -> list[OutlineLesson]:
        """All its lessons in order."""
        return [instance(OutlineLesson, row) for row in PLACES.rows({"outline": self})]


class OutlineLessonQuerySet(models.QuerySet["OutlineLesson"]):
    def unread_aloud(self) -> Self:
        """Lessons that can be taken now, that no trainer has read aloud and no machine either."""
        return self.filter(outline__course__outline=F("outline"), page__live=True, narration=None, page__reading=None)


class OutlineLesson(models.Model):
    """A lesson's place in an outline. Address and size follow the page; all else is frozen.

    `size_bytes` is all that a phone fetches to read it, `picture_bytes` how much of that its pictures are;
    `sound_bytes` is what hearing it costs beside that, for who taps: the trainer's own reading, or else the narration.
    """

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    module_title = models.CharField(max_length=255)
    module_slug = models.CharField(max_length=255)
    lesson_key = models.UUIDField()
    page = models.ForeignKey(LessonPage, models.PROTECT, related_name="outline_places")
    title = models.CharField(max_length=255)
    minutes = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField(default=0)
    picture_bytes = models.PositiveIntegerField(default=0)
    narration = models.ForeignKey(Narration, models.SET_NULL, null=True, related_name="+")
    sound_bytes = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=500, blank=True)

    objects = OutlineLessonQuerySet.as_manager()

    class Meta:
        ordering = ["outline", "position"]
        constraints = [
            models.UniqueConstraint(fields=["outline", "position"], name="one_lesson_per_place"),
            models.UniqueConstraint(fields=["outline", "lesson_key"], name="a_lesson_stands_once_in_an_outline"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def text_bytes(self) -> int:
        """What a phone fetches where pictures are links."""
        return self.size_bytes - self.picture_bytes

    @property
    def url(self) -> str:
        """The lesson's address in the language of the reader."""
        return reverse("wagtail_serve", args=[self.path.lstrip("/")])


PLACES = PreparedQuery(
    lambda: OutlineLesson.objects.filter(**slots(OutlineLesson, ("outline",))).order_by("position").values_list(*columns(OutlineLesson))
)


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

    def helped(self) -> Self:
        """With at least one lesson that nobody but a helper ever said was done."""
        done = LearningEvent.objects.filter(enrolment=OuterRef("pk"), kind=EventKind.DONE, assisted_by__isnull=False)
        alone = LearningEvent.objects.filter(
            enrolment=OuterRef("enrolment"), kind=EventKind.DONE, lesson_key=OuterRef("lesson_key"), assisted_by=None
        )
        return self.filter(Exists(done.filter(~Exists(alone))))

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
    assisted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

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

    def study(self) -> Study:
        """How far the learner is now, in one query."""
        found = study_of(pk=self.pk)
        assert found is not None  # noqa: S101  an enrolment is never deleted
        return found

    def progress(self) -> Progress:
        return self.study().progress


class LessonProgress(models.Model):
    """Where a learner stands with one lesson: the state beside the log of events."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lessons")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["lesson_key", "done_at"], name="who_finished_a_lesson")]
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="one_progress_per_lesson")]


class Place(NamedTuple):
    """A lesson where it stands in the outline. `is_begun`: there is a row of progress for it."""

    lesson_key: UUID
    title: str
    position: int
    path: str
    is_live: bool
    is_retired: bool
    is_begun: bool
    is_done: bool

    @property
    def url(self) -> str:
        """The lesson's address in the language of the reader."""
        return reverse("wagtail_serve", args=[self.path.lstrip("/")])


@dataclass(frozen=True)
class Study:
    enrolment: Enrolment
    places: tuple[Place, ...]

    @cached_property
    def keys(self) -> set[UUID]:
        return {place.lesson_key for place in self.places}

    @cached_property
    def done(self) -> list[UUID]:
        return [place.lesson_key for place in self.places if place.is_done]

    @cached_property
    def progress(self) -> Progress:
        retired = {place.lesson_key for place in self.places if place.is_retired}
        return measure([place.lesson_key for place in self.places], done=set(self.done), retired=retired)

    def next_lesson(self, after: UUID | None = None) -> Place | None:
        """The first lesson still to do (behind the given one, if there is any), among those that can be read now."""
        todo = [place for place in self.places if place.is_live and not place.is_done and not place.is_retired]
        here = next((place.position for place in self.places if place.lesson_key == after), None)
        behind = [place for place in todo if here is not None and place.position > here]
        return next(iter(behind or todo), None)

    def having_done(self, lessons: Collection[UUID]) -> Study:
        """The same way with these lessons done too."""
        places = (place._replace(is_done=True, is_begun=True) if place.lesson_key in lessons else place for place in self.places)
        return replace(self, places=tuple(places))


def study_of(**whose: Any) -> Study | None:
    """The one enrolment that these conditions choose, with its whole outline; None where there is none."""
    rows = study_query(*sorted(whose)).rows(whose)
    if not rows:
        return None
    size = len(Place._fields)
    return Study(instance(Enrolment, rows[0][size:]), tuple(Place(*row[:size]) for row in rows))


@cache
def study_query(*conditions: str) -> PreparedQuery:
    """A row for each lesson of the outline: its place, then the enrolment."""
    lesson = "outline__lessons__"
    key = OuterRef(f"{lesson}lesson_key")
    progress = LessonProgress.objects.filter(enrolment=OuterRef("pk"), lesson_key=key)
    return PreparedQuery(
        lambda: (
            Enrolment.objects.filter(**slots(Enrolment, conditions))
            .order_by(f"{lesson}position")
            .values_list(
                *(f"{lesson}{name}" for name in ("lesson_key", "title", "position", "path", "page__live")),
                Exists(RetiredLesson.objects.filter(lesson_key=key)),
                Exists(progress),
                Exists(progress.filter(done_at__isnull=False)),
                *columns(Enrolment),
            )
        )
    )


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
    assisted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

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
    TOO_LONG = "too_long", _("It is too long. Please make two of it.")
    TOO_MANY = "too_many", _("You have written a lot to the trainers today. Please send it tomorrow.")


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
