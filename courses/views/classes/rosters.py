"""From a table onto the roster: template, check, import; and one person by hand."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.class_forms import OnePersonForm, RosterFileForm
from courses.models import RosterUpload, TrainingClass
from courses.rosters import LARGEST_FILE, NAME, NotARoster, Reading, read_roster, template
from courses.views.classes.doors import class_door

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""Lines and complaints that a page shows; the rest is counted."""
FIELD_OF = {"姓名": "name", "手机号": "phone", "出生日期": "born", "家乡": "home"}


@never_cache
@require_http_methods(["GET", "POST"])
def import_roster(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            content = sent.read(LARGEST_FILE + 1)
            read_roster(content)
            kept = operations.keep_upload(training_class, content, name=sent.name or "", by=request.user, now=now())
            return redirect("courses:check_roster", key, kept.key)
        except NotARoster as error:
            form.add_error("file", str(error))
    return render(
        request, "courses/classes/import.html", {"training_class": training_class, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
def check_roster(request: UserRequest, key: UUID, upload: UUID) -> HttpResponse:
    """What the table would do, and why a row cannot be taken. Written only from here."""
    training_class = class_door(request, key)
    kept = get_object_or_404(RosterUpload.objects.filter(training_class=training_class, by=request.user), key=upload)
    reading = read_roster(operations.content_of(kept))
    if request.method == "POST":
        report = bring_in(request, training_class, reading, keep_going=bool(request.POST.get("keep_going")), moment=now())
        if report.written:
            kept.delete()
            messages.success(request, summary(report))
            return redirect("courses:class_page", key)
    else:
        report = operations.import_roster(training_class, reading.lines, reading.complaints, by=request.user, now=now(), dry_run=True)
    context = {
        "training_class": training_class,
        "upload": kept,
        "report": report,
        "lines": reading.lines[:SHOWN],
        "line_count": len(reading.lines),
        "complaints": report.rejected[:SHOWN],
        "more_complaints": max(0, len(report.rejected) - SHOWN),
        "takes": report.imported + report.updated,
    }
    return render(request, "courses/classes/check.html", context, status=422 if request.method == "POST" else 200)


def bring_in(
    request: UserRequest, training_class: TrainingClass, reading: Reading, *, keep_going: bool, moment: datetime
) -> operations.RosterReport:
    return operations.import_roster(training_class, reading.lines, reading.complaints, by=request.user, now=moment, keep_going=keep_going)


def summary(report: operations.RosterReport) -> str:
    return _("%(imported)s imported, %(updated)s updated, %(rejected)s rejected; %(unchanged)s were on the roster already.") % {
        "imported": report.imported,
        "updated": report.updated,
        "rejected": report.rejected_rows,
        "unchanged": report.unchanged,
    }


@require_GET
def roster_template(request: UserRequest, key: UUID) -> HttpResponse:
    class_door(request, key)
    answer = HttpResponse(template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=\"roster.xlsx\"; filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def add_person(request: UserRequest, key: UUID) -> HttpResponse:
    """One line of the roster, without a table."""
    training_class = class_door(request, key)
    form = OnePersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = operations.import_roster(training_class, [form.line()], by=request.user, now=now())
        if report.written:
            messages.success(request, _("%(name)s is on the roster.") % {"name": form.cleaned_data["name"]})
            return redirect("courses:class_page", key)
        for complaint in report.rejected:
            form.add_error(FIELD_OF.get(complaint.column, FIELD_OF[NAME]), complaint.reason)
    return render(request, "courses/classes/add.html", {"training_class": training_class, "form": form}, status=422 if form.errors else 200)
