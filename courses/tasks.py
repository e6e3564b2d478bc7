from celery import shared_task
from django.utils.timezone import now

from courses import operations


@shared_task
def complete_finished_enrolments() -> None:
    operations.complete_finished_enrolments(now=now())
