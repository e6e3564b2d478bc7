from celery import shared_task
from django.utils.timezone import now

from stations import operations


@shared_task
def begin_missing_preparations() -> None:
    """The sweep: no doorbell rings when somebody signs."""
    operations.begin_missing_preparations(now=now())
