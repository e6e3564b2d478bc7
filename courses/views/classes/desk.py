"""A class from the teacher's chair: open, change, plan, and see who is stuck or silent."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from courses import operations
from courses.class_forms import SessionForm, TrainingClassForm
from courses.models import Attendance, ClassMember, TrainingClass
from courses.models.attendance import ATTENDED
from courses.models.classes import ClassMemberQuerySet
from courses.models.learners import courses_of
from courses.models.overview import Standing, with_progress
from courses.views.classes.doors import class_door, teacher_door

PER_PAGE = 20
ROSTER_PAGE = 30


@never_cache
@require_GET
def all_classes(request: UserRequest) -> HttpResponse:
    teacher_door(request)
    page = Paginator(TrainingClass.objects.visible_to(request.user).latest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/classes/all.html", {"page_obj": page})


@never_cache
@require_http_methods(["GET", "POST"])
def new_class(request: UserRequest) -> HttpResponse:
    teacher_door(request)
    form = TrainingClassForm(request.POST or None, teacher=request.user)
    if request.method == "POST" and form.is_valid():
        opened = operations.open_class(form.cleaned_data["institution"], form.plan(), by=request.user, now=now())
        messages.success(request, _("The class is open. Next: who is in it, and when do you meet?"))
        return redirect("courses:class_page", opened.key)
    return render(request, "courses/classes/form.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def change_class(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    form = TrainingClassForm(request.POST or None, teacher=request.user, training_class=training_class)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_class(training_class, form.plan(), teachers=form.cleaned_data["teachers"])
            messages.success(request, _("Saved."))
            return redirect("courses:class_page", key)
        except operations.TooFewSeats as error:
            form.add_error("seats", _("%(n)s people stand on the roster already.") % {"n": error.taken})
    return render(
        request, "courses/classes/form.html", {"form": form, "training_class": training_class}, status=422 if form.errors else 200
    )


@never_cache
@require_GET
def class_page(request: UserRequest, key: UUID) -> HttpResponse:
    """The roster page by page, with how far each one is; who is stuck, who is silent."""
    training_class = class_door(request, key)
    moment = now()
    query, only = request.GET.get("q", "").strip()[:50], request.GET.get("only", "")
    members = chosen(training_class.members.standing(), only, moment)
    if query:
        members = members.known().filter(person__name__icontains=query)
    page = Paginator(members.select_related("person__home_region").order_by("pk"), ROSTER_PAGE).get_page(request.GET.get("page"))
    context = {
        "training_class": training_class,
        "page_obj": page,
        "rows": with_courses(list(page.object_list), training_class, request),
        "query": query,
        "only": only,
        "stuck": training_class.members.stuck(moment).count(),
        "silent": training_class.members.silent().count(),
        "teachers": training_class.teachers.all(),
        "courses": training_class.courses.select_related("page"),
        "words": [*training_class.funding.all(), *training_class.groups.all()],
        "tally": Attendance.objects.filter(session__training_class=training_class).tally(),
        "next_session": training_class.sessions.filter(day__gte=localdate()).first(),
    }
    return render(request, "courses/classes/class.html", context)


def chosen(members: ClassMemberQuerySet, only: str, moment: datetime) -> ClassMemberQuerySet:
    """The part of the roster that a link on the page names."""
    if only == "stuck":
        return members.stuck(moment)
    return members.silent() if only == "silent" else members


def with_courses(
    members: list[ClassMember], training_class: TrainingClass, request: UserRequest
) -> list[tuple[ClassMember, list[Standing]]]:
    """Each member with the standing in the courses of the class, in a fixed number of queries."""
    people = [member.person for member in members]
    taken = courses_of(people, seen_by=request.user).filter(course__in=training_class.courses.all())
    standings: dict[int, list[Standing]] = {}
    for standing in with_progress(taken):
        standings.setdefault(standing.enrolment.learner_id, []).append(standing)
    return [(member, standings.get(member.person_id, [])) for member in members]


@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: UserRequest, key: UUID) -> HttpResponse:
    """The plan of the class: what is planned, and one form to plan more."""
    training_class = class_door(request, key)
    form = SessionForm(request.POST or None, initial={"day": max(localdate(), training_class.starts_on)})
    if request.method == "POST" and form.is_valid():
        try:
            planned = operations.plan_sessions(training_class, **form.cleaned_data)
            messages.success(request, _("Planned: %(n)s.") % {"n": len(planned)})
            return redirect("courses:sessions", key)
        except operations.SessionClashes:
            form.add_error(
                "day", _("On that day the class meets at this time already, or the day lies outside the class. Nothing was planned.")
            )
    with_counts = training_class.sessions.annotate(came=Count("attendances", filter=Q(attendances__kind__in=ATTENDED)))
    page = Paginator(with_counts.order_by("day", "begins"), ROSTER_PAGE).get_page(request.GET.get("page"))
    context = {"training_class": training_class, "form": form, "page_obj": page}
    return render(request, "courses/classes/sessions.html", context, status=422 if form.errors else 200)


@require_POST
def drop_session(request: UserRequest, key: UUID, session: int) -> HttpResponse:
    training_class = class_door(request, key)
    found = get_object_or_404(training_class.sessions, pk=session)
    try:
        operations.drop_session(found)
        messages.success(request, _("Taken off the plan."))
    except operations.SessionWasHeld:
        messages.warning(request, _("Attendance was marked in this session, so it stays."))
    return redirect("courses:sessions", key)
