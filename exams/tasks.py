from celery import shared_task
from django.utils.timezone import now

from exams import operations


@shared_task
def grade_attempt(attempt_id: int) -> None:
    operations.grade_attempt(attempt_id, now=now())


@shared_task
def close_overdue_attempts() -> None:
    operations.close_overdue_attempts(now=now())


@shared_task
def grade_ungraded() -> None:
    """The sweep: what a lost doorbell left unmarked."""
    operations.grade_ungraded(now=now())


@shared_task
def count_exposure() -> None:
    operations.count_exposure(now=now())
