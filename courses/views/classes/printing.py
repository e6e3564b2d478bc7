"""Lists on paper: the roster with telephone numbers, and the sheet on which people sign."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import operations as accounts
from accounts.http import UserRequest
from accounts.models import PhoneNumber
from courses.views.classes.doors import class_door

LINES = 300
COLUMNS = 6
"""Sessions that fit beside the names on a sheet of paper."""


@never_cache
@require_GET
def print_roster(request: UserRequest, key: UUID) -> HttpResponse:
    """Names, homes and numbers. Everybody on it can see that it was printed."""
    training_class = class_door(request, key)
    held = Prefetch("person__phone_numbers", PhoneNumber.objects.held(), to_attr="held_numbers")
    members = training_class.members.known().select_related("person__home_region").prefetch_related(held).order_by("pk")
    page = Paginator(members, LINES).get_page(request.GET.get("page"))
    accounts.log_accesses([member.person_id for member in page], by=request.user, what=_("class roster, printed"), now=now())
    return render(request, "courses/classes/print_roster.html", {"training_class": training_class, "page_obj": page, "today": localdate()})


@never_cache
@require_GET
def print_sign_in(request: UserRequest, key: UUID) -> HttpResponse:
    """A line for each name, a box for each session: for a room without a network, and for the files."""
    training_class = class_door(request, key)
    members = training_class.members.known().select_related("person__home_region").order_by("pk")
    page = Paginator(members, LINES).get_page(request.GET.get("page"))
    coming = training_class.sessions.filter(day__gte=localdate())[:COLUMNS]
    sessions = list(coming) or list(training_class.sessions.order_by("-day", "-begins")[:COLUMNS])[::-1]
    context = {"training_class": training_class, "page_obj": page, "sessions": sessions, "today": localdate()}
    return render(request, "courses/classes/print_sign_in.html", context)
