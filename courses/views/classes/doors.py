"""The doors of the class teacher's room. To everybody else it is not there."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import UserRequest
from accounts.models import Role
from courses.models import ClassMember, TrainingClass


def teacher_door(request: UserRequest) -> None:
    """Only who leads classes (or owns the site) has this room."""
    if not (request.user.is_superuser or request.user.holds(Role.CLASS_TEACHER)):
        raise Http404


def class_door(request: UserRequest, key: UUID) -> TrainingClass:
    """A class of an institution where this person leads classes."""
    rows = TrainingClass.objects.visible_to(request.user).select_related("level", "institution", "region")
    return get_object_or_404(rows, key=key)


def member_door(request: UserRequest, key: UUID, person: UUID) -> ClassMember:
    """Somebody on the roster of such a class whom the teacher may look at."""
    training_class = class_door(request, key)
    rows = training_class.members.known().select_related("person", "training_class")
    return get_object_or_404(rows, person__public_id=person)
