"""The platform's openings: write, change, send for review, close; and who stands where in each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.models import Region
from talent_pool import operations
from talent_pool.forms import OpeningForm
from talent_pool.models import Application, Opening, Stage
from talent_pool.stages import OPEN
from talent_pool.views.doors import platform_here

PER_PAGE = 20


@never_cache
@require_GET
def openings(request: UserRequest) -> HttpResponse:
    organisation = platform_here(request)
    waiting = Count("applications", filter=Q(applications__stage=Stage.APPLIED))
    signed = Count("applications", filter=Q(applications__stage=Stage.SIGNED))
    rows = Opening.objects.visible_to(request.user).filter(organisation=organisation).select_related("region")
    rows = rows.annotate(waiting=waiting, signed=signed).order_by("-created_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "talent_pool/recruit/openings.html", {"organisation": organisation, "page_obj": page})


@never_cache
@require_http_methods(["GET", "POST"])
def new_opening(request: UserRequest) -> HttpResponse:
    organisation = platform_here(request)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = operations.write_opening(organisation, form.terms(), by=request.user, now=now())
            return redirect("talent_pool:recruit_opening", opening.uuid)
        except operations.UnfairWords as error:
            form.name_unfair_words(error.words)
    return show_form(request, form, {"organisation": organisation})


@never_cache
@require_http_methods(["GET", "POST"])
def edit_opening(request: UserRequest, uuid: UUID) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.visible_to(request.user).select_related("region", "needs_standard"), uuid=uuid)
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=OpeningForm.of(opening))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_opening(opening, form.terms())
            return redirect("talent_pool:recruit_opening", opening.uuid)
        except operations.UnfairWords as error:
            form.name_unfair_words(error.words)
        except operations.OpeningIsFixed:
            form.add_error(None, fixed())
    return show_form(request, form, {"opening": opening})


def show_form(request: UserRequest, form: OpeningForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "talent_pool/recruit/opening_form.html", context | {"form": form}, status=422 if form.errors else 200)


def fixed() -> str:
    return _("This opening is published or closed, so it cannot be changed. You can close it and write a new one.")


@never_cache
@require_GET
def opening(request: UserRequest, uuid: UUID) -> HttpResponse:
    """The pipeline of one opening: how many stand where, and the list of one stage."""
    found = get_object_or_404(
        Opening.objects.visible_to(request.user).select_related("organisation", "region", "reviewed_by", "needs_standard"), uuid=uuid
    )
    stage = request.GET.get("stage", "")
    rows = Application.objects.filter(opening=found).select_related("person", "region")
    counts = {row["stage"]: row["n"] for row in rows.order_by().values("stage").annotate(n=Count("pk"))}
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "opening": found,
        "organisation": found.organisation,
        "rows": with_places(list(page)),
        "stage": stage,
        "stages": [(value, Stage(value).label, counts.get(value, 0)) for value in OPEN],
        "ended": sum(count for value, count in counts.items() if value not in OPEN),
        "signed": counts.get(Stage.SIGNED, 0),
        "page_obj": page,
    }
    return render(request, "talent_pool/recruit/opening.html", context)


def with_places(rows: list[Application]) -> list[tuple[Application, Region | None]]:
    """Each application with the place that may be named: not a village, and no township with few people in the pool."""
    places = operations.places_to_name([row.region.path for row in rows if row.region], now=now())
    return [(row, places.get(row.region.path) if row.region else None) for row in rows]


@require_POST
def send_opening(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Opening.objects.visible_to(request.user), uuid=uuid)
    try:
        operations.send_for_review(found, now=now())
        messages.success(request, _("Sent for review. You will find the answer in your inbox."))
    except operations.OpeningIsFixed:
        messages.warning(request, fixed())
    return redirect("talent_pool:recruit_opening", found.uuid)


@require_POST
def close_opening(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Opening.objects.visible_to(request.user), uuid=uuid)
    operations.close_opening(found, by=request.user, now=now())
    messages.success(request, _("The opening is closed. Everybody who was waiting has been told."))
    return redirect("talent_pool:recruit_opening", found.uuid)
