"""My stations and the platform's: two tracks, the day business starts, and what came of it month by month."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from stations import operations
from stations.forms import CloseForm, OutcomeForm, OwnBusinessForm
from stations.models import Outcome, PreparationTask, Station, StationStatus, Track

PER_PAGE = 20


@never_cache
@require_GET
def stations(request: UserRequest) -> HttpResponse:
    """One's own first; a recruiter also finds those of the platform, by state."""
    rows = Station.objects.visible_to(request.user).select_related("organisation", "region", "keeper")
    status = request.GET.get("status", "")
    if status in StationStatus.values:
        rows = rows.filter(status=status)
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": StationStatus.choices,
    }
    return render(request, "stations/stations.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_station(request: UserRequest) -> HttpResponse:
    initial = {"region": request.user.region}
    form = OwnBusinessForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.register_own_business(request.user, **form.cleaned_data, now=now())
            return redirect("stations:station", found.uuid)
        except operations.TooManyBusinesses:
            form.add_error(None, _("You keep many businesses already. Close one that has ended, then add this one."))
    return render(request, "stations/new.html", {"form": form}, status=422 if form.errors else 200)


def door(request: UserRequest, uuid: UUID) -> Station:
    return get_object_or_404(Station.objects.visible_to(request.user).select_related("organisation", "region", "keeper"), uuid=uuid)


@never_cache
@require_GET
def station(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = door(request, uuid)
    tasks = list(PreparationTask.objects.filter(station=found))
    tracks = [(track.label, [task for task in tasks if task.track == track]) for track in Track]
    tasks_left = len([task for task in tasks if task.done_at is None])
    training_left = len([task for task in tasks if task.track == Track.TRAINING and task.done_at is None])
    context = {
        "station": found,
        "tracks": tracks,
        "held_back": found.training_blocks_start and training_left,
        "training_left": training_left,
        "tasks_left": tasks_left,
        "may_open": found.is_preparing and not (found.training_blocks_start and training_left),
        "outcomes": Outcome.objects.counting().filter(station=found)[:3],
        "form": CloseForm(),
    }
    return render(request, "stations/station.html", context)


@require_POST
def finish_task(request: UserRequest, uuid: UUID, task: int) -> HttpResponse:
    found = door(request, uuid)
    operations.finish_task(get_object_or_404(PreparationTask, station=found, pk=task), by=request.user, now=now())
    return redirect("stations:station", found.uuid)


@require_POST
def open_station(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = door(request, uuid)
    try:
        operations.open_station(found, by=request.user, now=now())
        messages.success(request, _("Open for business. We wish you many customers!"))
    except operations.TrainingFirst as error:
        text = ngettext(
            "This opening asks for the training first; %(n)s task is left. All you have done is kept.",
            "This opening asks for the training first; %(n)s tasks are left. All you have done is kept.",
            error.left,
        )
        messages.warning(request, text % {"n": error.left})
    except operations.StationIsClosed:
        messages.warning(request, _("This station is closed. Its figures are kept; you can begin a new one."))
    return redirect("stations:station", found.uuid)


@require_POST
def close_station(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = door(request, uuid)
    form = CloseForm(request.POST)
    if form.is_valid():
        operations.close_station(found, reason=form.cleaned_data["reason"], by=request.user, now=now())
        messages.success(request, _("Closed. All figures are kept."))
    else:
        messages.warning(request, _("Nothing was changed. Please write why it closes."))
    return redirect("stations:station", found.uuid)


@never_cache
@require_http_methods(["GET", "POST"])
def outcomes(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = door(request, uuid)
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"month": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_outcome(found, form.cleaned_data["month"], form.figures(), by=request.user, now=now())
            messages.success(request, _("Saved."))
            return redirect("stations:outcomes", found.uuid)
        except operations.NotOpenThen:
            form.add_error("month", _("The station was not open in this month. Please check the month."))
    rows = Outcome.objects.counting().filter(station=found)
    context = {"station": found, "form": form, "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "stations/outcomes.html", context, status=422 if form.errors else 200)
