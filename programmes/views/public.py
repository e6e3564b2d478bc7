"""What everyone may see of a programme, and taking part in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from programmes import operations
from programmes.counting import MEASURES, Tally
from programmes.models import Participation, Programme

PER_PAGE = 12
COUNTED_ANEW_AFTER = 60
"""Seconds. Strangers may ask as often as they like; the database is asked once a minute."""


@login_not_required
@cache_control(public=True, max_age=COUNTED_ANEW_AFTER)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    rows = Programme.objects.listed().prefetch_related("holders")
    return render(request, "programmes/index.html", {"page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


def counts_of(found: Programme) -> dict[str, Tally]:
    key = f"programme-counts-{found.pk}"
    counts: dict[str, Tally] | None = cache.get(key)
    if counts is None:
        counts = operations.count_programme(found, now=now())
        cache.set(key, counts, COUNTED_ANEW_AFTER)
    return counts


@login_not_required
@cache_control(public=True, max_age=COUNTED_ANEW_AFTER)
@require_GET
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The same bytes for everyone: what is personal lies behind the join link."""
    found = get_object_or_404(Programme.objects.listed(), slug=slug)
    tallies = counts_of(found)
    actuals = operations.actuals(found, place=None, tallies=tallies)
    promised = {actual.target.indicator.counted_by for actual in actuals}
    context = {
        "programme": found,
        "holders": found.holders.all(),
        "roles": found.roles.all(),
        "actuals": actuals,
        "counted": [(MEASURES[key], tally) for key, tally in tallies.items() if key not in promised],
        "is_over": found.is_over(localdate()),
    }
    return render(request, "programmes/programme.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: UserRequest, slug: str) -> HttpResponse:
    """Where I stand in this programme: join it, or see since when I take part."""
    found = get_object_or_404(Programme.objects.listed(), slug=slug)
    if request.method == "POST":
        try:
            operations.join_programme(request.user, found, role=request.POST.get("role", ""), now=now())
            messages.success(request, _("You take part in %(programme)s now.") % {"programme": found.name})
        except operations.ProgrammeIsOver:
            messages.warning(request, _("This programme is over. Its courses stay open to you."))
        except operations.NoSuchRole:
            messages.warning(request, _("Nothing has changed yet. Please choose one of the roles."))
        return redirect("programmes:join", found.slug)
    context = {
        "programme": found,
        "roles": found.roles.all(),
        "standing": Participation.objects.standing().filter(person=request.user, programme=found).first(),
        "is_over": found.is_over(localdate()),
    }
    return render(request, "programmes/join.html", context)


@require_POST
def leave(request: UserRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Programme.objects.listed(), slug=slug)
    operations.leave_programme(request.user, found, now=now())
    messages.success(request, _("You no longer take part. What you learned, and your certificates, stay yours."))
    return redirect("programmes:join", found.slug)
