"""Building a course after another institution's: offering, locking, copying."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from accounts.models import Organisation, User
from courses.addresses import free_slug
from courses.copying import digest
from courses.models import CopiedPage, Course, CourseCopy, CourseOffer, CoursePage, InstitutionPage, LessonPage, LockedPart, ModulePage
from courses.operations.authoring import open_course
from courses.operations.outlines import compiling_at_the_end


class NotOffered(Exception):
    """The institution does not offer this course to be built after."""


def offer_course(course: Course, *, by: User, now: datetime) -> CourseOffer:
    """Other institutions may build after it. Offering twice is offering once."""
    row, _ = CourseOffer.objects.get_or_create(course=course, defaults={"at": now, "by": by})
    return row


def withdraw_offer(course: Course) -> None:
    """Nobody builds after it any more. Copies that stand go on following."""
    CourseOffer.objects.filter(course=course).delete()


@transaction.atomic
def lock_parts(course: Course, reasons: Mapping[int, str], *, by: User, now: datetime) -> None:
    """Exactly these modules and lessons are locked from now on, each with its reason. Pages of other courses are passed over."""
    below = Page.objects.descendant_of(course.page)
    LockedPart.objects.filter(page__in=below).exclude(page__in=reasons).delete()
    for page in below.filter(pk__in=reasons):
        LockedPart.objects.update_or_create(
            page=page,
            defaults={"reason": reasons[page.pk][:100]},
            create_defaults={
                "reason": reasons[page.pk][:100],
                "at": now,
                "by": by,
            },
        )


@transaction.atomic
def copy_course(original: Course, organisation: Organisation, *, by: User, now: datetime) -> CourseCopy:
    """The institution's own course after the original, as drafts; what is published there, and nothing else.

    Building after the same course again returns the copy there is. Raises NotOffered.
    """
    there = CourseCopy.objects.filter(original=original, organisation=organisation).first()
    if there is not None:
        return there
    if original.organisation_id == organisation.pk or not CourseOffer.objects.filter(course=original).exists():
        raise NotOffered
    parent = InstitutionPage.objects.get(organisation=organisation)
    source = original.page
    taken_over = {name: getattr(source, name) for name in ("title", "summary", "audience", "position")}
    page = add_draft(parent, CoursePage(**taken_over), by=by)
    row = CourseCopy.objects.create(original=original, copy=open_course(page), organisation=organisation, made_at=now, made_by=by)
    for module in ModulePage.objects.live().child_of(source).order_by("path"):
        copied = bring(row, module, page, by=by, now=now)
        for lesson in LessonPage.objects.live().child_of(module).order_by("path"):
            bring(row, lesson, copied, by=by, now=now)
    return row


def bring(row: CourseCopy, original: ModulePage | LessonPage, parent: Page, *, by: User | None, now: datetime) -> Page:
    """A draft of the original under the parent. Its questions keep their keys, its lesson is a lesson of its own."""
    page = add_draft(parent, type(original)(**original.words_for_copies()), by=by, slug=original.slug)
    CopiedPage.objects.create(
        course_copy=row,
        original_id=original.pk,
        page_id=page.pk,
        brought=digest(page.words()),
        brought_revision=page.latest_revision_id,
        brought_at=now,
    )
    return page


def add_draft(parent: Page, page: Any, *, by: User | None, slug: str = "") -> Any:
    parent = Page.objects.get(pk=parent.pk).specific
    taken = not slug or parent.get_children().filter(slug=slug).exists()
    page.slug = free_slug(page, parent) if taken else slug
    page.locale, page.live, page.owner, page.draft_title = parent.locale, False, by, page.title
    made = parent.add_child(instance=page)
    made.save_revision(user=by, log_action="wagtail.create")
    return made


@transaction.atomic
def publish_course(page: CoursePage, *, by: User, now: datetime) -> int:
    """Every page of a course that was never published yet goes online, the course first. Returns how many did."""
    waiting = Page.objects.descendant_of(page, inclusive=True).filter(live=False, first_published_at=None).order_by("path")
    with compiling_at_the_end(now=now):
        pages = [found.specific for found in waiting]
        for found in pages:
            found.get_latest_revision().publish(user=by)
    return len(pages)
