"""Where to go on, for the first page and for who follows the link; and what counts in a course, lesson by lesson."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import UserRequest
from accounts.models import User
from courses.models import Enrolment, LessonProgress, study_of
from courses.models.assisting import lessons_done_with_help
from courses.models.overview import Standing, with_progress


def current_standing(learner: User) -> Standing | None:
    """The unfinished course that was worked on last."""
    rows = with_progress(Enrolment.objects.filter(learner=learner).open().continue_first()[:1])
    return rows[0] if rows and rows[0].next_lesson else None


@never_cache
@require_GET
def go_on(request: UserRequest) -> HttpResponse:
    """Straight to the next lesson; to my courses where there is none."""
    here = current_standing(request.user)
    return redirect(here.next_lesson.url if here and here.next_lesson else "courses:my_courses")


@login_not_required
@never_cache
@require_GET
def go_on_json(request: HttpRequest) -> JsonResponse:
    """For the first page, which is the same for everyone. A stranger gets nothing, and no cookie."""
    here = current_standing(request.user) if request.user.is_authenticated else None
    if here is None or here.next_lesson is None:
        return JsonResponse({"url": None})
    said: dict[str, Any] = {"title": here.next_lesson.title, "earned": here.progress.earned, "possible": here.progress.possible}
    return JsonResponse(
        {
            "url": here.next_lesson.url,
            "text": _("Go on: %(title)s") % said,
            "line": f"{here.enrolment.course.page.title} · {_('%(earned)s / %(possible)s lessons') % said}",
        }
    )


@never_cache
@require_GET
def what_counts(request: UserRequest, course: UUID) -> HttpResponse:
    """Every lesson of my outline with its state, and the rule by which the course is finished."""
    study = study_of(learner=request.user, course__key=course)
    if study is None:
        raise Http404
    states = {row.lesson_key: row for row in LessonProgress.objects.filter(enrolment=study.enrolment)}
    helped = lessons_done_with_help(study.enrolment)
    rows = [(place, states.get(place.lesson_key), helped.get(place.lesson_key)) for place in study.places]
    context = {"study": study, "course": study.enrolment.course, "rows": rows, "following": study.next_lesson()}
    return render(request, "courses/what_counts.html", context)
