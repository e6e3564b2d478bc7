"""The one box: number, code, in. Who comes in is decided after the number is proven."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import operations
from accounts.forms import SecondProofForm, SignInForm
from accounts.http import address_of, safe_next
from accounts.models import User
from accounts.phones import mask_phone
from accounts.tasks import send_sign_in_code

PENDING = "sign_in"
"""Session key: the number a code was sent to, the code's row, when, and where to go afterwards."""
PROVEN = "proven_number"
"""Session key: the number that was proven, and when. It opens the choice of person for ten minutes."""
PROVEN_FOR_SECONDS = 600
AFTER_INTRODUCTION = "after_introduction"
"""Session key: where somebody new wanted to go before we asked who they are."""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request) or "cms:road")
    if request.method == "GET":
        pending = request.session.get(PENDING, {})
        initial = {"phone": pending.get("shown", ""), "several": pending.get("several", False)}
        return show_box(request, SignInForm(initial=initial))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show_box(request, form)
    if request.POST.get("action") == "send":
        return send_code(request, form)
    return enter(request, form)


def show_box(request: HttpRequest, form: SignInForm) -> HttpResponse:
    pending: dict[str, Any] = request.session.get(PENDING, {})
    code_id = pending.get("code")
    context = {
        "form": form,
        "next": safe_next(request) or pending.get("next", ""),
        "sent_to": mask_phone(pending["number"]) if code_id else "",
        "code_on_screen": operations.code_on_screen(UUID(code_id)) if code_id else None,
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def ask_for_code(request: HttpRequest, form: Form, number: str) -> UUID | None:
    """Have a code sent, or say on the form why not."""
    try:
        with transaction.atomic():
            code = operations.request_sign_in_code(number, address=address_of(request), now=now())
            transaction.on_commit(partial(send_sign_in_code.delay, str(code)))
            return code
    except operations.TooSoon as error:
        form.add_error("code", _("A code is already on its way. You can ask for another in %(wait)s seconds.") % {"wait": error.wait})
    except operations.TooMany as error:
        form.add_error(
            "phone",
            _("Too many codes were asked for. Please come back in %(hours)s hours, or ask your class teacher for help.")
            % {"hours": error.hours},
        )
    return None


def send_code(request: HttpRequest, form: SignInForm) -> HttpResponse:
    number = form.cleaned_data["phone"]
    code = ask_for_code(request, form, number)
    if code is None:
        return show_box(request, form)
    request.session[PENDING] = {
        "number": number,
        "shown": form["phone"].value(),
        "code": str(code),
        "next": safe_next(request),
        "several": form.cleaned_data["several"],
    }
    messages.info(request, _("We have sent a code to %(phone)s.") % {"phone": mask_phone(number)})
    return redirect("account_login")


def enter(request: HttpRequest, form: SignInForm) -> HttpResponse:
    pending = request.session.get(PENDING)
    typed = form.cleaned_data["code"]
    if not pending or pending["number"] != form.cleaned_data["phone"]:
        form.add_error("code", _("First tap “Get a code”. We will send six digits to this number."))
        return show_box(request, form)
    if not typed:
        form.add_error("code", _("Please type the six digits from the text message."))
        return show_box(request, form)
    try:
        number = operations.prove_number(UUID(pending["code"]), typed, now=now())
    except operations.WrongCode as error:
        form.add_error("code", wrong_code_words(error.left))
        return show_box(request, form)
    request.session[PROVEN] = {"number": number, "at": now().timestamp(), "next": pending["next"] or safe_next(request)}
    del request.session[PENDING]
    behind = operations.doorway(number, now=now())
    if not behind.open and not behind.guarded:
        return admit(request, operations.register_person(number, now=now()), number)
    if len(behind.open) == 1 and not behind.guarded and not form.cleaned_data["several"]:
        return admit(request, behind.open[0], number)
    return redirect("accounts:who")


def wrong_code_words(left: int) -> str:
    if left:
        return _("This is not the code we sent. Please look again; %(left)s tries are left.") % {"left": left}
    return _("This code no longer works. Please ask for a new one.")


def proven_number(request: HttpRequest) -> str | None:
    proven = request.session.get(PROVEN)
    if not proven or now().timestamp() - proven["at"] > PROVEN_FOR_SECONDS:
        return None
    number: str = proven["number"]
    return number


def admit(request: HttpRequest, person: User, number: str) -> HttpResponse:
    """Let the person in through allauth, which asks for a second factor where one is set up."""
    operations.note_number_used(number, person, now=now())
    wanted = request.session.pop(PROVEN, {}).get("next") or None
    landing = wanted or reverse("cms:road")
    if not person.name:
        request.session[AFTER_INTRODUCTION] = wanted
        landing = reverse("accounts:about_me")
    record_authentication(request, person, method="phone_code")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=landing))
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Several people come in by this number, or a record is guarded: choose."""
    number = proven_number(request)
    if number is None:
        return redirect("account_login")
    behind = operations.doorway(number, now=now())
    if request.method == "GET":
        return render(request, "accounts/who.html", {"behind": behind, "phone": mask_phone(number)})
    chosen = request.POST.get("person", "")
    if chosen == "new":
        return enter_as_new(request, number, behind.guarded, now())
    for person in behind.open:
        if str(person.public_id) == chosen:
            return admit(request, person, number)
    for person in behind.guarded:
        if str(person.public_id) == chosen:
            return redirect("accounts:second_proof", person.public_id)
    return redirect("accounts:who")


def enter_as_new(request: HttpRequest, number: str, guarded: list[User], moment: datetime) -> HttpResponse:
    try:
        person = operations.register_person(number, now=moment)
    except operations.NumberIsFull:
        messages.warning(request, _("Eight people already use this number. One of them can give it back under “Me”."))
        return redirect("accounts:who")
    for other in guarded:
        operations.dispute_number(number, other, now=moment)
    return admit(request, person, number)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_proof(request: HttpRequest, person: UUID) -> HttpResponse:
    """The number slept for long: is it still the same person who holds it?"""
    number = proven_number(request)
    if number is None:
        return redirect("account_login")
    found = next((row for row in operations.doorway(number, now=now()).guarded if row.public_id == person), None)
    if found is None:
        return redirect("accounts:who")
    form = SecondProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if operations.second_proof_holds(number, found, **form.cleaned_data, now=now()):
                return admit(request, found, number)
            form.add_error(
                None, _("Name and birth date do not match the record. Nothing is lost: you can try again, or ask your class teacher.")
            )
        except operations.TooManyProofs:
            form.add_error(None, _("That was tried too often today. Please come back tomorrow, or ask your class teacher."))
    return render(request, "accounts/second_proof.html", {"form": form, "person": found}, status=422 if form.errors else 200)
