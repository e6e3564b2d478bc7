"""Questions of a file into a bank: first what was found is shown, then it is written. And a bank as a file."""

from uuid import UUID

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from exams import operations, tasks
from exams.formats import ENDINGS, WRITERS, Format
from exams.formats.sheet.template import template
from exams.forms import QuestionFileForm, formats
from exams.models import QuestionBank, QuestionUpload, UploadState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {Format.XLSX: XLSX, Format.MOODLE_XML: "application/xml"}
PER_PAGE = 20


def banks_of(request: UserRequest) -> list[QuestionBank]:
    """Whoever keeps none sees no page of this."""
    banks = list(QuestionBank.objects.visible_to(request.user)[:200])
    if not banks:
        raise Http404
    return banks


@never_cache
@require_http_methods(["GET", "POST"])
def import_questions(request: UserRequest) -> HttpResponse:
    """Choose bank and file."""
    banks = banks_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = QuestionFileForm(*sent, user=request.user)
    if form.is_valid():
        chosen = form.cleaned_data
        upload = operations.keep_upload(
            chosen["bank"],
            chosen["file"].read(),
            name=chosen["file"].name or "",
            kind=chosen["kind"],
            topic=chosen["topic"],
            language=get_language() or "zh-hans",
            by=request.user,
            now=now(),
        )
        transaction.on_commit(lambda: tasks.read_upload.delay(upload.pk), robust=True)
        return redirect("exams_upload", upload.key)
    context = {"form": form, "banks": banks, "written": formats(WRITERS)}
    return render(request, "exams/admin/import.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest, key: UUID) -> HttpResponse:
    """How far it is, what was found, what was done. Written only from here."""
    rows = QuestionUpload.objects.visible_to(request.user).select_related("bank", "topic").defer("content")
    kept = get_object_or_404(rows, key=key)
    if request.method == "POST":
        if operations.ask_to_import(kept, keep_going=bool(request.POST.get("keep_going"))):
            transaction.on_commit(lambda: tasks.import_upload.delay(kept.pk), robust=True)
        return redirect("exams_upload", key)
    context = {
        "upload": kept,
        "is_busy": kept.state in {UploadState.TO_READ, UploadState.TO_IMPORT},
        "done": cache.get(tasks.progress_key(kept.pk)),
        "report": kept.report,
        "takes": kept.report.get("imported", 0) + kept.report.get("updated", 0),
        "shown": len(kept.report.get("preview", [])),
    }
    return render(request, "exams/admin/upload.html", context)


@never_cache
@require_GET
def preview(request: UserRequest, key: UUID) -> HttpResponse:
    """The questions in the learner's own clothes, for the frame in the page."""
    kept = get_object_or_404(QuestionUpload.objects.visible_to(request.user).defer("content"), key=key)
    page = Paginator(operations.preview_of(kept), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exams/admin/preview.html", {"page_obj": page})


@require_GET
def question_template(request: UserRequest) -> HttpResponse:
    banks_of(request)
    answer = HttpResponse(template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=\"questions.xlsx\"; filename*=UTF-8''%E8%AF%95%E9%A2%98.xlsx"
    return answer


@never_cache
@require_GET
def export_questions(request: UserRequest, bank: str, kind: str) -> HttpResponse:
    """The file; or first what it cannot hold, and the file without that when asked again."""
    found = get_object_or_404(QuestionBank.objects.visible_to(request.user), slug=bank)
    if kind not in {str(each) for each in WRITERS}:
        raise Http404
    made = operations.export_questions(found, Format(kind))
    if made.left_out and "anyway" not in request.GET:
        return render(request, "exams/admin/left_out.html", {"bank": found, "kind": kind, "made": made})
    answer = HttpResponse(made.content, content_type=TYPES.get(Format(kind), "text/plain; charset=utf-8"))
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.{ENDINGS[Format(kind)]}"'
    return answer
