"""Three reports in the admin, of the author's own courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import UserRequest
from courses.models.reports import comments_waiting, lessons_by_key, missed_questions, stems_of, stops_of

PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One row: what it is about, where to work on it, and the figures."""

    title: str
    note: str
    page: int
    cells: Sequence[str]


@never_cache
@require_GET
def stops(request: UserRequest) -> HttpResponse:
    listed = paged(request, stops_of(request.user, now=now()))
    lines = [Line(stop.lesson.title, "", stop.lesson.pk, [str(stop.stopped), str(stop.reached), f"{stop.percent} %"]) for stop in listed]
    return answer(request, "stops", listed, lines)


@never_cache
@require_GET
def missed(request: UserRequest) -> HttpResponse:
    listed = paged(request, missed_questions(request.user))
    lessons = {lesson.lesson_key: lesson for lesson in lessons_by_key({row["lesson_key"] for row in listed})}
    stems = stems_of(lessons.values())
    lines = [
        Line(
            stems.get((row["lesson_key"], str(row["question_key"])), _("This question is no longer in the lesson.")),
            lessons[row["lesson_key"]].title,
            lessons[row["lesson_key"]].pk,
            [f"{row['share'] * 100:.0f} %", str(row["answers"]), str(row["people"])],
        )
        for row in listed
        if row["lesson_key"] in lessons
    ]
    return answer(request, "missed", listed, lines)


@never_cache
@require_GET
def comments(request: UserRequest) -> HttpResponse:
    listed = paged(request, comments_waiting(request.user))
    lines = [
        Line(comment.text[:120], comment.page.draft_title, comment.page_id, [str(comment.user), f"{comment.created_at:%Y-%m-%d}"])
        for comment in listed
    ]
    return answer(request, "comments", listed, lines)


def paged(request: UserRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))


def answer(request: UserRequest, which: str, listed: Any, lines: list[Line]) -> HttpResponse:
    reports = {
        "stops": (
            _("Where learners stop"),
            _("The last lesson of learners who have done nothing for a week. Is the next one too long or too hard?"),
            [_("stopped here"), _("did it"), _("share")],
        ),
        "missed": (
            _("Most missed in practice"),
            _("Questions by their share of wrong answers, from five learners on. Is the text clear, is the key right?"),
            [_("wrong"), _("answers given"), _("learners")],
        ),
        "comments": (
            _("Comments waiting"),
            _("What colleagues wrote beside a lesson and nobody has settled yet."),
            [_("from"), _("on")],
        ),
    }
    title, about, headings = reports[which]
    tabs = [(name, reverse(f"courses_{key}"), key == which) for key, (name, *_rest) in reports.items()]
    context = {"title": title, "about": about, "headings": headings, "tabs": tabs, "lines": lines, "page_obj": listed}
    return render(request, "courses/admin/report.html", context)
