"""One tap for somebody on the roster: a friendly word, or the seat is free again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from courses import operations
from courses.views.classes.desk import chosen
from courses.views.classes.doors import class_door, member_door


@require_POST
def nudge(request: UserRequest, key: UUID, person: UUID) -> HttpResponse:
    member = member_door(request, key, person)
    if operations.nudge(member.training_class, [member], by=request.user, now=now()):
        messages.success(request, _("%(name)s has a line from you in the inbox.") % {"name": member.person})
    else:
        messages.info(request, _("%(name)s was reminded today already. Once a day is enough.") % {"name": member.person})
    return redirect("courses:class_page", key)


@require_POST
def nudge_all(request: UserRequest, key: UUID) -> HttpResponse:
    """Everybody in the part of the roster that is shown: the stuck or the silent."""
    training_class = class_door(request, key)
    only = request.POST.get("only", "")
    moment = now()
    told = 0
    if only in {"stuck", "silent"}:
        told = operations.nudge(training_class, chosen(training_class.members.all(), only, moment), by=request.user, now=moment)
    messages.success(
        request, _("%(n)s people have a line from you in the inbox; whoever was reminded today is left in peace.") % {"n": told}
    )
    return redirect(f"{reverse('courses:class_page', args=[key])}?only={only}" if told else reverse("courses:class_page", args=[key]))


@require_POST
def remove(request: UserRequest, key: UUID, person: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    member = get_object_or_404(training_class.members.standing().select_related("person"), person__public_id=person)
    operations.leave_class(training_class, member.person, by=request.user, now=now())
    messages.success(request, _("%(name)s is off the roster, the seat is free. What was learned stays.") % {"name": member.person})
    return redirect("courses:class_page", key)
