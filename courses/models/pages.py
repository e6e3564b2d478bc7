from __future__ import annotations

from functools import cache, cached_property, reduce
from operator import or_
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.locks import BaseLock
from wagtail.models import Page, Revision
from wagtail.query import PageQuerySet
from wagtail.search import index

from accounts.hanzi import spaced
from accounts.models import Organisation, User
from courses.blocks import LessonBody, PlannedModules, Practice
from courses.copying import COPIED
from courses.lesson_form import LessonForm
from courses.models.approval import refuse_own_writing
from courses.models.media_uses import note_draft, note_published
from courses.models.pictures import SHOWN, Licence, Picture
from courses.models.prepared import PreparedQuery, Slot, columns, instance
from courses.models.recordings import MediaFile, MediaKind
from courses.panels import ReviewPanel
from courses.reviewing import Review, review
from courses.serving import SharedPage
from courses.speaking import spoken

COURSES_PER_PAGE = 30
HEAVY = {"picture", "audio", "video"}
"""Pieces of a lesson that are links where somebody wants the text alone."""


class CourseIndexPage(SharedPage):
    """All courses there are."""

    introduction = models.TextField(_("introduction"), max_length=200, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types: ClassVar = ["courses.InstitutionPage"]
    max_count = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("list of courses")

    def facts(self, number: int) -> list[object]:
        return [*super().facts(number), *compiled_facts(CoursePage.objects.live()), number]

    def shared_context(self, number: int) -> dict[str, Any]:
        return course_cards(CoursePage.objects.live(), number)


class InstitutionPage(SharedPage):
    """The courses of one institution. Its trainers may edit what stands below it, and nothing else."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("institution"))

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("organisation")]
    parent_page_types: ClassVar = ["courses.CourseIndexPage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    template = "courses/institution_page.html"

    class Meta:
        verbose_name = _("institution")

    def facts(self, number: int) -> list[object]:
        return [*super().facts(number), *compiled_facts(CoursePage.objects.child_of(self).live()), number]

    def shared_context(self, number: int) -> dict[str, Any]:
        return course_cards(CoursePage.objects.child_of(self).live(), number)


class ReviewedPage(SharedPage):
    """A page that a second person looks at before it is published, where its institution asks for it."""

    class Meta:
        abstract = True

    def publish(self, revision: Revision, user: User | None = None, **how: Any) -> None:
        """Every way of publishing comes here: the button, a reviewer's approval, many at once, a chosen time.

        Raises OwnWriting. What is due is published by nobody: it was looked at when the time was chosen.
        """
        if user is not None and not how.get("skip_permission_checks"):
            refuse_own_writing(self, revision, user)
        super().publish(revision, user=user, **how)


class CoursePage(ReviewedPage):
    course_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    summary = models.CharField(_("summary"), max_length=120)
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Courses with a lower number come first."))
    planned = StreamField(PlannedModules(), blank=True, verbose_name=_("modules being written"))

    exclude_fields_in_copy: ClassVar = ["course_key"]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("position"),
        FieldPanel("planned"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("spaced_text")]
    parent_page_types: ClassVar = ["courses.InstitutionPage"]
    subpage_types: ClassVar = ["courses.ModulePage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")

    def spaced_text(self) -> str:
        return spaced(f"{self.title} {self.summary} {self.audience}")

    def facts(self, number: int) -> list[object]:
        course = getattr(self, "course", None)
        return [*super().facts(number), course and course.compiled_at]

    def shared_context(self, number: int) -> dict[str, Any]:
        course = getattr(self, "course", None)
        lessons = list(course.outline.lessons.all()) if course and course.outline_id else []
        modules: dict[str, dict[str, Any]] = {}
        summaries = dict(ModulePage.objects.child_of(self).live().values_list("slug", "summary"))
        for lesson in lessons:
            module = {"title": lesson.module_title, "summary": summaries.get(lesson.module_slug, ""), "lessons": []}
            modules.setdefault(lesson.module_slug, module)["lessons"].append(lesson)
        return {
            "course": course,
            "modules": list(modules.values()),
            "lessons": lessons,
            "minutes": sum(lesson.minutes for lesson in lessons),
            "size_bytes": sum(lesson.size_bytes for lesson in lessons),
            "sound_bytes": sum(lesson.sound_bytes for lesson in lessons),
            "institution": self.get_parent(),
        }


class KeptPage(ReviewedPage):
    """A page that may have been copied from another institution's, which may keep it."""

    class Meta:
        abstract = True

    def get_lock(self) -> BaseLock | None:
        lock: BaseLock | None = self.lock_of_the_original or super().get_lock()
        return lock

    @cached_property
    def lock_of_the_original(self) -> BaseLock | None:
        row = getattr(self, "copied_from", None)  # where the page was copied from, by models.copies
        return row.lock_for(self) if row else None

    def words_for_copies(self) -> dict[str, Any]:
        """The fields that a copy takes over, as the page holds them."""
        return {name: getattr(self, name) for name in COPIED if hasattr(self, name)}

    def words(self) -> dict[str, Any]:
        """What the page says, as plain data."""
        return {name: list(value.raw_data) if isinstance(value, StreamValue) else value for name, value in self.words_for_copies().items()}


class ModulePage(KeptPage):
    summary = models.CharField(_("summary"), max_length=120, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary")]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    template = "courses/module_page.html"

    class Meta:
        verbose_name = _("module")

    def facts(self, number: int) -> list[object]:
        page = course_page_above(self)
        course = getattr(page, "course", None)
        return [*super().facts(number), course and course.compiled_at]

    def shared_context(self, number: int) -> dict[str, Any]:
        page = course_page_above(self)
        course = getattr(page, "course", None)
        lessons = course.outline.lessons.filter(module_slug=self.slug) if course and course.outline_id else []
        return {"course_page": page, "lessons": lessons}


class LessonPage(KeptPage):
    lesson_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    summary = models.CharField(_("summary"), max_length=80, blank=True, help_text=_("What one can do after this lesson, in one sentence."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)])
    reading = models.ForeignKey(
        MediaFile,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("your own reading of the lesson"),
        help_text=_("A sound in which somebody reads the lesson aloud, for who would rather listen."),
    )
    body = StreamField(LessonBody(), blank=True, verbose_name=_("text"))
    practice = StreamField(Practice(), blank=True, verbose_name=_("practice"))
    sources = models.TextField(_("sources"), blank=True, help_text=_("One a line."))

    base_form_class = LessonForm
    exclude_fields_in_copy: ClassVar = ["lesson_key"]
    content_panels: ClassVar = [
        ReviewPanel(),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("reading"),
        FieldPanel("body"),
        FieldPanel("practice"),
        FieldPanel("sources"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("spaced_text")]
    parent_page_types: ClassVar = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=15), name="a_lesson_takes_1_to_15_minutes")]

    def clean(self) -> None:
        super().clean()
        if self.reading is not None and self.reading.kind != MediaKind.AUDIO:
            raise ValidationError({"reading": _("Choose a sound.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What learners see holds on to its pictures and recordings."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.live and {"body", "practice", "reading"} & set(kwargs.get("update_fields") or ["body"]):
                note_published(self)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """So does the draft."""
        with transaction.atomic():
            revision: Revision = super().save_revision(*args, **kwargs)
            note_draft(self)
        return revision

    def spaced_text(self) -> str:
        words = self.body.stream_block.get_searchable_content(self.body)
        return spaced(" ".join([self.title, self.summary, *map(str, words)]))

    def raw(self) -> dict[str, Any]:
        """The parts a review reads, as plain data."""
        return {
            "body": list(self.body.raw_data),
            "practice": list(self.practice.raw_data),
            "sources": self.sources,
            "is_unlicensed": any(picture.licence == Licence.UNSTATED for picture in self.pictures()),
        }

    def spoken(self) -> str:
        """As it is read aloud."""
        return spoken(self.title, self.body.raw_data)

    def hearing(self) -> dict[str, Any]:
        """What the author is told: the sound there is, or how many lessons are read aloud before this one."""
        place = self.places[self.here] if self.here is not None else None
        sound = self.reading or (place and place.narration)
        waits = bool(settings.TTS_BACKEND) and place is not None and sound is None
        before = type(place).objects.unread_aloud().filter(pk__lt=place.pk).count() if place is not None and waits else 0
        return {"sound": sound, "is_own": self.reading is not None, "waits": waits, "before": before}

    def pictures(self) -> list[Picture]:
        """As they stand in the text, each once."""
        found = (block.value[SHOWN[block.block_type]] for block in self.body if block.block_type in SHOWN)
        return list({picture.pk: picture for picture in found if picture}.values())

    def picture_bytes(self) -> int:
        """What a phone fetches to show them all."""
        return sum(files.size_bytes for picture in self.pictures() if (files := picture.for_phones()))

    def review(self) -> Review:
        return review(self.raw(), self.packed_size(), self.picture_bytes())

    @cached_property
    def course_page(self) -> CoursePage | None:
        return course_page_above(self)

    @cached_property
    def places(self) -> list[Any]:
        """All lessons of the course as its outline has them now."""
        course = getattr(self.course_page, "course", None)
        return course.outline.places() if course and course.outline_id else []

    @property
    def here(self) -> int | None:
        """Where in `places` this lesson stands."""
        return next((number for number, place in enumerate(self.places) if place.lesson_key == self.lesson_key), None)

    def facts(self, number: int) -> list[object]:
        course = getattr(self.course_page, "course", None)
        place = self.places[self.here] if self.here is not None else None
        size = place and (place.size_bytes, place.narration_id, place.sound_bytes)
        return [*super().facts(number), course and course.outline_id and course.outline.digest, size]

    def shared_context(self, number: int) -> dict[str, Any]:
        lessons, here = self.places, self.here
        return {
            "course": getattr(self.course_page, "course", None),
            "course_page": self.course_page,
            "place": lessons[here] if here is not None else None,
            "sound": self.reading or (lessons[here].narration if here is not None else None),
            "total": len(lessons),
            "previous": lessons[here - 1] if here else None,
            "next": lessons[here + 1] if here is not None and here + 1 < len(lessons) else None,
            "heavy": any(block.block_type in HEAVY for block in self.body)
            or self.reading
            or (here is not None and lessons[here].narration_id),
            "sources": [line for line in self.sources.splitlines() if line.strip()],
        }


def course_page_above(page: Page) -> CoursePage | None:
    """The course a module or lesson belongs to, with its outline; also of a lesson that is being written and not saved yet."""
    path = page.path or ""
    above = {f"page{end}": path[:end] for end in range(page.steplen, len(path), page.steplen)}
    row = next(iter(course_query(*above).rows(above)), None) if above else None
    if row is None:
        return None
    course_model, outline_model = course_models()
    found, below = instance(CoursePage, row), row[len(columns(CoursePage)) :]
    found.know_roots(page._get_site_root_paths())  # noqa: SLF001  # what Wagtail keeps on the page itself
    course = instance(course_model, below) if below[0] is not None else None
    course_model.page.field.remote_field.set_cached_value(found, course)
    if course is not None:
        course.page = found
        course.outline = instance(outline_model, below[len(columns(course_model)) :]) if course.outline_id else None
    return found


def course_models() -> tuple[Any, Any]:
    """Course and outline, whose module knows this one."""
    course = CoursePage._meta.get_field("course").related_model  # noqa: SLF001  the documented way to a model's fields
    return course, course._meta.get_field("outline").related_model  # noqa: SLF001


@cache
def course_query(*paths: str) -> PreparedQuery:
    """The course page at one of these paths, then its course and that one's outline."""
    course, outline = course_models()
    path = CoursePage._meta.get_field("path")  # noqa: SLF001
    asked = [
        *columns(CoursePage),
        *(f"course__{name}" for name in columns(course)),
        *(f"course__outline__{name}" for name in columns(outline)),
    ]
    return PreparedQuery(
        lambda: CoursePage.objects.filter(reduce(or_, (Q(path=Slot(name, path)) for name in paths))).order_by().values_list(*asked)
    )


def compiled_facts(pages: PageQuerySet) -> list[object]:
    """What changes whenever one of these courses does: how many there are, and when the latest was compiled."""
    found = pages.aggregate(count=Count("pk"), compiled=Max("course__compiled_at"), published=Max("last_published_at"))
    return list(found.values())


def course_cards(pages: PageQuerySet, number: int) -> dict[str, Any]:
    """One page of courses in order, each with its number of lessons, minutes and bytes."""
    counted = pages.order_by("position", "path").annotate(
        lesson_count=Count("course__outline__lessons"),
        minutes=Sum("course__outline__lessons__minutes"),
        size_bytes=Sum("course__outline__lessons__size_bytes"),
    )
    return {"page_obj": Paginator(counted, COURSES_PER_PAGE).get_page(number)}
