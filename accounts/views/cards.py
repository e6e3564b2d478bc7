"""The way in by class card: for shared phones, places without a signal, and numbers that are gone."""

from datetime import timedelta

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import operations
from accounts.cards import NotACardCode, read_code, shown
from accounts.forms import CardForm
from accounts.http import address_of, safe_next
from accounts.models import User

STAYS_FOR = timedelta(hours=12)
"""A card is often used on somebody else's telephone: whoever forgets to sign out is out the next day."""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "accounts/card_elsewhere.html", {"person": request.user})
    form = CardForm(request.POST or None, initial={"code": written_on_the_card(request)})
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.come_in_by_card(**form.cleaned_data, address=address_of(request), now=now())
            return admit(request, person)
        except operations.WrongCard as error:
            form.add_error("pin", wrong_words(error.left))
        except operations.CardIsLocked:
            form.add_error(None, _("This card is locked: the password was wrong too often. Your class teacher can print you a new one."))
        except operations.CardIsNotForStaff:
            form.add_error(None, _("Whoever has a role here comes in by mobile number."))
        except operations.TooManyCardTries:
            form.add_error(None, _("Too many wrong tries from this network. Please wait a minute."))
    return render(request, "accounts/card.html", {"form": form, "next": safe_next(request)}, status=422 if form.errors else 200)


def written_on_the_card(request: HttpRequest) -> str:
    """The code that the card's QR carries, as it is printed."""
    try:
        return shown(read_code(request.GET.get("c", "")))
    except NotACardCode:
        return ""


def wrong_words(left: int | None) -> str:
    if left is None:
        return _("Number and password do not belong together. If you have a newer card, use that one.")
    return _("This is not the password on the card. %(left)s tries are left, then the card is locked.") % {"left": left}


def admit(request: HttpRequest, person: User) -> HttpResponse:
    landing = safe_next(request) or reverse("cms:road")
    record_authentication(request, person, method="class_card")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=landing))
    if request.user.is_authenticated:
        request.session.set_expiry(STAYS_FOR)
    return response
