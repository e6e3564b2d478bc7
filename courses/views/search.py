"""Finding courses, lessons, words of the trade and answered questions by Chinese words."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.models.search import FIND, THE_WORD, Kind, describe_terms, popular_courses

PER_PAGE = 10
"""So many hits weigh about 5 kB on the wire."""
LONGEST_QUERY = 60


@login_not_required
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Each kind with how many were found. Without a wish, the first kind that has any is shown, and the very word is explained."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    pages = {kind: Paginator(FIND[kind][0](query), PER_PAGE) for kind in Kind}
    asked = request.GET.get("kind", "")
    shown = Kind(asked) if asked in Kind else next((kind for kind in Kind if pages[kind].count), Kind.TEXTS)
    page = pages[shown].get_page(request.GET.get("page"))
    context = {
        "query": query,
        "page_obj": page,
        "hits": FIND[shown][1](page.object_list),
        "kinds": [(kind, pages[kind].count) for kind in Kind],
        "shown": shown,
        "popular": popular_courses() if query and not pages[shown].count else (),
        "term": the_word(pages[Kind.TERMS]) if shown == Kind.TEXTS and page.number == 1 else None,
    }
    return render(request, "courses/search.html", context)


def the_word(found: Paginator[Any]) -> Any:
    """The explanation of the very word that was typed, if the house has one."""
    first = found.object_list[:1] if found.count else []
    return next(iter(describe_terms(row for row in first if row.rank <= THE_WORD + 1)), None)
