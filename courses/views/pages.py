"""Published pages: by their address alone where they were shown before, else through Wagtail."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from wagtail.views import serve

from courses.serving import ADDRESS_SECONDS, Rendered, answer_with, by_address


@login_not_required
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Finding a page in the tree costs fourteen queries; a page that is the same for everyone needs none of them."""
    key = by_address(request, path)
    kept = cache.get(key) if key else None
    if kept is not None:
        return answer_with(request, Rendered(*kept))
    response: HttpResponse = serve(request, path)
    shared: Rendered | None = getattr(response, "shared", None)
    if key and shared:
        cache.set(key, tuple(shared), ADDRESS_SECONDS)
    return response
