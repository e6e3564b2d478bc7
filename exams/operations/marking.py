"""Marking, after the attempt is closed and committed."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from exams.content import Answer
from exams.grading import Mark, Verdict, grade, judge
from exams.models import Attempt, Paper, QuestionVersion, Reason, Result, Topic
from exams.signals import attempt_passed
from exams.standing import standing_answers

CENT = Decimal("0.01")


class WaitsForPeople(Exception):
    """Something on the paper must be marked by a person first."""


def grade_attempt(attempt_id: int, *, now: datetime) -> Result | None:
    """Mark an attempt that is closed and settled: its first result. None while answers can still arrive, and while
    something was written that a person must mark: nobody gets 0 points for what nobody has read.

    Whoever sets `graded_at` marks; everybody else waits for that commit and gets the result that stands.
    """
    try:
        return _grade(attempt_id, now=now)
    except WaitsForPeople:
        return None


@transaction.atomic
def _grade(attempt_id: int, *, now: datetime) -> Result | None:
    if not Attempt.objects.ungraded().settled(now).filter(pk=attempt_id).update(graded_at=now):
        return Result.objects.filter(attempt=attempt_id).order_by("-number").first()
    paper = Paper.objects.select_related("attempt").get(pk=attempt_id)
    answers = standing_answers(event.as_event() for event in paper.attempt.events.all())
    marks = mark_paper(paper, answers)
    result = _write(paper.attempt, marks, paper, now=now)
    if result.passed:
        transaction.on_commit(partial(attempt_passed.send_robust, Attempt, attempt_id=attempt_id), robust=True)
    return result


def mark_paper(paper: Paper, answers: dict[int, Answer]) -> list[Mark]:
    """The marks in the order of the paper, by the keys that were asked. Raises WaitsForPeople."""
    versions = QuestionVersion.objects.in_bulk([slot.version for slot in paper.slots])
    found = []
    for slot in paper.slots:
        share = grade(versions[slot.version].checked, answers.get(slot.position))
        if share is None:
            raise WaitsForPeople
        points = (share * slot.points).quantize(CENT)
        found.append(Mark(slot.topic, points, Decimal(slot.points)))
    return found


def in_order_of_topics(marks: list[Mark]) -> list[Mark]:
    """Topics as the house lists them; within a topic as on the paper."""
    place = {slug: number for number, slug in enumerate(Topic.objects.values_list("slug", flat=True))}
    return sorted(marks, key=lambda mark: place.get(mark.topic, len(place)))


def _write(attempt: Attempt, marks: list[Mark], paper: Paper, *, now: datetime) -> Result:
    verdict: Verdict = judge(in_order_of_topics(marks), pass_percent=attempt.pass_percent, must_pass=attempt.must_pass)
    return Result.objects.create(
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
        marks={str(slot.position): [str(mark.points), str(mark.of), slot.version] for slot, mark in zip(paper.slots, marks, strict=True)},
        reason=Reason.FIRST,
        at=now,
    )


def grade_ungraded(*, now: datetime, limit: int = 500) -> int:
    """The sweep: mark what a lost doorbell left behind. How many were marked."""
    waiting = Attempt.objects.ungraded().settled(now).order_by("accepts_until").values_list("pk", flat=True)[:limit]
    return sum(grade_attempt(attempt_id, now=now) is not None for attempt_id in list(waiting))
