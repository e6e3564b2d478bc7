"""Worksheets: choose one, fill it in, print it, look at what it was before, copy it for the next occasion, let teachers read it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import operations as accounts
from accounts.http import UserRequest
from accounts.models import Organisation, Role
from courses import operations
from courses.models import SheetState, Worksheet, WorksheetResponse
from courses.sheet_forms import SheetForm
from courses.sheets import Answers, Sheet, SheetKind, proposed_days, results
from courses.sheets.shown import shown_advice, shown_sections

PER_PAGE = 20


def sheet_of_mine(request: UserRequest, response: UUID) -> WorksheetResponse:
    mine = WorksheetResponse.objects.filter(person=request.user).select_related("worksheet", "version", "person")
    return get_object_or_404(mine.exclude(worksheet__kind=SheetKind.DIAGNOSIS), uuid=response)


def outcome(sheet: Sheet, answers: Answers) -> dict[str, object]:
    """What the answers come to: sums, or the advice of a guide."""
    return {"results": results(sheet, answers), "advice": shown_advice(sheet, answers)}


@never_cache
@require_GET
def worksheets(request: UserRequest) -> HttpResponse:
    """The sheets there are, and those I have in hand."""
    mine = WorksheetResponse.objects.filter(person=request.user).exclude(worksheet__kind=SheetKind.DIAGNOSIS)
    page = Paginator(mine.select_related("worksheet").order_by("state", "-changed_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    may_read = request.user.holds(Role.TRAINER, Role.CLASS_TEACHER)
    context = {"page_obj": page, "offered": Worksheet.objects.offered(), "may_read": may_read}
    return render(request, "courses/worksheets/list.html", context)


@never_cache
@require_GET
def shared_sheets(request: UserRequest) -> HttpResponse:
    """For teachers: what learners gave them to read, the latest changed first."""
    if not request.user.holds(Role.TRAINER, Role.CLASS_TEACHER):
        raise Http404
    rows = WorksheetResponse.objects.shared_with(request.user).select_related("worksheet", "person").order_by("-changed_at", "-pk")
    return render(request, "courses/worksheets/shared.html", {"page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


@never_cache
@require_http_methods(["GET", "POST"])
def worksheet(request: UserRequest, slug: str) -> HttpResponse:
    """What the sheet is for; beginning one. Nothing is written before something is typed."""
    found = get_object_or_404(Worksheet.objects.offered(), slug=slug)
    sheet = found.sheet
    if request.method == "POST":
        try:
            begun = operations.begin_sheet(found, request.user, title=request.POST.get("title", "")[:40], now=now())
        except operations.TooManySheets:
            messages.warning(request, _("You have very many sheets. Please go on with one of them; nothing was lost."))
            return redirect("courses:worksheets")
        return redirect("courses:sheet", begun.uuid)
    mine = WorksheetResponse.objects.filter(person=request.user, worksheet=found).order_by("-changed_at")[:3]
    return render(request, "courses/worksheets/about.html", {"worksheet": found, "sheet": sheet, "mine": mine})


@never_cache
@require_GET
def blank_sheet(request: UserRequest, slug: str) -> HttpResponse:
    """The empty form, to be filled in by hand."""
    found = get_object_or_404(Worksheet.objects.offered(), slug=slug)
    sheet = found.sheet
    context = {"sheet": sheet, "sections": shown_sections(sheet, {}), "is_blank": True, "title": "", "back": found}
    return render(request, "courses/worksheets/paper.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: UserRequest, response: UUID) -> HttpResponse:
    """Fill in. A plain form that saves with a tap; with JavaScript it also saves by itself."""
    mine = sheet_of_mine(request, response)
    proposed = proposed_days(mine.sheet, mine.answers)
    if request.method == "POST":
        form = SheetForm(mine.sheet, request.POST, proposed=proposed)
        return save(request, mine, form)
    initial = mine.answers | {"title": mine.title, "base": mine.number, "save_id": uuid4()}
    return fill_page(request, mine, SheetForm(mine.sheet, initial=initial, proposed=proposed))


def fill_page(request: UserRequest, mine: WorksheetResponse, form: SheetForm) -> HttpResponse:
    context = {
        "response": mine,
        "sheet": mine.sheet,
        "form": form,
        "parts": list(form.parts()),
        "outcome": outcome(mine.sheet, mine.answers),
        "is_guide": mine.sheet.kind is SheetKind.GUIDE,
    }
    return render(request, "courses/worksheets/fill.html", context, status=422 if form.errors else 200)


def save(request: UserRequest, mine: WorksheetResponse, form: SheetForm) -> HttpResponse:
    by_itself = "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422) if by_itself else fill_page(request, mine, form)
    action = request.POST.get("action", "")
    given = form.cleaned_data
    saved = operations.save_sheet(
        mine,
        form.answers(),
        base=given["base"],
        save_id=given["save_id"],
        title=given["title"],
        state=SheetState.FINISHED if action == "finish" else None,
        now=now(),
    )
    if by_itself:
        return JsonResponse(receipt(saved))
    if action == "finish":
        messages.success(request, _("Finished and kept. You can print it, copy it for the next time, or go on changing it."))
        return redirect("courses:sheet_paper", saved.uuid)
    messages.success(request, _("Kept."))
    return redirect("courses:sheet", saved.uuid)


def receipt(saved: WorksheetResponse) -> dict[str, object]:
    """What a browser that saves by itself must know: the number to go on from, and what now stands, field by field."""
    return {
        "number": saved.number,
        "at": localtime(saved.changed_at).strftime("%H:%M"),
        "fields": {"title": [saved.title]} | {name: as_sent(value) for name, value in saved.answers.items()},
        "outcome": render_to_string("courses/worksheets/outcome.html", outcome(saved.sheet, saved.answers)),
    }


def as_sent(value: object) -> list[str]:
    """An answer as a browser's form would send it."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return ["on"] if value is True else [str(value)]


