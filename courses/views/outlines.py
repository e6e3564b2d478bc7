"""In the admin: the outlines of a course, who is measured by which, and moving learners to the newer one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.models import Enrolment, Outline, OutlineMove
from courses.moving import Effect
from courses.views.blueprints import course_door

PER_PAGE = 20


@never_cache
@require_GET
def outlines(request: UserRequest, page: int) -> HttpResponse:
    """Every outline of the course, the newest first, with how many learn by it and how many finished by it."""
    course = course_door(request, page)
    rows = course.outlines.annotate(lesson_count=Count("lessons")).order_by("-number")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    learners = {
        row["outline"]: row
        for row in Enrolment.objects.filter(outline__in=[outline.pk for outline in listed])
        .values("outline")
        .annotate(learning=Count("pk", filter=Q(completed_at=None)), finished=Count("pk", filter=Q(completed_at__isnull=False)))
    }
    moves = OutlineMove.objects.filter(enrolment__course=course).values("at", "by__name", "source__number", "target__number")
    context = {
        "course": course,
        "page_obj": listed,
        "rows": [(outline, learners.get(outline.pk)) for outline in listed],
        "moves": moves.annotate(people=Count("pk")).order_by(F("at").desc())[:10],
        "may_publish": course.page.permissions_for_user(request.user).can_publish(),
    }
    return render(request, "courses/admin/outlines.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: UserRequest, page: int, number: int) -> HttpResponse:
    """First what it would mean, then the move."""
    course = course_door(request, page, to_publish=True)
    source = get_object_or_404(Outline.objects.select_related("course"), course=course, number=number)
    try:
        if request.method == "POST":
            expected = request.POST.get("expected", "")
            moved = operations.move_learners(
                course, source, expected=int(expected) if expected.isdecimal() else 0, by=request.user, now=now()
            )
            messages.success(request, _("Moved: %(count)s learners. Everything they have done stays on record.") % {"count": moved})
            return redirect("courses_outlines", page)
        preview = operations.preview_move(course, source)
    except operations.NotTheCurrentOutline:
        if request.method == "GET":
            raise Http404 from None
        messages.warning(request, _("Nobody was moved: the course has changed meanwhile. Please look again."))
        return redirect("courses_outlines", page)
    people = [(said(effect), count) for effect, count in preview.effects.items() if count]
    return render(request, "courses/admin/move.html", {"course": course, "preview": preview, "people": people})


def said(effect: Effect) -> str:
    return {
        Effect.COMPLETES: _("finish the course by it"),
        Effect.MORE: _("get more to do"),
        Effect.LESS: _("have less left to do"),
        Effect.SAME: _("have as much left as before"),
    }[effect]
