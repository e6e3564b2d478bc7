"""The exams that are open to me, and the rules of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from exams import operations
from exams.devices import device_of, remember
from exams.models import Attempt, Exam

PER_PAGE = 20


@never_cache
@require_GET
def exams(request: UserRequest) -> HttpResponse:
    moment = now()
    rows = Exam.objects.visible_to(request.user).open(moment).with_size().select_related("organisation", "requires_course__page")
    page = Paginator(rows.order_by("title", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    standings = operations.standings(request.user, listed, now=moment)
    latest = latest_attempts(request, listed)
    cards = [{"exam": row, "standing": standings[row.pk], "attempt": latest.get(row.pk)} for row in listed]
    return render(request, "exams/exams.html", {"page_obj": page, "cards": cards})


def latest_attempts(request: UserRequest, listed: list[Exam]) -> dict[int, Attempt]:
    rows = Attempt.objects.filter(learner=request.user, exam__in=listed).order_by("number")
    return {row.exam_id: row for row in rows}


@never_cache
@require_http_methods(["GET", "POST"])
def exam(request: UserRequest, slug: str) -> HttpResponse:
    """The rules in plain words; POST starts, or goes on where the person was."""
    rows = Exam.objects.visible_to(request.user).with_size().select_related("organisation", "blueprint", "requires_course__page")
    found = get_object_or_404(rows, slug=slug)
    if request.method == "POST":
        return start(request, found)
    context = {
        "exam": found,
        "standing": operations.standings(request.user, [found], now=now())[found.pk],
        "attempt": latest_attempts(request, [found]).get(found.pk),
        "must_pass": found.blueprint.must_pass.select_related("topic"),
    }
    return render(request, "exams/exam.html", context)


def start(request: UserRequest, found: Exam) -> HttpResponse:
    device = device_of(request)
    try:
        begun = operations.start_attempt(request.user, found, now=now(), device=device)
    except operations.TooFew:
        messages.error(
            request,
            _("This exam has too few questions at the moment. Nothing was started and no attempt is lost. Please tell your teacher."),
        )
    except (
        operations.NotOpen,
        operations.NotYet,
        operations.CoolDown,
        operations.NoAttemptsLeft,
        operations.AlreadyPassed,
        operations.BeingMarked,
    ):
        pass  # the page says why, and what to do
    else:
        return remember(redirect("exams:attempt", begun.uuid), device, secure=request.is_secure())
    return redirect("exams:exam", found.slug)
