"""Small passages every request goes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from courses.models import OwnWriting
from courses.views.authoring import refuse_own

type View = Callable[[HttpRequest], HttpResponse]


def language_of_the_path(get_response: View) -> View:
    """The language is in the address alone: /en/… is English, all else Chinese.

    Django's own LocaleMiddleware would add `Vary: Accept-Language`, and a lesson could no longer be one copy for all.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def admin_content_security_policy(get_response: View) -> View:
    """Wagtail's own pages need inline scripts and styles; the rest of the site keeps the strict policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]  # noqa: SLF001  # what Django's csp_override sets
        return response

    return middleware


class SecondPairOfEyes:
    """Wagtail publishes in many places; wherever somebody may not publish what they wrote themselves, they read why."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OwnWriting):
            return None
        return refuse_own(request, exception.page)
