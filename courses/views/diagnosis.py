"""Six questions that say where to begin; asked again later, they show what has changed. Never in anybody's way."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.models import Diagnosis, Worksheet
from courses.models.paths import walk
from courses.sheet_forms import SheetForm
from courses.sheets import SheetKind


@never_cache
@require_http_methods(["GET", "POST"])
def diagnosis(request: UserRequest) -> HttpResponse:
    """The questions. Whoever has answered them before is asked again, and the first answers stay."""
    found = get_object_or_404(Worksheet.objects.select_related("version"), kind=SheetKind.DIAGNOSIS, version__isnull=False)
    sheet = found.sheet
    form = SheetForm(sheet, request.POST if request.method == "POST" else None, initial={"base": 0, "save_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            taken = operations.take_diagnosis(request.user, form.answers(), save_id=form.cleaned_data["save_id"], now=now())
            return redirect("courses:diagnosed", taken.response.uuid)
        except operations.NotAnswered:
            form.add_error(None, _("The first four questions need an answer each. Choose what comes closest; nothing is wrong."))
    before = Diagnosis.objects.of(request.user).last()
    context = {"sheet": sheet, "form": form, "parts": list(form.parts()), "before": before}
    return render(request, "courses/worksheets/diagnosis.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def diagnosed(request: UserRequest, response: UUID) -> HttpResponse:
    """What to learn first, with one next step; beside the first answers, what has changed since."""
    mine = Diagnosis.objects.of(request.user).select_related("response__version")
    taken = get_object_or_404(mine, response__uuid=response)
    sheet = taken.response.sheet
    finding = taken.finding
    first = mine.first() if taken.number > 1 else None
    before = first.finding if first else None
    words = {item.key: {option.value: option.text for option in item.options} for item in sheet.items}
    context = {
        "taken": taken,
        "first": first,
        "finding": finding,
        "changes": list(zip(before.axes, finding.axes, strict=True)) if before else [],
        "gained": [words["links"].get(link, link) for link in before.weak_links if link not in finding.weak_links] if before else [],
        "weak": [words["links"][link] for link in finding.weak_links],
        "path": walk([(stage.place, stage.because) for stage in finding.path], request.user),
    }
    return render(request, "courses/worksheets/diagnosed.html", context)
