"""The helper's room: people without a telephone, their courses, and the lessons they did together."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import operations as accounts
from accounts.http import UserRequest
from accounts.models import Organisation, PhoneNumber, Role
from courses import operations
from courses.forms import AssistedPersonForm, HelperForm
from courses.models import AssistedLearner, Course, Enrolment, LessonPage, study_of
from courses.models.assisting import lessons_done_with_help
from courses.models.overview import with_progress

PER_PAGE = 20


@never_cache
@require_GET
def assisted(request: UserRequest) -> HttpResponse:
    """Whom I help. Who neither helps nor leads classes does not find this room."""
    rows = AssistedLearner.objects.visible_to(request.user).select_related("person", "helper", "institution")
    if not request.user.holds(Role.CLASS_TEACHER) and not rows.exists():
        raise Http404
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/assisted.html", {"page_obj": page, "may_begin": request.user.holds(Role.CLASS_TEACHER)})


@never_cache
@require_http_methods(["GET", "POST"])
def assist_new(request: UserRequest) -> HttpResponse:
    """A person without a number, with the paper that was signed before."""
    places = request.user.organisations_as(Role.CLASS_TEACHER).order_by("name")
    institution: Organisation | None = places.first()
    if institution is None:
        raise Http404
    form = AssistedPersonForm(request.POST or None, initial={"token": uuid4(), "signed_on": localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = operations.begin_assisting(
                institution,
                uuid=given["token"],
                name=given["name"],
                birth_date=given["birth_date"],
                home=request.user.home_region,
                signed_on=given["signed_on"],
                by=request.user,
                now=now(),
            )
        except accounts.TooYoung:
            form.add_error("birth_date", _("Under 14 the law asks for a guardian. This cannot be recorded here."))
        except operations.NotSignedYet:
            form.add_error("signed_on", _("This day is still to come. Please let the paper be signed first."))
        else:
            return redirect("courses:assist", row.uuid)
    return render(request, "courses/assist_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def assist(request: UserRequest, key: UUID) -> HttpResponse:
    """One person: courses, enrolling, handing over to another helper, ending."""
    row = get_object_or_404(AssistedLearner.objects.visible_to(request.user).select_related("person", "helper", "institution"), uuid=key)
    action = request.POST.get("action", "")
    form = HelperForm(request.POST if action == "helper" else None)
    if action == "enrol":
        course = get_object_or_404(Course.objects.taught().filter(organisation=row.institution), pk=number(request.POST.get("course")))
        operations.enrol_assisted(row, course, by=request.user, now=now())
        return redirect("courses:assist", row.uuid)
    if action == "end":
        operations.end_assisting(row, now=now())
        messages.success(request, _("Ended. What was recorded stays, with the helper's name."))
        return redirect("cms:road" if row.helper == request.user else "courses:assisted")
    if action == "helper" and form.is_valid() and hand_over(row, form):
        messages.success(request, _("Handed over."))
        return redirect("courses:assisted")
    taken = Enrolment.objects.filter(learner=row.person, institution=row.institution).continue_first()
    rows = with_progress(taken)
    courses = Course.objects.taught().filter(organisation=row.institution).exclude(pk__in=[each.enrolment.course_id for each in rows])
    context = {"row": row, "rows": rows, "courses": courses.select_related("page").order_by("page__position", "pk"), "form": form}
    return render(request, "courses/assist.html", context, status=422 if form.errors else 200)


def hand_over(row: AssistedLearner, form: HelperForm) -> bool:
    """To whom holds the number and works at the institution: one person exactly."""
    held = PhoneNumber.objects.held().filter(number=form.cleaned_data["phone"], person__memberships__organisation=row.institution)
    people = {number.person for number in held.filter(person__memberships__ended_at=None).select_related("person")}
    if len(people) != 1:
        form.add_error("phone", _("We find nobody of your institution with this number."))
        return False
    operations.name_helper(row, people.pop())
    return True


@never_cache
@require_http_methods(["GET", "POST"])
def assist_lesson(request: UserRequest, key: UUID, course: UUID, lesson: UUID) -> HttpResponse:
    """One lesson, done together: practice answers as they were given, and whether it was done."""
    row = get_object_or_404(AssistedLearner.objects.visible_to(request.user).select_related("person"), uuid=key)
    study = study_of(learner=row.person, course__key=course, institution=row.institution)
    page = get_object_or_404(LessonPage.objects.live(), lesson_key=lesson)
    place = next((each for each in study.places if each.lesson_key == lesson), None) if study else None
    if study is None or place is None:
        raise Http404
    if request.method == "POST":
        operations.record_assisted(
            study.enrolment,
            lesson,
            token=token_of(request),
            answers=read_answers(page, request),
            is_done="done" in request.POST,
            by=request.user,
            now=now(),
        )
        messages.success(request, _("Recorded, with your name as the helper."))
        return redirect("courses:assist", row.uuid)
    context = {"row": row, "page": page, "place": place, "token": uuid4(), "helped": lessons_done_with_help(study.enrolment).get(lesson)}
    return render(request, "courses/assist_lesson.html", context)


def token_of(request: UserRequest) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError as error:
        raise Http404 from error


def read_answers(page: LessonPage, request: UserRequest) -> dict[UUID, Any]:
    """What was ticked or typed, in the form in which a phone would send it. What was left open is no answer."""
    found: dict[UUID, Any] = {}
    for block in page.practice:
        given = [value for value in request.POST.getlist(f"q-{block.id}") if value.strip()]
        if not given:
            continue
        if block.block_type == "multiple":
            found[UUID(block.id)] = [int(value) for value in given if value.isascii() and value.isdigit()]
        elif block.block_type == "single":
            found[UUID(block.id)] = number(given[0])
        elif block.block_type == "true_false":
            found[UUID(block.id)] = given[0] == "true"
        else:
            found[UUID(block.id)] = given[0][:40]
    return found


def number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else -1
