"""Inviting to a class, and saying yes."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.models import User
from courses import operations
from courses.class_forms import InviteForm
from courses.models import ClassLink, MemberState, TrainingClass
from courses.qr import qr
from courses.views.classes.doors import class_door


def address_of_link(request: HttpRequest, link: ClassLink) -> str:
    return request.build_absolute_uri(reverse("courses:join", args=[link.code]))


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = send(request, training_class, form)
        if sent is not None:
            return sent
    link = training_class.links.standing().first()
    address = address_of_link(request, link) if link else ""
    context = {"training_class": training_class, "form": form, "link": link, "address": address, "qr": qr(address) if link else ""}
    return render(request, "courses/classes/invite.html", context, status=422 if form.errors else 200)


def send(request: UserRequest, training_class: TrainingClass, form: InviteForm) -> HttpResponse | None:
    moment = now()
    numbers = list(form.cleaned_data["numbers"])
    if form.cleaned_data["whole_roster"]:
        numbers += operations.numbers_of_the_roster(training_class)
    if not numbers:
        form.add_error("numbers", _("Nobody to write to: type a number, or tick the roster."))
        return None
    address = address_of_link(request, operations.open_link(training_class, by=request.user, now=moment))
    try:
        sent = operations.invite_by_text(training_class, numbers, address=address, by=request.user, now=moment)
    except operations.TooManyTexts as error:
        form.add_error("numbers", _("A class may send %(n)s more invitations today. Nothing was sent.") % {"n": error.left})
        return None
    messages.success(request, _("%(n)s text messages are on their way. Nobody gets two on one day.") % {"n": sent})
    return redirect("courses:invite", training_class.key)


@require_POST
def open_link(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    operations.open_link(training_class, by=request.user, now=now())
    return redirect("courses:invite", key)


@require_POST
def end_link(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    operations.end_link(training_class, now=now())
    messages.success(request, _("The link no longer works. Who has joined stays."))
    return redirect("courses:invite", key)


@never_cache
@require_GET
def poster(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    link = get_object_or_404(training_class.links.standing())
    context = {
        "training_class": training_class,
        "qr": qr(address_of_link(request, link)),
        "address": address_of_link(request, link),
        "teachers": training_class.teachers.all(),
        "courses": training_class.courses.select_related("page"),
    }
    return render(request, "courses/classes/poster.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever has the link sees what the class is; one tap more, and they are in."""
    link = get_object_or_404(ClassLink.objects.select_related("training_class__institution", "training_class__region"), code=code)
    training_class, problem = link.training_class, "ended" if link.ended_at else ""
    if request.method == "POST" and not problem:
        if not isinstance(request.user, User):
            return redirect(f"{reverse('account_login')}?next={request.path}")
        try:
            operations.join_class(training_class, request.user, now=now())
            messages.success(request, _("You are in. Your courses stand here."))
            return redirect("courses:my_courses")
        except operations.ClassIsFull:
            problem = "full"
        except operations.ClassIsOver:
            problem = "over"
    context = {
        "training_class": training_class,
        "problem": problem,
        "teachers": training_class.teachers.all(),
        "courses": training_class.courses.select_related("page"),
        "signed_in": request.user.is_authenticated,
        "is_in": isinstance(request.user, User) and training_class.members.filter(person=request.user, state=MemberState.JOINED).exists(),
    }
    return render(request, "courses/classes/join.html", context, status=410 if problem else 200)
