"""A copy follows its original: what would change, and the update that does it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from accounts.operations import tell
from courses.copying import Fate, digest, fate
from courses.models import CopiedPage, CopyUpdate, CourseCopy, LessonPage, LockedPart, ModulePage
from courses.operations.authoring import trainers_of
from courses.operations.copies import bring
from courses.operations.outlines import compiling_at_the_end

WRITES = {Fate.FOLLOWS, Fate.NEW}


@dataclass(frozen=True)
class Change:
    """What becomes of one part; `page` is the copy's, where there is one."""

    fate: Fate
    title: str
    is_locked: bool
    original: Any = None
    page: Any = None

    @property
    def may_be_taken(self) -> bool:
        """Whether the institution can choose the original's words over its own."""
        return self.fate in {Fate.KEPT, Fate.KEPT_LOCKED}


def changes_of(copy: CourseCopy) -> list[Change]:
    """Every part of original and copy and what an update would do with it, in a fixed number of queries and the original's order."""
    rows = {row.original_id: row for row in copy.pages.all()}
    ours = latest_drafts([row.page_id for row in rows.values() if row.page_id])
    locked = set(LockedPart.objects.filter(page__path__startswith=copy.original.page.path).values_list("page__path", flat=True))
    found = []
    for original in published_parts(copy.original.page):
        is_locked = original.path in locked or original.path[: -Page.steplen] in locked
        row = rows.pop(original.pk, None)
        found.append(compare(original, row, ours.get(row.page_id) if row and row.page_id else None, is_locked=is_locked))
    left = [ours[row.page_id] for row in rows.values() if row.page_id in ours]
    return found + [Change(Fate.GONE_THERE, page.title, is_locked=False, page=page) for page in left if page.live]


def compare(original: Any, row: CopiedPage | None, page: Any, *, is_locked: bool) -> Change:
    if row is None:
        return Change(Fate.NEW, original.title, is_locked, original)
    ours = digest(page.words()) if page else None
    found = fate(brought=row.brought, theirs=digest(original.words()), ours=ours, is_locked=is_locked)
    return Change(found, original.title, is_locked, original, page)


def published_parts(course: Page) -> list[Any]:
    """The live modules and lessons below a course, in the order of the tree."""
    modules = list(ModulePage.objects.live().child_of(course))
    lessons = [
        page for page in LessonPage.objects.live().descendant_of(course) if any(page.path.startswith(module.path) for module in modules)
    ]
    return sorted([*modules, *lessons], key=lambda page: page.path)


def latest_drafts(keys: Collection[int]) -> dict[int, Any]:
    """The pages with the words of their latest drafts, in two queries. To be read, not to be saved."""
    found = {}
    for kind in (ModulePage, LessonPage):
        for page in kind.objects.filter(pk__in=keys).select_related("latest_revision"):
            for name in page.words_for_copies() if page.latest_revision else ():
                setattr(page, name, kind._meta.get_field(name).to_python(page.latest_revision.content[name]))  # noqa: SLF001  # Django's own way to a field
            found[page.pk] = page
    return found


@transaction.atomic
def update_copy(copy: CourseCopy, *, by: User | None, now: datetime, take: Collection[int] = ()) -> CopyUpdate | None:
    """Bring over what the original has published since, as drafts, and publish what is online. Again without news: None.

    What the institution changed stays as it is, except the pages it names in `take`; their former words stay in the history.
    """
    copy = CourseCopy.objects.select_for_update(of=("self",)).select_related("original__page", "copy__page").get(pk=copy.pk)
    changes = changes_of(copy)
    done = [change for change in changes if change.fate in WRITES or (change.page is not None and change.page.pk in take)]
    done = [change for change in done if change.original is not None]
    if not done:
        return None
    with compiling_at_the_end(now=now):
        for change in done:
            if change.fate == Fate.NEW:
                add(copy, change, by=by, now=now)
            else:
                follow(change, by=by, now=now)
    said = [{"fate": change.fate, "title": change.title, "is_locked": change.is_locked} for change in changes if change.fate != Fate.SAME]
    row = CopyUpdate.objects.create(course_copy=copy, at=now, by=by, changes=said)
    tell_authors(copy, row, by=by, now=now)
    return row


def add(copy: CourseCopy, change: Change, *, by: User | None, now: datetime) -> None:
    """A part that is new in the original, at the end of where it belongs. It goes online where its surroundings are."""
    parent = copy.copy.page
    if isinstance(change.original, LessonPage):
        module = change.original.get_parent()
        row = CopiedPage.objects.filter(course_copy=copy, original=module).select_related("page").first()
        if row is None or row.page is None:
            return  # the institution took that module away
        parent = row.page
    made = bring(copy, change.original, Page.objects.get(pk=parent.pk), by=by, now=now)
    if Page.objects.get(pk=parent.pk).live:
        made.get_latest_revision().publish(user=by)


def follow(change: Change, *, by: User | None, now: datetime) -> None:
    page = type(change.page).objects.get(pk=change.page.pk).get_latest_revision_as_object()
    for name, value in change.original.words_for_copies().items():
        setattr(page, name, value)
    revision = page.save_revision(user=by)
    if page.live:
        revision.publish(user=by, skip_permission_checks=True)
    CopiedPage.objects.filter(page=page.pk).update(brought=digest(page.words()), brought_revision=revision.pk, brought_at=now)


def tell_authors(copy: CourseCopy, row: CopyUpdate, *, by: User | None, now: datetime) -> None:
    for person in User.objects.active().filter(groups=trainers_of(copy.organisation)).exclude(pk=by.pk if by else None):
        tell(
            person,
            key=f"copy-updated:{row.pk}",
            title=_("Your course follows its original: %(course)s") % {"course": copy.copy.page.title},
            text=_("What you changed yourselves is as it was."),
            link=reverse("courses_blueprint", args=[copy.copy.page_id]),
            now=now,
        )


def update_copies(original: int, *, by: User | None, now: datetime) -> int:
    """Every copy of a course, one after the other. Repeating changes nothing. Returns how many were changed."""
    copies = CourseCopy.objects.filter(original=original).order_by("pk")
    return sum(update_copy(copy, by=by, now=now) is not None for copy in copies)
