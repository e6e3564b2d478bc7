"""Requests that have passed the sign-in door."""

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in person: `LoginRequiredMiddleware` has let it through."""

    user: User


def address_of(request: HttpRequest) -> str:
    """The address a request came from, as the server in front of us reports it."""
    return str(request.META.get("REMOTE_ADDR") or "")
