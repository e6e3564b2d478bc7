"""Published pages: by their address alone where they were shown before, else looked up in the tree."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from courses.serving import ADDRESS_SECONDS, Rendered, SharedPage, answer_with, by_address, is_for_everyone


@login_not_required
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page that is the same for everyone costs no query once it was shown; what only some may see is never kept here."""
    key = by_address(request, path)
    kept = cache.get(key) if key else None
    if kept is not None:
        return answer_with(request, Rendered(*kept))
    find_at_once(request, path)
    response: HttpResponse = serve(request, path)
    shared: Rendered | None = getattr(response, "shared", None)
    if key and shared and is_for_everyone(response):
        cache.set(key, tuple(shared), ADDRESS_SECONDS)
    return response


def find_at_once(request: HttpRequest, path: str) -> None:
    """Wagtail walks down the tree with two queries a level. Our pages have no addresses below their own, so one look-up is enough.

    What is found is left where Wagtail looks first. Anything else is left for Wagtail to find.
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    found = Page.objects.live().filter(url_path=f"{site.root_page.url_path}{path}").specific().first()
    if isinstance(found, SharedPage):
        request._wagtail_route_for_request = RouteResult(found)  # type: ignore[attr-defined]  # noqa: SLF001
