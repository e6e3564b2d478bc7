"""Asking the trainers from a lesson; my questions and what came back; what others asked, for everybody."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.forms import InquiryForm
from courses.models import About, Course, Inquiry, LessonPage, OutlineLesson, Refusal
from courses.operations import EventReport
from courses.views.enrolled import desk_or_enrol, places_of

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: UserRequest, course: UUID, lesson: UUID) -> HttpResponse:
    """A question, or word that something is wrong. Which of them is chosen before, where the link says so."""
    desk = desk_or_enrol(request, course, lesson)
    if isinstance(desk, HttpResponseRedirect):
        return desk
    about = request.GET.get("about") if request.GET.get("about") in About else About.QUESTION
    form = InquiryForm(request.POST or None, initial={"token": uuid4(), "about": about})
    if request.method == "POST" and form.is_valid():
        report = EventReport(
            form.cleaned_data["token"],
            About(form.cleaned_data["about"]),
            desk.lesson.lesson_key,
            text=form.cleaned_data["text"],
            may_be_shown=form.cleaned_data["may_be_shown"],
        )
        refused = operations.record_events(desk.enrolment, [report], now=now()).refused
        if not refused:
            messages.success(request, _("Sent to the trainers. The answer will come to your inbox."))
            return redirect("courses:my_inquiries")
        form.add_error(None, Refusal(refused[report.event_id]).label)
    return render(request, "courses/ask.html", {"form": form, "desk": desk}, status=422 if form.errors else 200)


@never_cache
@require_GET
def my_inquiries(request: UserRequest) -> HttpResponse:
    mine = Inquiry.objects.visible_to(request.user).select_related("enrolment__course__page").order_by("-asked_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(page.object_list)
    rows = [(row, places.get((row.enrolment_id, row.lesson_key))) for row in page.object_list]
    return render(request, "courses/my_inquiries.html", {"page_obj": page, "rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def my_inquiry(request: UserRequest, inquiry: UUID) -> HttpResponse:
    """My question and its answer; posting takes the permission to show it back."""
    mine = get_object_or_404(Inquiry.objects.visible_to(request.user).select_related("enrolment__course__page"), uuid=inquiry)
    if request.method == "POST":
        operations.keep_inquiry_private(mine, by=request.user, now=now())
        messages.success(request, _("Only you and the trainers can read it now."))
        return redirect(request.path)
    place = places_of([mine]).get((mine.enrolment_id, mine.lesson_key))
    return render(request, "courses/my_inquiry.html", {"inquiry": mine, "place": place})


@login_not_required
@never_cache
@require_GET
def lesson_questions(request: HttpRequest, course: UUID, lesson: UUID) -> HttpResponse:
    """What others asked about a lesson, with the answers. The same for everybody; nobody is named; only in open courses."""
    found = get_object_or_404(Course.objects.taught().select_related("page", "outline"), key=course)
    here = get_object_or_404(
        OutlineLesson.objects.filter(page__in=LessonPage.objects.live().public()), outline=found.outline_id, lesson_key=lesson
    )
    rows = Inquiry.objects.open().filter(course=found, lesson_key=lesson).order_by("-published_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/lesson_questions.html", {"course": found, "lesson": here, "page_obj": page})
