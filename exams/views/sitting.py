"""The paper and handing it in: only for the learner whose attempt it is."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from exams import operations
from exams.answering import read_field
from exams.devices import device_of, remember
from exams.models import Attempt, Lease, Result
from exams.operations import Asked, ReceiptStatus
from exams.tokens import AttemptToken
from exams.views.results import show_result, show_waiting
from exams.views.words import words


def door(request: UserRequest, attempt: UUID) -> Attempt:
    rows = Attempt.objects.visible_to(request.user).filter(learner=request.user).select_related("exam", "paper")
    return get_object_or_404(rows, uuid=attempt)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@never_cache
@require_http_methods(["GET"])
def attempt(request: UserRequest, attempt: UUID) -> HttpResponse:
    """The paper as long as the attempt is open, the result afterwards."""
    mine = door(request, attempt)
    moment = now()
    if mine.submitted_at is None and moment > mine.accepts_until:
        mine = operations.submit_attempt(mine, now=moment, nothing_waits=False)
    device = device_of(request)
    if mine.submitted_at is None or (mine.graded_at is None and moment <= mine.accepts_until):
        try:
            lease = operations.lease_of(mine, device)
        except operations.TakenElsewhere as taken:
            return show_taken(request, mine, taken.lease, moment)
        return remember(show_paper(request, mine, lease, moment), device, secure=request.is_secure())
    result = Result.objects.filter(attempt=mine).order_by("-number").first()
    return show_result(request, mine, result, moment) if result else show_waiting(request, mine, moment)


def show_taken(request: UserRequest, mine: Attempt, lease: Lease, moment: datetime) -> HttpResponse:
    if mine.submitted_at is not None:
        return show_waiting(request, mine, moment)
    return render(request, "exams/taken.html", {"attempt": mine, "exam": mine.exam, "lease": lease})


def show_paper(request: UserRequest, mine: Attempt, lease: Lease, moment: datetime) -> HttpResponse:
    paper = operations.read_paper(mine)
    last = mine.events.filter(lease=lease.number).aggregate(last=Max("seq"))["last"] or 0
    context = {
        "attempt": mine,
        "exam": mine.exam,
        "paper": [{"asked": asked, "was": json.dumps(asked.answer)} for asked in paper],
        "answered": sum(asked.answer is not None for asked in paper),
        "is_over": moment > mine.deadline or mine.submitted_at is not None,
        "now": milliseconds(moment),
        "deadline": milliseconds(mine.deadline),
        "token": AttemptToken(mine.pk, lease.number).signed(),
        "last": last,
        "page": uuid4(),
        "words": words(),
    }
    return render(request, "exams/paper.html", context)


@require_POST
def take_over(request: UserRequest, attempt: UUID) -> HttpResponse:
    """Go on with it on this device."""
    mine = door(request, attempt)
    device = device_of(request)
    with suppress(operations.Closed):  # the attempt's page says what came of it
        operations.take_over(mine, device, now=now())
    return remember(redirect("exams:attempt", mine.uuid), device, secure=request.is_secure())


@require_POST
def answers(request: UserRequest, attempt: UUID) -> HttpResponse:
    """Answers as a form, without JavaScript. The script's own way is `views.saving`."""
    mine = door(request, attempt)
    try:
        operations.lease_of(mine, device_of(request))
    except operations.TakenElsewhere:
        return redirect("exams:attempt", mine.uuid)
    paper = operations.read_paper(mine)
    receipts = operations.save_form(mine, page_of(request.POST), changed(paper, request.POST), now=now())
    refused = sum(receipt.status == ReceiptStatus.REFUSED for receipt in receipts)
    if refused:
        messages.warning(request, _("Everything that arrived in time counts. The last changes came too late to be taken."))
    if request.POST.get("action") == "submit":
        return redirect("exams:submit", mine.uuid)
    if not refused:
        answered = sum(asked.answer is not None for asked in operations.read_paper(mine))
        text = ngettext("Saved: %(count)s answer is with the server.", "Saved: %(count)s answers are with the server.", answered)
        messages.success(request, text % {"count": answered})
    return redirect("exams:attempt", mine.uuid)


def page_of(form: QueryDict) -> UUID:
    """Which showing of the paper the form was; one that does not say counts as a new one."""
    try:
        return UUID(form.get("page", ""))
    except ValueError:
        return uuid4()


def changed(paper: list[Asked], form: QueryDict) -> Mapping[int, object]:
    """What the person changed in this showing of the page: the rest of an old page says nothing."""
    found: dict[int, object] = {}
    for asked in paper:
        given = read_field(asked.shown, form)
        try:
            was = json.loads(form.get(f"was-{asked.position}", ""))
        except ValueError:
            continue
        if given != was:
            found[asked.position] = given
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: UserRequest, attempt: UUID) -> HttpResponse:
    """Are you sure? Says what is unanswered; POST hands in."""
    mine = door(request, attempt)
    try:
        if mine.submitted_at is None:
            operations.lease_of(mine, device_of(request))
    except operations.TakenElsewhere:
        return redirect("exams:attempt", mine.uuid)
    if request.method == "POST":
        operations.submit_attempt(mine, now=now())
        return redirect("exams:attempt", mine.uuid)
    if mine.submitted_at is not None or now() > mine.accepts_until:
        return redirect("exams:attempt", mine.uuid)
    paper = operations.read_paper(mine)
    context = {
        "attempt": mine,
        "exam": mine.exam,
        "paper": paper,
        "unanswered": [asked.position for asked in paper if asked.answer is None],
        "partly": [asked.position for asked in paper if asked.answer is not None and not asked.is_whole],
    }
    return render(request, "exams/submit.html", context)
