"""What came of an attempt."""

from datetime import datetime

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import UserRequest
from courses.models import OutlineLesson
from exams import operations
from exams.models import Attempt, ClosedHow, Exam, Result, Topic


def lessons_about(exam: Exam, topics: list[str]) -> dict[str, str]:
    """Topic → the first lesson of the module of that name in the exam's course."""
    lessons = OutlineLesson.objects.filter(outline__course=exam.requires_course_id, module_slug__in=topics, page__live=True)
    newest = lessons.filter(outline=F("outline__course__outline")).order_by("-position")
    return {lesson.module_slug: lesson.url for lesson in newest}


def show_result(request: UserRequest, mine: Attempt, result: Result, moment: datetime) -> HttpResponse:
    lessons = lessons_about(mine.exam, [row["topic"] for row in result.topics])
    titles = dict(Topic.objects.filter(slug__in=[row["topic"] for row in result.topics]).values_list("slug", "title"))
    profile = [
        row
        | {
            "title": titles.get(row["topic"], row["topic"]),
            "needed": mine.must_pass.get(row["topic"]),
            "failed": row["topic"] in result.failed_must_pass,
            "url": lessons.get(row["topic"]),
        }
        for row in result.topics
    ]
    context = {
        "attempt": mine,
        "exam": mine.exam,
        "result": result,
        "profile": profile,
        "failed_topics": [row for row in profile if row["failed"]],
        "weak": sorted((row for row in profile if row["percent"] < max(mine.pass_percent, 80)), key=lambda row: float(row["percent"])),
        "standing": operations.standings(request.user, [mine.exam], now=moment)[mine.exam_id],
        "by_deadline": mine.closed_how == ClosedHow.BY_DEADLINE,
    }
    return render(request, "exams/result.html", context)


def show_waiting(request: UserRequest, mine: Attempt, moment: datetime) -> HttpResponse:
    """Being marked: a few seconds, or until no answer given in time can arrive any more."""
    waits = mine.accepts_until if moment < mine.accepts_until else None
    waiting = render(request, "exams/being_marked.html", {"attempt": mine, "waits_until": waits})
    waiting.headers["Refresh"] = "30" if waits else "3"
    return waiting
