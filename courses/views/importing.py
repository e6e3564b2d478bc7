"""An old lesson becomes a draft: first what was found and what is left out is shown, then it is written."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.formats import read_old_lesson
from courses.forms import OldLessonForm
from courses.models import LessonPage, ModulePage, OldLessonUpload


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
        name = form.cleaned_data["file"].name
        kept = operations.lay_aside(parent, form.cleaned_data["content"], name=name, by=request.user, now=now())
        context = {"module": parent, "lesson": form.cleaned_data["lesson"], "name": name, "key": kept.key}
        return render(request, "courses/admin/import_found.html", context)
    return render(request, "courses/admin/import.html", {"module": parent, "form": form}, status=422 if form.errors else 200)


def make_draft(request: UserRequest, parent: ModulePage) -> HttpResponse:
    """The same click again finds the draft that the first one made."""
    try:
        key = UUID(request.POST["key"])
    except ValueError:
        return too_late(parent, request)
    there = LessonPage.objects.child_of(parent).filter(lesson_key=key, owner=request.user).first()
    if there is None:
        fresh = OldLessonUpload.objects.visible_to(request.user).filter(uploaded_at__gte=now() - OldLessonUpload.KEPT_FOR)
        kept = fresh.select_related("file").filter(key=key, module=parent).first()
        if kept is None:
            return too_late(parent, request)
        with kept.file.file.open() as file:
            lesson = read_old_lesson(file.read(), kept.file.name)
        there = operations.import_old_lesson(parent, lesson, key=key, file_name=kept.file.name, by=request.user)
        operations.forget_old_lesson(kept)
        messages.success(request, _("The draft is here. Look it over, then submit or publish it; learners do not see it yet."))
    return redirect("wagtailadmin_pages:edit", there.pk)


def too_late(parent: ModulePage, request: UserRequest) -> HttpResponse:
    messages.warning(request, _("That was more than an hour ago. Please choose the file once more."))
    return redirect("courses_import", parent.pk)
