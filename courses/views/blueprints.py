"""In the admin: offering a course, locking its parts, building after another's, following the original."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page

from accounts.http import UserRequest
from courses import operations
from courses.copying import Fate
from courses.models import Course, CourseCopy, CourseOffer, InstitutionPage, LessonPage, LockedPart, ModulePage
from courses.models.authors import offered_to
from courses.tasks import update_copies

PER_PAGE = 20


def course_door(request: UserRequest, page: int, *, to_publish: bool = False) -> Course:
    """A course of one's own institution that was published or copied once; to anybody else it is not there."""
    course = get_object_or_404(Course.objects.select_related("page", "organisation"), page=page)
    allowed = course.page.permissions_for_user(request.user)
    if not (allowed.can_publish() if to_publish else allowed.can_edit()):
        raise Http404
    return course


@never_cache
@require_GET
def blueprint(request: UserRequest, page: int) -> HttpResponse:
    """What this course is built after, or who may build after it."""
    course = course_door(request, page)
    copy = CourseCopy.objects.select_related("original__page", "original__organisation", "copy__page").filter(copy=course).first()
    context = {"course": course, "copy": copy, "may_publish": course.page.permissions_for_user(request.user).can_publish()}
    if copy is None:
        return render(request, "courses/admin/blueprint_original.html", context | as_original(request, course))
    changes = [change for change in operations.changes_of(copy) if change.fate != Fate.SAME]
    context |= {
        "changes": [(change, words(change)) for change in changes],
        "has_news": any(change.fate in {Fate.FOLLOWS, Fate.NEW, Fate.KEPT_LOCKED} for change in changes),
        "waiting": Page.objects.descendant_of(course.page, inclusive=True).filter(live=False, first_published_at=None).count(),
        "updates": copy.updates.select_related("by").order_by("-pk")[:5],
    }
    return render(request, "courses/admin/blueprint_copy.html", context)


def words(change: operations.Change) -> str:
    said = {
        Fate.FOLLOWS: _("will be as the original is now"),
        Fate.NEW: _("is new there and will be added"),
        Fate.KEPT: _("you changed it: it stays as you wrote it"),
        Fate.KEPT_LOCKED: _("you changed it before it was locked: it stays as you wrote it, unless you tick it"),
        Fate.REMOVED_HERE: _("you took it away: it stays away"),
        Fate.GONE_THERE: _("is no longer in the original; you decide about yours"),
    }
    return said[change.fate]


def as_original(request: UserRequest, course: Course) -> dict[str, object]:
    locked = {part.page_id: part for part in LockedPart.objects.filter(page__path__startswith=course.page.path)}
    parts = [
        {"page": found, "lock": locked.get(found.pk), "is_module": issubclass(found.specific_class, ModulePage)}
        for found in Page.objects.descendant_of(course.page).type(ModulePage, LessonPage).select_related("content_type").order_by("path")
    ]
    copies = CourseCopy.objects.filter(original=course).select_related("organisation", "copy__page").order_by("organisation__name", "pk")
    return {
        "parts": parts,
        "is_offered": CourseOffer.objects.filter(course=course).exists(),
        "page_obj": Paginator(copies, PER_PAGE).get_page(request.GET.get("p")),
    }


@require_POST
def offer(request: UserRequest, page: int) -> HttpResponse:
    """Offer the course, or take the offer back: the button says which of the two is meant."""
    course = course_door(request, page, to_publish=True)
    if request.POST.get("action") == "offer":
        operations.offer_course(course, by=request.user, now=now())
        messages.success(request, _("Other institutions can build after this course now."))
    else:
        operations.withdraw_offer(course)
        messages.success(request, _("Nobody new builds after this course. Copies that stand go on following it."))
    return redirect("courses_blueprint", page)


@require_POST
def lock(request: UserRequest, page: int) -> HttpResponse:
    course = course_door(request, page, to_publish=True)
    chosen = {int(key) for key in request.POST.getlist("locked") if key.isascii() and key.isdigit() and len(key) < 12}
    operations.lock_parts(course, {key: request.POST.get(f"reason-{key}", "").strip() for key in chosen}, by=request.user, now=now())
    messages.success(request, _("The locks are set. Copies show them at once."))
    return redirect("courses_blueprint", page)


@require_POST
def send(request: UserRequest, page: int) -> HttpResponse:
    """Every copy is brought up to date by the worker, one after the other."""
    course = course_door(request, page, to_publish=True)
    transaction.on_commit(lambda: update_copies.delay(course.pk, request.user.pk))
    messages.success(request, _("Under way: each copy is brought up to date, and its trainers are told."))
    return redirect("courses_blueprint", page)


@require_POST
def follow(request: UserRequest, page: int) -> HttpResponse:
    """The copy follows its original now."""
    course = course_door(request, page, to_publish=True)
    copy = get_object_or_404(CourseCopy, copy=course)
    take = {int(key) for key in request.POST.getlist("take") if key.isascii() and key.isdigit() and len(key) < 12}
    done = operations.update_copy(copy, by=request.user, now=now(), take=take)
    messages.success(
        request, _("Your course is as the original is now, save for what you changed.") if done else _("There was nothing new.")
    )
    return redirect("courses_blueprint", page)


@require_POST
def publish_all(request: UserRequest, page: int) -> HttpResponse:
    """Every draft of the course that was never published goes online."""
    course = course_door(request, page, to_publish=True)
    count = operations.publish_course(course.page, by=request.user, now=now())
    messages.success(request, _("Published: %(count)s pages. Learners can enrol now.") % {"count": count})
    return redirect("courses_blueprint", page)


@never_cache
@require_GET
def offers(request: UserRequest, institution: int) -> HttpResponse:
    """The courses that others offer, to build one's own after."""
    own = institution_door(request, institution)
    page = Paginator(offered_to(own), PER_PAGE).get_page(request.GET.get("p"))
    built = dict(
        CourseCopy.objects.filter(organisation=own.organisation_id, original__in=[row.course_id for row in page]).values_list(
            "original", "copy__page"
        )
    )
    rows = [{"course": row.course, "built": built.get(row.course_id)} for row in page]
    return render(request, "courses/admin/offers.html", {"institution": own, "rows": rows, "page_obj": page})


@require_POST
def build(request: UserRequest, institution: int, course: int) -> HttpResponse:
    """One's own course after another's, as drafts."""
    own = institution_door(request, institution)
    original = get_object_or_404(Course.objects.filter(pk__in=offered_to(own).values("course")), pk=course)
    made = operations.copy_course(original, own.organisation, by=request.user, now=now())
    messages.success(request, _("It is here, as drafts. Look them over, then publish the whole course."))
    return redirect("courses_blueprint", made.copy.page_id)


def institution_door(request: UserRequest, institution: int) -> InstitutionPage:
    own: InstitutionPage = get_object_or_404(InstitutionPage.objects.select_related("organisation"), pk=institution)
    if not own.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    return own


def refuse_locked(request: UserRequest, pages: list[Page]) -> HttpResponse | None:
    """What another institution keeps is not deleted, moved or taken offline here; None where nothing of that is among the pages."""
    below = Page.objects.none()
    for page in pages:
        below |= Page.objects.descendant_of(page, inclusive=True).filter(copied_from__isnull=False)
    for found in below.specific():
        held = found.lock_of_the_original
        if held is not None:
            return render(request, "courses/admin/kept.html", {"page": found, "message": held.get_message(request.user)}, status=409)
    return None
