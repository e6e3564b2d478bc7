"""The programme officer's console: the road in numbers, place by place; institutions; reported figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from accounts.models import Region
from courses.models import Worksheet
from courses.sheets import SheetKind
from programmes import operations
from programmes.counting import FEW, FUNNEL, MEASURES, NOTHING, Measure, Tally, bar
from programmes.forms import EnterValueForm
from programmes.models import DailyCount, EnteredValue, Programme
from programmes.operations.sources import SOURCES, inside

PER_PAGE = 30

type Scopes = list[Region] | None


def door(request: UserRequest, slug: str) -> tuple[Programme, Scopes]:
    """The programme, for its officers only, and the places they answer for (None: everywhere)."""
    found = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    return found, operations.scopes_of(request.user, found)


def place_asked_for(request: UserRequest, scopes: Scopes) -> Region | None:
    """The place in the address, else the only one of the officer's, else none. Outside the scope: 404."""
    asked = request.GET.get("region", "")
    if not asked:
        return scopes[0] if scopes is not None and len(scopes) == 1 else None
    if not (asked.isdigit() and len(asked) < 10):
        raise Http404
    region = get_object_or_404(Region, pk=asked)
    if scopes is not None and not any(scope.contains(region) for scope in scopes):
        raise Http404
    return region


@dataclass(frozen=True)
class Step:
    """One step of the road: how many people came so far, of a hundred who began."""

    measure: Measure
    tally: Tally
    first: Tally
    helped: Tally | None = None
    """The part of it that came about with a helper."""

    @property
    def percent(self) -> int | None:
        return self.tally.people * 100 // self.first.people if self.first.people else None

    @property
    def bar(self) -> int:
        return bar(self.percent or 0)


def funnel(tallies: dict[str, Tally]) -> list[Step]:
    steps = [key for key in FUNNEL if key in SOURCES]
    first = tallies.get(FUNNEL[0], NOTHING)
    return [Step(MEASURES[key], tallies.get(key, NOTHING), first, tallies.get(MEASURES[key].helped)) for key in steps]


@dataclass(frozen=True)
class PlaceRow:
    region: Region
    steps: list[Step]


def tallies_by_place(newest: DailyCount | None, regions: Iterable[Region | None]) -> dict[int | None, dict[str, Tally]]:
    """The newest day's counts of these places, in one question."""
    wanted = [region.pk if region else None for region in regions]
    found: dict[int | None, dict[str, Tally]] = {place: {} for place in wanted}
    if newest is not None:
        rows = DailyCount.objects.filter(programme=newest.programme_id, day=newest.day)
        rows = rows.filter(region=None) if wanted == [None] else rows.filter(region__in=wanted)
        for row in rows:
            found[row.region_id][row.measure] = Tally(row.value, row.people)
    return found


@never_cache
@require_GET
def desks(request: UserRequest) -> HttpResponse:
    """The programmes of which the visitor is an officer; 404 for everyone else."""
    rows = Programme.objects.run_by(request.user).order_by("pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    return render(request, "programmes/desks.html", {"page_obj": page})


@never_cache
@require_GET
def desk(request: UserRequest, slug: str) -> HttpResponse:
    found, scopes = door(request, slug)
    place = place_asked_for(request, scopes)
    newest = DailyCount.objects.filter(programme=found).order_by("-day").first()
    whole_is_mine = place is not None or scopes is None
    tallies = tallies_by_place(newest, [place])[place.pk if place else None] if whole_is_mine else {}
    page = Paginator(places_in(newest, place, scopes), PER_PAGE).get_page(request.GET.get("page"))
    counts = tallies_by_place(newest, page.object_list) if page.object_list else {}
    context = {
        "programme": found,
        "here_on_desk": "places",
        "place": place,
        "crumbs": crumbs(place, scopes),
        "newest": newest,
        "whole_is_mine": whole_is_mine,
        "steps": funnel(tallies),
        "others": [(measure, tallies.get(key, NOTHING)) for key, measure in MEASURES.items() if key in SOURCES and key not in FUNNEL],
        "actuals": operations.actuals(found, place=place, tallies=tallies) if whole_is_mine else [],
        "steps_explained": [MEASURES[key] for key in SOURCES],
        "page_obj": page,
        "rows": [PlaceRow(region, funnel(counts[region.pk])) for region in page.object_list],
    }
    return render(request, "programmes/desk.html", context)


def places_in(newest: DailyCount | None, place: Region | None, scopes: Scopes) -> Any:
    """The places one step down where anybody was counted; at the top of a scope of several places, those places."""
    if newest is None:
        return Region.objects.none()
    counted = DailyCount.objects.filter(programme=newest.programme_id, day=newest.day, region=OuterRef("pk"))
    if place is None and scopes is not None:
        return Region.objects.filter(pk__in=[scope.pk for scope in scopes]).order_by("path")
    return Region.objects.filter(Exists(counted), parent=place).order_by("path")


def crumbs(place: Region | None, scopes: Scopes) -> list[tuple[Region, bool]]:
    """The places above with whether the officer may open them."""
    if place is None:
        return []
    above = Region.objects.above(place)
    return [(region, scopes is None or any(scope.contains(region) for scope in scopes)) for region in above]


@never_cache
@require_GET
def institutions(request: UserRequest, slug: str) -> HttpResponse:
    found, scopes = door(request, slug)
    rows = operations.institution_counts(found, now=now(), scopes=scopes)
    context = {
        "programme": found,
        "here_on_desk": "institutions",
        "scopes": scopes,
        "measures": [MEASURES[key] for key in operations.COMPARED if key in SOURCES],
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "programmes/institutions.html", context)


@never_cache
@require_GET
def diagnosis(request: UserRequest, slug: str) -> HttpResponse:
    """What participants lacked at the beginning and lack now, county by county, beside the survey's baseline."""
    found, scopes = door(request, slug)
    asked = get_object_or_404(Worksheet.objects.select_related("version"), kind=SheetKind.DIAGNOSIS, version__isnull=False)
    rows = operations.diagnosis_counts(found, scopes=scopes)
    context = {
        "programme": found,
        "here_on_desk": "diagnosis",
        "axes": list(asked.sheet.more["axes"].values()),
        "source": asked.sheet.source,
        "few": FEW,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "programmes/diagnosis.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def figures(request: UserRequest, slug: str) -> HttpResponse:
    """What officers reported, newest first, and the form to report more."""
    found, scopes = door(request, slug)
    only_place = scopes[0].full_name if scopes else ""
    form = EnterValueForm(found, request.POST if request.method == "POST" else None, initial={"place": only_place})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.enter_value(
                found,
                given["indicator"],
                region=given["place"],
                period_start=given["period_start"],
                value=given["value"],
                source=given["source"],
                by=request.user,
                now=now(),
            )
        except operations.OutOfScope:
            form.add_error("place", _("You answer for other places. The figure is not saved yet."))
        else:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("programmes:figures", found.slug)
    rows = inside(EnteredValue.objects.filter(programme=found), "region", scopes).select_related("indicator", "region", "by")
    context = {
        "programme": found,
        "here_on_desk": "figures",
        "form": form,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "programmes/figures.html", context, status=422 if form.errors else 200)