@never_cache
@require_GET
def sheet_paper(request: UserRequest, response: UUID) -> HttpResponse:
    """The filled sheet as paper: for its owner, and for the teachers it was shared with; their looking is written down."""
    rows = WorksheetResponse.objects.visible_to(request.user).select_related("worksheet", "version", "person__home_region")
    found = get_object_or_404(rows.exclude(worksheet__kind=SheetKind.DIAGNOSIS), uuid=response)
    accounts.log_access(found.person, by=request.user, what=_("worksheet"), detail=found.title, now=now())
    return render(request, "courses/worksheets/paper.html", paper(found, found.answers) | {"is_mine": found.person_id == request.user.pk})


def paper(found: WorksheetResponse, answers: Answers) -> dict[str, object]:
    return {
        "response": found,
        "sheet": found.sheet,
        "title": found.title,
        "sections": shown_sections(found.sheet, answers),
        **outcome(found.sheet, answers),
    }


@never_cache
@require_GET
def sheet_log(request: UserRequest, response: UUID) -> HttpResponse:
    """Every save, the latest first."""
    mine = sheet_of_mine(request, response)
    page = Paginator(mine.revisions.order_by("-number"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/worksheets/log.html", {"response": mine, "page_obj": page})


@never_cache
@require_GET
def sheet_then(request: UserRequest, response: UUID, number: int) -> HttpResponse:
    """The sheet as it stood after one save."""
    mine = sheet_of_mine(request, response)
    revision = get_object_or_404(mine.revisions, number=number)
    context = paper(mine, mine.answers_at(number)) | {"is_mine": True, "revision": revision, "title": revision.title}
    return render(request, "courses/worksheets/paper.html", context)


@require_POST
def sheet_copy(request: UserRequest, response: UUID) -> HttpResponse:
    mine = sheet_of_mine(request, response)
    title = _("%(title)s, again") % {"title": mine.title[:30]}
    try:
        copied = operations.copy_sheet(mine, title=title[:40], now=now())
    except operations.TooManySheets:
        messages.warning(request, _("You have very many sheets. Please go on with one of them; nothing was lost."))
        return redirect("courses:worksheets")
    messages.success(request, _("This is a new sheet. Ticks, days and what came of it are empty; the rest has come along."))
    return redirect("courses:sheet", copied.uuid)


@never_cache
@require_http_methods(["GET", "POST"])
def sheet_share(request: UserRequest, response: UUID) -> HttpResponse:
    """Who may read this sheet, institution by institution: one tap each, taken back with one tap."""
    mine = sheet_of_mine(request, response)
    mine_at = operations.teaching_institutions(request.user)
    if request.method == "POST":
        asked = request.POST.get("institution", "")
        place = get_object_or_404(Organisation, slug=asked[:50])
        if request.POST.get("action") == "stop":
            operations.stop_sharing(mine, place, now=now())
            messages.success(request, _("The teachers of %(place)s can no longer read it.") % {"place": place})
        else:
            share(request, mine, place)
        return redirect("courses:sheet_share", mine.uuid)
    standing = {row.institution_id: row for row in mine.shares.standing()}
    rows = [(place, standing.get(place.pk)) for place in mine_at]
    return render(request, "courses/worksheets/share.html", {"response": mine, "rows": rows})


def share(request: UserRequest, mine: WorksheetResponse, place: Organisation) -> None:
    try:
        operations.share_sheet(mine, place, now=now())
    except operations.NotAtThisInstitution as error:
        raise Http404 from error
    messages.success(request, _("The teachers of %(place)s can read it now, also when you change it.") % {"place": place})
