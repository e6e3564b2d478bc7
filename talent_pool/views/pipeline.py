"""One application, as the platform sees it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import UserRequest
from accounts.operations import log_access
from talent_pool import operations
from talent_pool.forms import DeclineForm
from talent_pool.models import Application

REVEALED = "revealed"
"""Session key: the application whose number was asked for a moment ago, and the row of that look."""


def mine(request: UserRequest) -> QuerySet[Application]:
    return Application.objects.visible_to(request.user).select_related("opening__organisation", "opening__region", "person", "region")


@never_cache
@require_GET
def recruit_application(request: UserRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(mine(request), uuid=uuid)
    if found.is_in_touch:
        log_access(found.person, by=request.user, what=_("Application"), detail=found.opening.title, now=now())
    shown: dict[str, int] = request.session.pop(REVEALED, {})
    number = operations.revealed_number(shown.get(str(found.uuid), 0), found, by=request.user)
    return show(request, found, number=number)


def show(request: UserRequest, found: Application, *, number: str = "", form: DeclineForm | None = None) -> HttpResponse:
    context = {
        "application": found,
        "opening": found.opening,
        "organisation": found.opening.organisation,
        "card": operations.card_of(found, now=now()),
        "changes": found.changes.select_related("by"),
        "number": number,
        "form": form or DeclineForm(),
    }
    return render(request, "talent_pool/recruit/application.html", context, status=422 if form and form.errors else 200)


@require_POST
def move_application(request: UserRequest, uuid: UUID) -> HttpResponse:
    """Talk, sign, or decline with a reason."""
    found = get_object_or_404(mine(request), uuid=uuid)
    step = request.POST.get("step", "")
    form = DeclineForm(request.POST)
    if step == "decline" and not form.is_valid():
        return show(request, found, form=form)
    try:
        if step == "talk":
            operations.talk(found, by=request.user, now=now())
        elif step == "sign":
            operations.sign(found, by=request.user, now=now())
            messages.success(request, _("Signed. The preparation of the station begins by itself."))
        elif step == "decline":
            operations.decline(found, reason=form.cleaned_data["reason"], by=request.user, now=now())
    except operations.CannotMove:
        messages.warning(request, _("This has changed in the meantime. Please look at where it stands now."))
    except operations.NoPlaceLeft:
        messages.warning(request, _("Every place of this opening is taken. Nothing was changed."))
    except operations.CannotSignYet:
        messages.warning(request, _("Signing is not possible yet: what the law asks for is not complete. You can go on talking."))
    return redirect("talent_pool:recruit_application", found.uuid)


@never_cache
@require_POST
def reveal(request: UserRequest, uuid: UUID) -> HttpResponse:
    """The telephone number, on the next page only: looking again is another look. It is logged, and the person is told."""
    found = get_object_or_404(mine(request), uuid=uuid)
    try:
        request.session[REVEALED] = {str(found.uuid): operations.reveal_phone(found, by=request.user, now=now()).pk}
    except operations.NotInTouch:
        messages.warning(request, _("The person has not agreed to this, or no longer does."))
    except operations.NoNumber:
        messages.warning(request, _("No telephone number is known to be this person's. They still get what you do here in their inbox."))
    except operations.TooManyReveals:
        messages.warning(request, _("You have looked at many numbers today. Please go on tomorrow."))
    return redirect("talent_pool:recruit_application", found.uuid)
