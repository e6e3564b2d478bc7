"""The door to what belongs to a lesson that one has taken up."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.http import UserRequest
from courses.models import Course, Enrolment, Inquiry, Note, OutlineLesson


@dataclass(frozen=True)
class Desk:
    """A learner at one lesson of a course."""

    enrolment: Enrolment
    lesson: OutlineLesson


def desk_or_enrol(request: UserRequest, course: UUID, lesson: UUID) -> Desk | HttpResponseRedirect:
    """The learner's place, or the way to enrolling and back here. 404 where there is no such lesson."""
    found = get_object_or_404(Course.objects.taught(), key=course)
    enrolment = Enrolment.objects.select_related("course__page").filter(learner=request.user, course=found).first()
    outline = enrolment.outline_id if enrolment else found.outline_id
    here = get_object_or_404(OutlineLesson.objects.select_related("page"), outline=outline, lesson_key=lesson)
    if enrolment is None:
        return redirect(f"{reverse('courses:enrol', args=[course])}?{urlencode({'next': request.path})}")
    return Desk(enrolment, here)


def places_of(rows: Iterable[Note | Inquiry]) -> dict[tuple[int, UUID], OutlineLesson]:
    """Where each of these stands in its learner's outline, in one query; by enrolment and lesson."""
    found = list(rows)
    outlines = {row.enrolment.outline_id for row in found}
    places = OutlineLesson.objects.filter(outline__in=outlines, lesson_key__in={row.lesson_key for row in found})
    by_outline = {(place.outline_id, place.lesson_key): place for place in places}
    return {
        (row.enrolment_id, row.lesson_key): by_outline[row.enrolment.outline_id, row.lesson_key]
        for row in found
        if (row.enrolment.outline_id, row.lesson_key) in by_outline
    }
