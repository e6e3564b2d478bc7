from celery import shared_task
from django.utils.timezone import now

from programmes import operations


@shared_task
def roll_up() -> None:
    operations.roll_up(now=now())
