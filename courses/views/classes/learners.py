"""Who learns here, who is stuck, and help for somebody whose number is gone."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import operations as accounts
from accounts.http import UserRequest
from accounts.models import User
from accounts.phones import mask_phone
from accounts.views.sign_in import ask_for_code, wrong_code_words
from courses.forms import NewNumberForm
from courses.models import ClassMember, Diagnosis, TrainingClass, WorksheetResponse
from courses.models.attendance import ATTENDED
from courses.models.learners import courses_of, learners_of, members_met_by, stuck_learners_of
from courses.models.overview import Standing, with_progress
from courses.views.classes.doors import teacher_door

PER_PAGE = 20
CLASSES_SHOWN = 5
MOST_SHEETS = 10
HELPING = "helping_with_a_number"
"""Session key: whom the teacher helps, the number a code was sent to, and the code's row."""


@never_cache
@require_GET
def classes(request: UserRequest) -> HttpResponse:
    teacher_door(request)
    query = request.GET.get("q", "").strip()[:50]
    only_stuck = bool(request.GET.get("stuck"))
    shown = stuck_learners_of(request.user, now=now()) if only_stuck else learners_of(request.user)
    shown = shown.filter(name__icontains=query)
    page = Paginator(shown.select_related("home_region"), PER_PAGE).get_page(request.GET.get("page"))
    rows = with_courses(page.object_list, request.user)
    led = list(TrainingClass.objects.visible_to(request.user).latest_first()[: CLASSES_SHOWN + 1])
    context = {
        "page_obj": page,
        "rows": rows,
        "query": query,
        "only_stuck": only_stuck,
        "training_classes": led[:CLASSES_SHOWN],
        "more_classes": len(led) > CLASSES_SHOWN,
    }
    return render(request, "courses/classes.html", context)


def with_courses(learners: Iterable[User], teacher: User) -> list[tuple[User, list[Standing]]]:
    """Each learner with the standing in their courses here, in a fixed number of queries."""
    people = list(learners)
    standings: dict[int, list[Standing]] = {}
    for standing in with_progress(courses_of(people, seen_by=teacher)):
        standings.setdefault(standing.enrolment.learner_id, []).append(standing)
    return [(person, standings.get(person.pk, [])) for person in people]


@never_cache
@require_GET
def class_learner(request: UserRequest, person: UUID) -> HttpResponse:
    teacher_door(request)
    found = get_object_or_404(learners_of(request.user).select_related("home_region", "current_region"), public_id=person)
    accounts.log_access(found, by=request.user, what=_("learning"), now=now())
    rows = with_progress(courses_of([found], seen_by=request.user))
    context = {
        "person": found,
        "rows": rows,
        "numbers": [str(number) for number in found.phone_numbers.held()],
        "places": places_in_classes(found, seen_by=request.user),
        "diagnoses": first_and_last(found),
        "sheets": WorksheetResponse.objects.shared_with(request.user).filter(person=found).order_by("-changed_at")[:MOST_SHEETS],
    }
    return render(request, "courses/class_learner.html", context)


def places_in_classes(person: User, *, seen_by: User) -> list[ClassMember]:
    """The person's places in classes that the teacher sees, with what was attended there."""
    came = Q(attendances__kind__in=ATTENDED)
    rows = members_met_by(seen_by).filter(person=person).select_related("training_class")
    return list(
        rows.annotate(came=Count("attendances", filter=came), hours=Sum("attendances__session__hours", filter=came)).order_by("-pk")
    )


def first_and_last(learner: User) -> list[Diagnosis]:
    """What the learner said at the beginning, and what at the latest time if there was a second."""
    taken = list(Diagnosis.objects.of(learner).select_related("response__version"))
    return taken[:1] + taken[1:][-1:]


@never_cache
@require_http_methods(["GET", "POST"])
def new_number(request: UserRequest, person: UUID) -> HttpResponse:
    """The learner sits beside the teacher with the new telephone: a code goes to it and is typed here."""
    teacher_door(request)
    found = get_object_or_404(learners_of(request.user), public_id=person)
    pending = request.session.get(HELPING, {})
    if pending.get("person") != str(person):
        pending = {}
    form = NewNumberForm(request.POST or None, initial={"phone": pending.get("shown", "")})
    if request.method == "POST" and form.is_valid():
        answer = send(request, form, found) if request.POST.get("action") == "send" else let_in(request, form, found, pending)
        if answer is not None:
            return answer
    code = accounts.code_on_screen(UUID(pending["code"])) if pending else None
    context = {"form": form, "person": found, "sent_to": mask_phone(pending["number"]) if pending else "", "code_on_screen": code}
    return render(request, "courses/new_number.html", context, status=422 if form.errors else 200)


def send(request: UserRequest, form: NewNumberForm, person: User) -> HttpResponse | None:
    number = form.cleaned_data["phone"]
    code = ask_for_code(request, form, number)
    if code is None:
        return None
    request.session[HELPING] = {"person": str(person.public_id), "number": number, "shown": form["phone"].value(), "code": str(code)}
    messages.info(request, _("We have sent a code to %(phone)s.") % {"phone": mask_phone(number)})
    return redirect("courses:new_number", person.public_id)


def let_in(request: UserRequest, form: NewNumberForm, person: User, pending: dict[str, str]) -> HttpResponse | None:
    if not pending or pending["number"] != form.cleaned_data["phone"]:
        form.add_error("code", _("First tap “Get a code”. We will send six digits to this number."))
        return None
    if not form.cleaned_data["is_known"]:
        form.add_error("is_known", _("Please look at the person or the identity card first, then tick this box."))
        return None
    try:
        number = accounts.prove_number(UUID(pending["code"]), form.cleaned_data["code"], now=now())
        accounts.give_new_number(person, number, lost_the_others=form.cleaned_data["lost_the_others"], by=request.user, now=now())
    except accounts.WrongCode as error:
        form.add_error("code", wrong_code_words(error.left))
        return None
    except accounts.HoldsARole:
        form.add_error(None, _("This person has a role here. Only the owner of the site can change their number."))
        return None
    del request.session[HELPING]
    messages.success(request, _("%(name)s can come in with %(phone)s now.") % {"name": person, "phone": mask_phone(number)})
    return redirect("courses:class_learner", person.public_id)
