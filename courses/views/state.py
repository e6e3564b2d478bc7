"""The learner's own state beside a page that is the same for everyone: a small JSON, and the events that come back."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import UserRequest
from courses import operations
from courses.forms import BadEvents, read_events
from courses.models import Course, Study, study_of

LARGEST_BODY = 200_000


@login_not_required
@never_cache
@require_GET
def state(request: HttpRequest, course: UUID) -> JsonResponse:
    """Where the visitor stands in this course. A stranger is told so, and gets no session and no cookie."""
    answer: dict[str, Any] = {
        "signed_in": False,
        "person": None,
        "name": "",
        "enrolment": None,
        "csrf": None,
        "done": [],
        "earned": 0,
        "possible": 0,
        "percent": 0,
        "next": None,
    }
    study = study_of(learner=request.user, course__key=course) if request.user.is_authenticated else None
    if study is None:
        get_object_or_404(Course.objects.taught(), key=course)
    if not request.user.is_authenticated:
        return JsonResponse(answer)
    answer |= {"signed_in": True, "person": str(request.user.public_id), "name": request.user.name, "csrf": get_token(request)}
    return JsonResponse(answer | (standing_of(study) if study else {}))


def standing_of(study: Study) -> dict[str, Any]:
    following = study.next_lesson()
    return {
        "enrolment": study.enrolment.pk,
        "events": reverse("courses:events", args=[study.enrolment.pk]),
        "done": [str(key) for key in study.done],
        "earned": study.progress.earned,
        "possible": study.progress.possible,
        "percent": study.progress.percent,
        "next": following.url if following else None,
    }


@never_cache
@require_POST
def events(request: UserRequest, enrolment: int) -> JsonResponse:
    """What the browser saved up. Everything it may forget is named in the answer."""
    mine = study_of(pk=enrolment, learner=request.user)
    if mine is None:
        raise Http404
    if len(request.body) > LARGEST_BODY:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        sent = read_events(json.loads(request.body))
        result = operations.record_events(mine.enrolment, sent.events, now=now(), unreadable=sent.unreadable, study=mine)
    except (BadEvents, ValueError):
        return JsonResponse({"error": "not understood"}, status=400)
    except operations.TooManyEvents:
        return JsonResponse({"error": "too many", "most": operations.MOST_EVENTS}, status=413)
    refused = {str(event_id): str(reason.label) for event_id, reason in result.refused.items()}
    return JsonResponse({"recorded": [str(event_id) for event_id in result.recorded], "refused": refused, **standing_of(result.study)})
