"""The learner's own view of a class: what it is, one tap to begin, and the way out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from courses import operations
from courses.models import Attendance, ClassMember, MemberState

SESSIONS_SHOWN = 10


def my_place(request: UserRequest, key: UUID) -> ClassMember:
    rows = ClassMember.objects.standing().filter(person=request.user)
    return get_object_or_404(rows.select_related("training_class__institution", "training_class__region"), training_class__key=key)


@never_cache
@require_http_methods(["GET", "POST"])
def my_class(request: UserRequest, key: UUID) -> HttpResponse:
    member = my_place(request, key)
    if request.method == "POST":
        return enter_class(request, member)
    training_class = member.training_class
    context = {
        "training_class": training_class,
        "member": member,
        "hours": Attendance.objects.filter(member=member).hours_of([request.user]).get(request.user.pk, 0),
        "joined": member.state == MemberState.JOINED,
        "teachers": training_class.teachers.all(),
        "courses": training_class.courses.select_related("page"),
        "sessions": training_class.sessions.filter(day__gte=localdate())[:SESSIONS_SHOWN],
    }
    return render(request, "courses/classes/mine.html", context)


def enter_class(request: UserRequest, member: ClassMember) -> HttpResponse:
    try:
        operations.join_class(member.training_class, request.user, now=now())
        messages.success(request, _("You are in. Your courses stand here."))
        return redirect("courses:my_courses")
    except operations.ClassIsOver:
        messages.warning(request, _("This class is over. The courses are open to you all the same."))
    return redirect("courses:my_class", member.training_class.key)


@require_POST
def leave_class(request: UserRequest, key: UUID) -> HttpResponse:
    member = my_place(request, key)
    operations.leave_class(member.training_class, request.user, by=request.user, now=now())
    messages.success(request, _("You have left the class. What you learned stays yours."))
    return redirect("courses:my_courses")
