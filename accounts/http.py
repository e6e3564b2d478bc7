"""Requests that have passed the sign-in door."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in person: `LoginRequiredMiddleware` has let it through."""

    user: User


def address_of(request: HttpRequest) -> str:
    """The address a request came from, as the server in front of us reports it."""
    return str(request.META.get("REMOTE_ADDR") or "")


def safe_next(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is on this site; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()) else ""
