"""The paper, its answers, handing in, and the result: only for the learner whose attempt it is."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from courses.models import OutlineLesson
from exams import operations
from exams.content import Kind
from exams.models import Attempt, ClosedHow, Exam, Result, Topic
from exams.operations import Asked, GivenAnswer, Receipt, ReceiptStatus

LARGEST_BODY = 128 * 1024


def door(request: UserRequest, attempt: UUID) -> Attempt:
    rows = Attempt.objects.visible_to(request.user).filter(learner=request.user).select_related("exam")
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
        mine = operations.submit_attempt(mine, now=moment)
    if mine.submitted_at is None:
        return show_paper(request, mine, moment)
    result = Result.objects.filter(attempt=mine).order_by("-number").first()
    if result:
        return show_result(request, mine, result, moment)
    waiting = render(request, "exams/being_marked.html", {"attempt": mine})
    waiting.headers["Refresh"] = "3"
    return waiting


def show_paper(request: UserRequest, mine: Attempt, moment: datetime) -> HttpResponse:
    paper = operations.read_paper(mine)
    context = {
        "attempt": mine,
        "exam": mine.exam,
        "paper": [{"asked": asked, "was": json.dumps(asked.answer)} for asked in paper],
        "answered": sum(asked.answer is not None for asked in paper),
        "is_over": moment > mine.deadline,
        "now": milliseconds(moment),
        "deadline": milliseconds(mine.deadline),
        "rendering": uuid4(),
        "words": words(),
    }
    return render(request, "exams/paper.html", context)


def words() -> dict[str, str]:
    """What the script says."""
    return {
        "sent": _("Answers with the server: {n}"),
        "sending": _("Sending …"),
        "offline": _("No network, go on answering"),
        "kept": _("On this phone: {here}. With the server: {there}"),
        "banner": _("Your answers are kept on this phone first and go out when there is a network. The server's clock counts as before."),
        "signed_out": _("Your answers are kept on this phone. Please sign in again in another tab, then they will be sent."),
        "not_sent": _(
            "Not everything has reached the server yet. Your answers are kept on this phone; please try again when there is a network."
        ),
        "over": _("Time is up. Your answers are being sent and handed in."),
        "over_offline": _("Time is up. Your answers are kept on this phone. Leave this page open: they go out when there is a network."),
        "late": _("Everything that arrived in time counts. The last changes came too late to be taken."),
        "left": _("Minutes left: {n}"),
        "done": _("answered"),
    }


def lessons_about(exam: Exam, topics: list[str]) -> dict[str, str]:
    """Topic → the first lesson of the module of that name in the exam's course."""
    lessons = OutlineLesson.objects.filter(outline__course=exam.requires_course_id, module_slug__in=topics, page__live=True)
    newest = lessons.filter(outline=F("outline__course__outline")).order_by("-position")
    return {lesson.module_slug: lesson.url for lesson in newest}


def show_result(request: UserRequest, mine: Attempt, result: Result, moment: datetime) -> HttpResponse:
    lessons = lessons_about(mine.exam, [row["topic"] for row in result.topics])
    titles = dict(Topic.objects.filter(slug__in=[row["topic"] for row in result.topics]).values_list("slug", "title"))
    profile = [
        row
        | {
            "title": titles.get(row["topic"], row["topic"]),
            "needed": mine.must_pass.get(row["topic"]),
            "failed": row["topic"] in result.failed_must_pass,
            "url": lessons.get(row["topic"]),
        }
        for row in result.topics
    ]
    context = {
        "attempt": mine,
        "exam": mine.exam,
        "result": result,
        "profile": profile,
        "failed_topics": [row for row in profile if row["failed"]],
        "weak": sorted((row for row in profile if row["percent"] < max(mine.pass_percent, 80)), key=lambda row: float(row["percent"])),
        "standing": operations.standings(request.user, [mine.exam], now=moment)[mine.exam_id],
        "by_deadline": mine.closed_how == ClosedHow.BY_DEADLINE,
    }
    return render(request, "exams/result.html", context)


@require_POST
def answers(request: UserRequest, attempt: UUID) -> HttpResponse:
    """Answers as JSON from the script, or as a form without it."""
    mine = door(request, attempt)
    if request.content_type == "application/json":
        return receive_json(request, mine)
    return receive_form(request, mine)


def receive_json(request: UserRequest, mine: Attempt) -> JsonResponse:
    try:
        device, given = read_batch(request.body)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        return JsonResponse({"error": type(error).__name__}, status=400)
    moment = now()
    receipts = operations.save_answers(mine, device, given, now=moment)
    mine.refresh_from_db(fields=["submitted_at"])
    return JsonResponse(
        {
            "receipts": [receipt_json(receipt) for receipt in receipts],
            "now": milliseconds(moment),
            "deadline": milliseconds(mine.deadline),
            "closed": mine.submitted_at is not None,
        }
    )


def read_batch(body: bytes) -> tuple[UUID, list[GivenAnswer]]:
    """The device and its answers. Raises ValueError, KeyError, TypeError, AttributeError or OverflowError on rubbish."""
    if len(body) > LARGEST_BODY:
        raise ValueError("too large")
    batch = json.loads(body)
    given = [
        GivenAnswer(
            position=int(row["position"]),
            client_seq=int(row["seq"]),
            answer=row["answer"],
            claimed_at=datetime.fromtimestamp(int(row["claimed_at"]) / 1000, UTC) if row.get("claimed_at") else None,
        )
        for row in batch["answers"]
    ]
    return UUID(batch["device"]), given


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "position": receipt.position,
        "seq": receipt.client_seq,
        "status": receipt.status,
        "reason": receipt.reason,
        "last": receipt.last_seq,
    }


def receive_form(request: UserRequest, mine: Attempt) -> HttpResponse:
    paper = operations.read_paper(mine)
    try:
        rendering = UUID(request.POST.get("rendering", ""))
    except ValueError:
        rendering = uuid4()
    receipts = operations.save_form(mine, rendering, changed(paper, request.POST), now=now())
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


def changed(paper: list[Asked], form: QueryDict) -> Mapping[int, object]:
    """What the person changed in this rendering of the page: the rest of an old page says nothing."""
    found: dict[int, object] = {}
    for asked in paper:
        given = read_field(asked, form)
        try:
            was = json.loads(form.get(f"was-{asked.position}", ""))
        except ValueError:
            continue
        if given != was:
            found[asked.position] = given
    return found


def read_field(asked: Asked, form: QueryDict) -> object:
    name = f"q{asked.position}"
    if asked.kind == Kind.MULTIPLE:
        return sorted(form.getlist(name)) or None
    value = form.get(name, "").strip()
    if asked.kind == Kind.TRUE_FALSE:
        return {"true": True, "false": False}.get(value)
    return value or None


@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: UserRequest, attempt: UUID) -> HttpResponse:
    """Are you sure? Says what is unanswered; POST hands in."""
    mine = door(request, attempt)
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
    }
    return render(request, "exams/submit.html", context)
