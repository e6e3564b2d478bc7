"""How a browser is known again: by a random number in a cookie of its own, which says nothing of the person."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from accounts.http import address_of
from exams.operations import Device

COOKIE = "device"
A_YEAR = 60 * 60 * 24 * 365


def device_of(request: HttpRequest) -> Device:
    """The device that asks; one that is not known yet gets a number, which `remember` hands to it."""
    try:
        number = UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        number = uuid4()
    return Device(number, address_of(request) or None, request.headers.get("User-Agent", ""))


def remember[Response: HttpResponse](response: Response, device: Device, *, secure: bool) -> Response:
    response.set_cookie(COOKIE, str(device.uuid), max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax", path="/")
    return response
