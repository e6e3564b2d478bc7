"""My courses; enrolling; saying that a lesson is done. All of it works without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest, safe_next
from courses import operations
from courses.models import Course, Enrolment, OutlineLesson, study_of
from courses.models.learners import places_now
from courses.models.overview import with_progress
from courses.models.reminders import steadiness_of
from courses.models.worksheets import diagnosis_due

PER_PAGE = 20


@never_cache
@require_GET
def my_courses(request: UserRequest) -> HttpResponse:
    mine = Enrolment.objects.filter(learner=request.user).continue_first()
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "courses/my_courses.html",
        {
            "page_obj": page,
            "rows": with_progress(page.object_list),
            "courses_url": reverse("wagtail_serve", args=["courses/"]),
            "due": diagnosis_due(request.user),
            "steadiness": steadiness_of(request.user, today=localdate()),
            "places": places_now(request.user, localdate()),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: UserRequest, course: UUID) -> HttpResponse:
    """One tap. Whoever is enrolled already goes straight on."""
    found = get_object_or_404(Course.objects.taught().select_related("page", "organisation"), key=course)
    enrolment = Enrolment.objects.filter(learner=request.user, course=found).first()
    if request.method == "POST" and enrolment is None:
        enrolment = operations.enrol(request.user, found, now=now())
    if enrolment is not None:
        following = enrolment.study().next_lesson()
        return redirect(safe_next(request) or (following.url if following else "courses:my_courses"))
    return render(request, "courses/enrol.html", {"course": found, "weight": found.weight(), "next": safe_next(request)})


@never_cache
@require_http_methods(["GET", "POST"])
def done(request: UserRequest, course: UUID, lesson: UUID) -> HttpResponse:
    """Say that a lesson is done, and go on to the next one."""
    found = get_object_or_404(Course.objects.taught(), key=course)
    study = study_of(learner=request.user, course=found)
    if study is None:
        get_object_or_404(OutlineLesson, outline=found.outline_id, lesson_key=lesson)
        return redirect(f"{reverse('courses:enrol', args=[course])}?{urlencode({'next': request.path})}")
    here = next((place for place in study.places if place.lesson_key == lesson), None)
    if here is None:
        raise Http404
    if request.method == "POST":
        recorded = operations.mark_lesson_done(study.enrolment, lesson, now=now())
        following = recorded.study.next_lesson(after=lesson)
        if recorded.completed or following is None:
            messages.success(request, _("You have finished every lesson of this course. Well done!"))
            return redirect("courses:my_courses")
        return redirect(following.url)
    context = {
        "course": found,
        "lesson": here,
        "is_done": here.is_done,
        "following": study.next_lesson(after=lesson),
        "progress": study.progress,
    }
    return render(request, "courses/done.html", context)
