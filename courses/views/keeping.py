"""What a phone fetches to study a course without a network."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from courses.models import Course
from courses.models.keeping import package_of


@login_not_required
@require_GET
def kept(request: HttpRequest, course: UUID) -> JsonResponse:
    """The addresses that make up a course, its size, and a digest that changes with any of its texts. The same for everyone."""
    found = get_object_or_404(Course.objects.taught().select_related("page"), key=course)
    response = JsonResponse(vars(package_of(found, get_language() or "")))
    patch_cache_control(response, public=True, max_age=300)
    return response
