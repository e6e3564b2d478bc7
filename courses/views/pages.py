"""Published pages: by their address alone where they were shown before, else looked up in the tree."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from courses.models import LessonPage
from courses.models.prepared import PreparedQuery, columns, instance, slots
from courses.serving import Rendered, SharedPage, answer_with, by_address, is_for_everyone, keep_for_now, kept_now

LESSON_DEPTH = 5
"""/courses/<institution>/<course>/<module>/<lesson>/: what stands so deep is a lesson."""

ANY_CLOSED = Exists(PageViewRestriction.objects.all())
LESSON_AT = PreparedQuery(
    lambda: LessonPage.objects.live().filter(**slots(LessonPage, ("url_path",))).order_by().values_list(*columns(LessonPage), ANY_CLOSED)
)


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
    found = find_page(f"{root_path}{path}", is_lesson=path.count("/") == LESSON_DEPTH)
    if isinstance(found, SharedPage):
        found.know_roots(roots)
        request._wagtail_route_for_request = RouteResult(found)  # type: ignore[attr-defined]  # noqa: SLF001


def find_page(url_path: str, *, is_lesson: bool) -> Page | None:
    """The published page at this path, with what `SharedPage.is_any_page_closed` wants to know."""
    if not is_lesson:
        pages = Page.objects.specific().live().annotate(is_any_page_closed=ANY_CLOSED)
        return next(iter(pages.filter(url_path=url_path).order_by()[:1]), None)
    row = next(iter(LESSON_AT.rows({"url_path": url_path})), None)
    if row is None:
        return None
    lesson = instance(LessonPage, row)
    lesson.is_any_page_closed = bool(row[-1])
    return lesson
