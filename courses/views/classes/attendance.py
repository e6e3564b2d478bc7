"""Attendance: the list the teacher taps, the code on the screen, and the learner who scans it."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from courses import operations
from courses.attendance import WINDOW_SECONDS, code_for, session_of
from courses.forms import read_moment
from courses.models import Attendance, ClassSession, MarkKind
from courses.qr import qr
from courses.views.classes.doors import class_door

PER_PAGE = 100
LARGEST_BODY = 200_000
HERE = "was_here"
"""Session key: which class session was scanned, and when. Whoever must sign in first does not have to scan again."""
HERE_FOR_SECONDS = 600


def session_door(request: UserRequest, key: UUID, session: int) -> ClassSession:
    training_class = class_door(request, key)
    return get_object_or_404(training_class.sessions.select_related("training_class__institution"), pk=session)


@never_cache
@require_http_methods(["GET", "POST"])
def session_page(request: UserRequest, key: UUID, session: int) -> HttpResponse:
    """The list of a session. Each button is a form of its own page; with JavaScript a tap waits on the phone and is sent."""
    held = session_door(request, key, session)
    if request.method == "POST":
        return mark_one(request, held)
    members = held.training_class.members.known().select_related("person").order_by("pk")
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    stands = dict(Attendance.objects.filter(session=held, member__in=page.object_list).values_list("member_id", "kind"))
    context = {
        "training_class": held.training_class,
        "session": held,
        "page_obj": page,
        "rows": [(member, stands.get(member.pk, "")) for member in page.object_list],
        "kinds": MarkKind.choices,
        "tally": held.attendances.tally(),
        "too_early": held.day > localdate(),
        "marks_url": reverse("courses:marks", args=[key, session]),
    }
    return render(request, "courses/classes/session.html", context)


def mark_one(request: UserRequest, held: ClassSession) -> HttpResponse:
    member, _colon, kind = request.POST.get("mark", "").partition(":")
    back = f"{request.get_full_path()}#m{member}" if member.isdigit() else request.get_full_path()
    if member.isdigit() and kind in MarkKind.values:
        try:
            report = operations.MarkReport(uuid4(), int(member), MarkKind(kind))
            operations.record_marks(held, [report], by=request.user, now=now())
        except operations.NotToday:
            messages.warning(request, _("This session is not today yet. Mark on the day, or afterwards."))
    return redirect(back)


@never_cache
@require_POST
def marks(request: UserRequest, key: UUID, session: int) -> JsonResponse:
    """What the teacher's phone saved up. Everything it may forget is named in the answer."""
    held = session_door(request, key, session)
    if len(request.body) > LARGEST_BODY:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        result = operations.record_marks(held, read_marks(json.loads(request.body)), by=request.user, now=now())
    except operations.NotToday:
        return JsonResponse({"error": "not today"}, status=409)
    except operations.TooManyMarks:
        return JsonResponse({"error": "too many", "most": operations.MOST_MARKS}, status=413)
    except (KeyError, TypeError, ValueError, AttributeError):
        return JsonResponse({"error": "not understood"}, status=400)
    tally = held.attendances.tally()
    return JsonResponse(
        {
            "recorded": [str(mark_id) for mark_id in result.recorded],
            "refused": {str(mark_id): reason for mark_id, reason in result.refused.items()},
            "people": tally.people,
        }
    )


def read_marks(sent: Any) -> list[operations.MarkReport]:
    """`{"marks": [{"id", "member", "kind", "at"?}, …]}`. Raises the plain errors of whatever is missing or odd."""
    return [
        operations.MarkReport(UUID(mark["id"]), int(mark["member"]), MarkKind(mark["kind"]), read_moment(mark.get("at")))
        for mark in sent["marks"]
    ]


@never_cache
@require_GET
def screen(request: UserRequest, key: UUID, session: int) -> HttpResponse:
    """For the beamer: a code that is new every 25 seconds, and how many have come."""
    held = session_door(request, key, session)
    address = request.build_absolute_uri(reverse("courses:here", args=[code_for(held.pk, now())]))
    context = {
        "training_class": held.training_class,
        "session": held,
        "qr": qr(address),
        "people": held.attendances.tally().people,
        "seconds": WINDOW_SECONDS - 5,
        "is_today": held.day == localdate(),
    }
    return render(request, "courses/classes/screen.html", context)


@login_not_required
@never_cache
@require_GET
def here(request: HttpRequest, code: str) -> HttpResponse:
    """The scanned code, whoever scans it. That it was fresh is remembered while the visitor signs in."""
    session = session_of(code, now())
    if session is None:
        return render(request, "courses/classes/stale_code.html", status=410)
    request.session[HERE] = {"session": session, "at": now().timestamp()}
    return redirect("courses:here_now")


@never_cache
@require_http_methods(["GET", "POST"])
def here_now(request: UserRequest) -> HttpResponse:
    """One tap: I am here."""
    scanned = request.session.get(HERE)
    if not scanned or now().timestamp() - scanned["at"] > HERE_FOR_SECONDS:
        return render(request, "courses/classes/stale_code.html", status=410)
    held = get_object_or_404(ClassSession.objects.select_related("training_class__institution"), pk=scanned["session"])
    context: dict[str, Any] = {"session": held, "training_class": held.training_class, "kind": None, "problem": ""}
    if request.method == "POST":
        try:
            context["kind"] = operations.scan_in(held, request.user, now=now()).label
        except operations.NotOnTheRoster:
            context["problem"] = "roster"
        except operations.NotToday:
            context["problem"] = "day"
    return render(request, "courses/classes/here.html", context, status=409 if context["problem"] else 200)
