"""A draft on the author's own phone: the code in the admin, and the page behind it that needs no signing in."""

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import UserRequest
from courses.draft_links import OPEN_FOR, NotALink, read_link, seal_link
from courses.models import LessonPage


@never_cache
@require_GET
def phone(request: UserRequest, page: int) -> HttpResponse:
    """The code to hold a phone's camera to. Each look at this page gives it another 24 hours."""
    lesson = get_object_or_404(LessonPage.objects.select_related("latest_revision"), pk=page)
    if lesson.latest_revision is None or not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    moment = now()
    address = request.build_absolute_uri(reverse("courses:draft", args=[seal_link(lesson.pk, lesson.latest_revision_id, now=moment)]))
    context = {
        "lesson": lesson.get_latest_revision_as_object(),
        "address": address,
        "until": moment + OPEN_FOR,
        "code": segno.make(address, error="m").svg_inline(scale=6, border=2, dark="#1f2421", light="#ffffff"),
    }
    return render(request, "courses/admin/phone.html", context)


@login_not_required
@never_cache
@require_GET
def draft(request: HttpRequest, link: str) -> HttpResponse:
    """The one draft that the link names, as learners would see it. Kept by nobody, found by no search engine."""
    try:
        wanted = read_link(link)
    except NotALink as error:
        raise Http404 from error
    lesson = get_object_or_404(LessonPage.objects.select_related("latest_revision"), pk=wanted.page)
    if wanted.is_over(now()) or lesson.latest_revision_id != wanted.revision:
        response = render(request, "courses/draft_over.html", status=410)
    else:
        response = HttpResponse(lesson.get_latest_revision_as_object().render(is_draft=True))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
