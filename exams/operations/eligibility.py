"""Where a person stands with exams, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from courses.models import Enrolment
from exams.eligibility import Past, Rules, Standing, stand
from exams.models import Attempt, Exam, Result


def standings(learner: User, exams: Sequence[Exam], *, now: datetime) -> dict[int, Standing]:
    """Exam id → where the person stands with it."""
    attempts = list(Attempt.objects.filter(learner=learner, exam__in=exams))
    passed = dict(Result.objects.newest().filter(attempt__in=attempts).values_list("attempt_id", "passed"))
    needed = {exam.requires_course_id for exam in exams if exam.requires_course_id}
    completed = set(Enrolment.objects.completed().filter(learner=learner, course__in=needed).values_list("course_id", flat=True))
    past: dict[int, list[Past]] = {}
    for attempt in attempts:
        past.setdefault(attempt.exam_id, []).append(Past(attempt.submitted_at, passed.get(attempt.pk)))
    return {
        exam.pk: stand(
            Rules(is_open=exam.is_open(now), max_attempts=exam.max_attempts, cool_down_days=exam.cool_down_days),
            past.get(exam.pk, []),
            has_course=exam.requires_course_id is None or exam.requires_course_id in completed,
            now=now,
        )
        for exam in exams
    }
