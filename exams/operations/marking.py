"""Marking, after the attempt is closed and committed."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from exams.grading import Mark, grade, judge
from exams.models import Attempt, Reason, Result, Score
from exams.signals import attempt_passed
from exams.standing import standing_answers


@transaction.atomic
def grade_attempt(attempt_id: int, *, now: datetime) -> Result | None:
    """Mark a closed attempt: its scores and its first result. None while it is open.

    Whoever sets `graded_at` marks; everybody else waits for that commit and gets the result that stands.
    """
    if not Attempt.objects.ungraded().filter(pk=attempt_id).update(graded_at=now):
        return Result.objects.filter(attempt=attempt_id).order_by("-number").first()
    attempt = Attempt.objects.get(pk=attempt_id)
    paper = list(attempt.paper.select_related("version", "topic").order_by("topic__position", "topic__slug", "position"))
    answers = standing_answers(event.as_event() for event in attempt.events.all())
    marks, scores = [], []
    for asked in paper:
        points = grade(asked.version.checked, answers.get(asked.position)) * asked.points
        marks.append(Mark(asked.topic.slug, points, Decimal(asked.points)))
        scores.append(
            Score(
                attempt=attempt,
                position=asked.position,
                version=asked.version,
                points=points,
                of=asked.points,
                reason=Reason.FIRST,
                at=now,
            )
        )
    Score.objects.bulk_create(scores)
    verdict = judge(marks, pass_percent=attempt.pass_percent, must_pass=attempt.must_pass)
    result = Result.objects.create(
        attempt=attempt,
        number=1,
        points=verdict.points,
        of=verdict.of,
        percent=verdict.percent,
        passed=verdict.is_passed,
        failed_must_pass=list(verdict.failed_must_pass),
        topics=[
            {"topic": mark.topic, "points": float(mark.points), "of": float(mark.of), "percent": float(mark.percent)}
            for mark in verdict.topics
        ],
        at=now,
    )
    if verdict.is_passed:
        transaction.on_commit(partial(attempt_passed.send_robust, Attempt, attempt_id=attempt_id), robust=True)
    return result


def grade_ungraded(*, now: datetime, limit: int = 500) -> int:
    """The sweep: mark what a lost doorbell left behind. How many were marked."""
    waiting = Attempt.objects.ungraded().order_by("submitted_at").values_list("pk", flat=True)[:limit]
    return sum(grade_attempt(attempt_id, now=now) is not None for attempt_id in list(waiting))
