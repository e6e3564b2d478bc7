"""How steadily I learn, whether I wish to be reminded, and my days of market and harvest."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.forms import BusyDaysForm, ReminderForm
from courses.models import BusyDays, Channel, ReminderWish, Why
from courses.models.reminders import steadiness_of

SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
def reminders(request: UserRequest) -> HttpResponse:
    """One page, three buttons: which was pressed says what is meant."""
    wish = ReminderWish.objects.filter(learner=request.user).first()
    action = request.POST.get("action", "")
    wishing = ReminderForm(request.POST if action == "wish" else None, initial={"channel": wish.channel if wish else Channel.OFF})
    marking = BusyDaysForm(request.POST if action == "busy" else None, initial={"first_on": localdate(), "last_on": localdate()})
    if action == "wish" and wishing.is_valid():
        operations.wish_reminders(request.user, Channel(wishing.cleaned_data["channel"]), now=now())
        messages.success(request, _("Saved."))
        return redirect("courses:reminders")
    if action == "busy" and marking.is_valid() and mark(request, marking):
        return redirect("courses:reminders")
    if action == "unmark":
        operations.unmark_busy(get_object_or_404(BusyDays.objects.visible_to(request.user), pk=number(request)), now=now())
        return redirect("courses:reminders")
    context = {
        "steadiness": steadiness_of(request.user, today=localdate()),
        "wishing": wishing,
        "marking": marking,
        "busy": BusyDays.objects.visible_to(request.user)[:SHOWN],
    }
    return render(request, "courses/reminders.html", context, status=422 if wishing.errors or marking.errors else 200)


def mark(request: UserRequest, form: BusyDaysForm) -> bool:
    given = form.cleaned_data
    try:
        operations.mark_busy(request.user, first_on=given["first_on"], last_on=given["last_on"], why=Why(given["why"]), now=now())
    except operations.NotADay:
        form.add_error("last_on", _("The last day lies before the first."))
    except operations.TooLongBusy:
        form.add_error("last_on", _("At most 60 days at once. Please mark the rest later."))
    else:
        messages.success(request, _("Marked. These days are not held against you, and no reminder comes."))
        return True
    return False


def number(request: UserRequest) -> int:
    text = request.POST.get("row", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
