"""Published pages: by their address alone where they were shown before, else looked up in the tree."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from courses.models import LessonPage
from courses.serving import Rendered, SharedPage, answer_with, by_address, is_for_everyone, keep_for_now, kept_now

LESSON_DEPTH = 5
"""/courses/<institution>/<course>/<module>/<lesson>/: what stands so deep is a lesson."""


@login_not_required
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page that is the same for everyone costs no query once it was shown; what only some may see is never kept here."""
    key = by_address(request, path)
    current, kept = kept_now([key]) if key else ("", {})
    if key in kept:
        return answer_with(request, Rendered(*kept[key]))
    find_at_once(request, path)
    response: HttpResponse = serve(request, path)
    shared: Rendered | None = getattr(response, "shared", None)
    if key and shared and is_for_everyone(response):
        keep_for_now(current, {key: tuple(shared)})
    return response


def find_at_once(request: HttpRequest, path: str) -> None:
    """Wagtail walks down the tree with two queries a level. Our pages have no addresses below their own, so one look-up is enough.

    What is found is left where Wagtail looks first. Anything else is left for Wagtail to find.
    """
    roots = Site.get_site_root_paths()
    site = None if len(roots) == 1 else Site.find_for_request(request)
    if not roots or (len(roots) > 1 and site is None):
        raise Http404
    root_path = site.root_page.url_path if site else roots[0].root_path
    found = next(iter(candidates(path).filter(url_path=f"{root_path}{path}").order_by()[:1]), None)
    if isinstance(found, SharedPage):
        found.know_roots(roots)
        request._wagtail_route_for_request = RouteResult(found)  # type: ignore[attr-defined]  # noqa: SLF001


def candidates(path: str) -> PageQuerySet:
    """Pages that may stand at an address of this depth, with what `SharedPage.is_any_page_closed` wants to know."""
    pages = LessonPage.objects.all() if path.count("/") == LESSON_DEPTH else Page.objects.specific()
    return pages.live().annotate(is_any_page_closed=Exists(PageViewRestriction.objects.all()))
