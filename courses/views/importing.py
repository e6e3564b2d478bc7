"""An old lesson becomes a draft: first what was found and what is left out is shown, then it is written."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.formats import BadOldLesson, read_old_lesson
from courses.forms import OldLessonForm
from courses.models import ModulePage

KEPT_SECONDS = 3600
"""How long an author may look at what was found before the file must be chosen again."""


@never_cache
@require_http_methods(["GET", "POST"])
def import_lesson(request: UserRequest, module: int) -> HttpResponse:
    """Choose a file, read what becomes of it, then make the draft. Until then nothing is written."""
    parent = get_object_or_404(ModulePage, pk=module)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    if request.method == "POST" and "key" in request.POST:
        return make_draft(request, parent)
    form = OldLessonForm(request.POST, request.FILES) if request.method == "POST" else OldLessonForm()
    if form.is_valid():
        content, name, key = form.cleaned_data["content"], form.cleaned_data["file"].name, uuid4()
        cache.set(place_of(request, parent, key), (content, name), KEPT_SECONDS)
        context = {"module": parent, "lesson": form.cleaned_data["lesson"], "name": name, "key": key}
        return render(request, "courses/admin/import_found.html", context)
    return render(request, "courses/admin/import.html", {"module": parent, "form": form}, status=422 if form.errors else 200)


def make_draft(request: UserRequest, parent: ModulePage) -> HttpResponse:
    try:
        key = UUID(request.POST["key"])
        content, name = cache.get(place_of(request, parent, key)) or (b"", "")
        lesson = read_old_lesson(content, name)
    except (ValueError, BadOldLesson):
        messages.warning(request, _("That was more than an hour ago. Please choose the file once more."))
        return redirect("courses_import", parent.pk)
    page = operations.import_old_lesson(parent, lesson, key=key, file_name=name, by=request.user)
    messages.success(request, _("The draft is here. Look it over, then submit or publish it; learners do not see it yet."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def place_of(request: UserRequest, parent: ModulePage, key: UUID) -> str:
    """Nobody else's file, and no other module's."""
    return f"old-lesson:{request.user.pk}:{parent.pk}:{key}"
