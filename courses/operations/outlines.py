"""Compiling: from the pages as they stand to the list of lessons that learners are measured against."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from wagtail.models import Page

from accounts.models import User
from courses.indexing import indexing_at_the_end
from courses.models import (
    Course,
    CoursePage,
    LessonPage,
    ModulePage,
    Narration,
    Outline,
    OutlineLesson,
    RetiredLesson,
    TermUse,
    digest_of_text,
)
from courses.models.finding import finding_text
from courses.operations.authoring import open_course
from courses.operations.learning import retire_lesson
from courses.outline import Entry, digest
from courses.terms import sort_key, terms_in

_waiting: ContextVar[set[int] | None] = ContextVar("courses_waiting_to_be_compiled", default=None)


@contextmanager
def compiling_at_the_end(*, now: datetime) -> Iterator[None]:
    """Within this block publishing compiles and indexes nothing; at its end each page is indexed and each course compiled, once."""
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        with indexing_at_the_end():
            yield
    finally:
        _waiting.reset(token)
    for course in Course.objects.filter(pk__in=waiting).order_by("pk"):
        compile_outline(course, now=now)


def refresh_course_of(page: Page, *, left: Page | None = None, now: datetime) -> None:
    """A page was published, unpublished or moved (from under `left`): open the course it is in, if new, and compile what it touches."""
    touched = {CoursePage.objects.ancestor_of(place, inclusive=True).first() for place in (page, left) if place is not None}
    for course_page in touched - {None}:
        course = open_course(course_page)
        waiting = _waiting.get()
        if waiting is None:
            compile_outline(course, now=now, changed={page.pk})
        else:
            waiting.add(course.pk)


@transaction.atomic
def compile_outline(course: Course, *, now: datetime, changed: Collection[int] | None = None) -> Outline:
    """The outline of the course as its published pages stand. The same lessons again give the outline there is.

    Addresses and sizes follow the pages; `changed` names those whose size must be measured again (all, without it).
    Two simultaneous compilations wait for each other at the row of the course.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    before = {row.page_id: row for row in OutlineLesson.objects.filter(outline=course.outline_id)}
    lessons = published_lessons(course)
    entries = [entry for _, entry in lessons]
    outline = Outline.objects.filter(course=course, digest=digest(entries)).first()
    if outline is None:
        last = course.outlines.aggregate(last=Max("number"))["last"] or 0
        outline = Outline.objects.create(course=course, number=last + 1, digest=digest(entries), compiled_at=now)
        OutlineLesson.objects.bulk_create(
            OutlineLesson(outline=outline, position=position, page=page, **vars(entry))
            for position, (page, entry) in enumerate(lessons, start=1)
        )
    Course.objects.filter(pk=course.pk).update(outline=outline, compiled_at=now)
    index_terms(course, [page for page, _ in lessons])
    measure_pages(outline, {page.pk: page for page, _ in lessons}, known=before if changed is not None else {}, changed=changed or ())
    return outline


def index_terms(course: Course, lessons: Iterable[LessonPage]) -> None:
    """Let the glossary say what the published lessons explain. Where nothing changed, nothing is written."""
    wanted = {(page.pk, word): meaning for page in lessons for word, meaning in terms_in(page.body.raw_data).items()}
    standing = {(row.page_id, row.word): row for row in TermUse.objects.filter(course=course)}
    stale = [row.pk for key, row in standing.items() if wanted.get(key) != row.meaning]
    TermUse.objects.filter(pk__in=stale).delete()
    TermUse.objects.bulk_create(
        TermUse(course=course, page_id=page, word=word, meaning=meaning, sort_key=sort_key(word), found_by=finding_text(word, meaning))
        for (page, word), meaning in wanted.items()
        if (page, word) not in standing or standing[page, word].pk in stale
    )


def published_lessons(course: Course) -> list[tuple[LessonPage, Entry]]:
    """The live lessons in live modules, in the order of the tree, without the retired."""
    modules = {module.path: module for module in ModulePage.objects.live().child_of(course.page)}
    retired = set(RetiredLesson.objects.values_list("lesson_key", flat=True))
    found = []
    for page in LessonPage.objects.live().descendant_of(course.page).select_related("reading").order_by("path"):
        module = modules.get(page.path[: -Page.steplen])
        if module is not None and page.lesson_key not in retired:
            found.append((page, Entry(page.lesson_key, page.title, page.minutes, module.title, module.slug)))
    return found


def measure_pages(outline: Outline, pages: dict[int, LessonPage], *, known: dict[int, OutlineLesson], changed: Collection[int]) -> None:
    """Write address, weight and sound of each lesson beside its place."""
    rows = list(outline.lessons.all())
    said = {key: digest_of_text(page.spoken()) for key, page in pages.items()}
    narrations = {narration.text_digest: narration for narration in Narration.objects.filter(text_digest__in=said.values())}
    for row in rows:
        page = pages[row.page_id]
        row.narration = None if page.reading_id else narrations.get(said[row.page_id])
        sound = page.reading or row.narration
        row.sound_bytes = sound.file_size if sound else 0
        row.path = page.address_in("zh-hans")
        before = known.get(row.page_id)
        if before and before.size_bytes and row.page_id not in changed:
            row.size_bytes, row.picture_bytes = before.size_bytes, before.picture_bytes
        else:
            row.picture_bytes = page.picture_bytes()
            row.size_bytes = page.packed_size() + row.picture_bytes
    OutlineLesson.objects.bulk_update(rows, ["path", "size_bytes", "picture_bytes", "narration", "sound_bytes"], batch_size=100)


@transaction.atomic
def retire_page(page: LessonPage, *, by: User, now: datetime) -> None:
    """Retire a lesson and take it offline; new learners no longer get it, and who has it need not do it."""
    retire_lesson(page.lesson_key, by=by, now=now)
    if page.live:
        page.unpublish(user=by)
    refresh_course_of(page, now=now)
