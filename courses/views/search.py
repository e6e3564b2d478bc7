"""Finding lessons and courses by Chinese words."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.models.search import describe_hits, find_texts

PER_PAGE = 20
LONGEST_QUERY = 60


@login_not_required
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = Paginator(find_texts(query), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/search.html", {"query": query, "page_obj": found, "hits": describe_hits(found.object_list)})
