"""Adding a further number to one's own record, proven by a code like any other."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import operations
from accounts.forms import SignInForm
from accounts.http import UserRequest
from accounts.phones import mask_phone
from accounts.views.sign_in import ask_for_code, wrong_code_words

ADDING = "adding_number"


@never_cache
@require_http_methods(["GET", "POST"])
def add_number(request: UserRequest) -> HttpResponse:
    pending = request.session.get(ADDING, {})
    form = SignInForm(request.POST or None, initial={"phone": pending.get("shown", "")})
    if request.method == "POST" and form.is_valid():
        sent = send(request, form) if request.POST.get("action") == "send" else prove(request, form)
        if sent is not None:
            return sent
    code_id = pending.get("code")
    context = {"form": form, "sent_to": mask_phone(pending["number"]) if code_id else "", "code_on_screen": None}
    if code_id:
        context["code_on_screen"] = operations.code_on_screen(UUID(code_id))
    return render(request, "accounts/add_number.html", context, status=422 if form.errors else 200)


def send(request: UserRequest, form: SignInForm) -> HttpResponse | None:
    number = form.cleaned_data["phone"]
    code = ask_for_code(request, form, number)
    if code is None:
        return None
    request.session[ADDING] = {"number": number, "shown": form["phone"].value(), "code": str(code)}
    messages.info(request, _("We have sent a code to %(phone)s.") % {"phone": mask_phone(number)})
    return redirect("accounts:add_number")


def prove(request: UserRequest, form: SignInForm) -> HttpResponse | None:
    pending = request.session.get(ADDING)
    if not pending or pending["number"] != form.cleaned_data["phone"]:
        form.add_error("code", _("First tap “Get a code”. We will send six digits to this number."))
        return None
    try:
        number = operations.prove_number(UUID(pending["code"]), form.cleaned_data["code"], now=now())
    except operations.WrongCode as error:
        form.add_error("code", wrong_code_words(error.left))
        return None
    operations.hold_number(request.user, number, now=now())
    del request.session[ADDING]
    messages.success(request, _("%(phone)s now opens your record too.") % {"phone": mask_phone(number)})
    return redirect("accounts:me")
