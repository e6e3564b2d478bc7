"""The site's own pages, and what a machine asks of it."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import UserRequest
from cms.desks import desks_of
from cms.road import read_road


@login_not_required
@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """The process, its database and its cache answer: send it visitors."""
    token = get_random_string(8)
    cache.set("readyz", token, 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    checks = {"database": True, "cache": cache.get("readyz") is not None}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


@never_cache
@require_GET
def road(request: UserRequest) -> HttpResponse:
    place = request.user.region
    context = {"road": read_road(request.user, now=now()), "place": place, "desks": desks_of(request.user), "here": "road"}
    return render(request, "cms/road.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lay open too long, or cookies are off. What was typed is still in the browser: going back shows it."""
    return HttpResponseForbidden(render_to_string("cms/csrf_failure.html", {}, request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseBadRequest(render_to_string("400.html"))
