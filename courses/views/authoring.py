"""In the admin: a lesson that learners are measured by cannot be deleted, only retired."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page

from accounts.http import UserRequest
from courses import operations
from courses.models import LessonPage, OwnWriting
from courses.models.approval import refuse_own_writing
from courses.models.pages import ReviewedPage
from courses.tasks import complete_finished_enrolments
from courses.views.blueprints import refuse_locked


def refuse_delete(request: HttpRequest, pages: Sequence[Page]) -> HttpResponse | None:
    """Say in words why not, and offer to retire; None where nothing of this stands in an outline."""
    below = reduce(or_, (LessonPage.objects.descendant_of(page, inclusive=True) for page in pages))
    standing = below.filter(outline_places__isnull=False).distinct().order_by("path")
    if not standing.exists():
        return None
    only = standing[0] if len(pages) == 1 and standing[0].pk == pages[0].pk else None
    context = {"page": pages[0], "lesson": only, "lessons": standing[:10], "count": standing.count()}
    return render(request, "courses/admin/lesson_stands.html", context, status=409)


def refuse_own(request: HttpRequest, page: Page) -> HttpResponse:
    """Say that somebody else has to publish it, beside the draft."""
    said = _("You wrote the last change of “%(page)s” yourself, so another reviewer publishes it. Your draft is kept; submit it.")
    messages.warning(request, said % {"page": page.get_latest_revision_as_object().title})
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":  # a small window of Wagtail's, which goes where it is told
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def refuse_publishing_own(request: UserRequest, page: Page) -> HttpResponse | None:
    """Wagtail's editor publishes past the page's own verb."""
    specific = page.specific
    try:
        if isinstance(specific, ReviewedPage):
            refuse_own_writing(specific, specific.get_latest_revision(), request.user)
    except OwnWriting:
        return refuse_own(request, specific)
    return None


@require_GET
def review_lesson(request: UserRequest, page: int) -> HttpResponse:
    """The review of the draft as last saved, to be set into the editor."""
    lesson = get_object_or_404(LessonPage, pk=page)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    draft = lesson.get_latest_revision_as_object()
    return render(request, "courses/admin/review.html", {"review": draft.review(), "hearing": draft.hearing()})


@require_POST
def retire(request: UserRequest, page: int) -> HttpResponse:
    """Retire a lesson: it goes offline and nobody has to do it any more."""
    lesson = get_object_or_404(LessonPage, pk=page)
    if not lesson.permissions_for_user(request.user).can_publish():
        raise Http404
    kept = refuse_locked(request, [lesson])
    if kept is not None:
        return kept
    with transaction.atomic():
        operations.retire_page(lesson, by=request.user, now=now())
        transaction.on_commit(complete_finished_enrolments.delay)
    messages.success(request, _("“%(lesson)s” is retired. Nobody loses progress by it.") % {"lesson": lesson.title})
    return redirect("wagtailadmin_explore", lesson.get_parent().pk)
