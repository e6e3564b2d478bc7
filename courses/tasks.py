from celery import shared_task
from django.core.management import call_command
from django.utils.timezone import now

from accounts.models import User
from courses import operations


@shared_task
def complete_finished_enrolments() -> None:
    operations.complete_finished_enrolments(now=now())


@shared_task
def publish_scheduled() -> None:
    """Wagtail's own: what is due goes online or comes down; running it again finds nothing left."""
    call_command("publish_scheduled")


@shared_task(acks_late=True)
def tell_correction(correction_id: int) -> None:
    operations.tell_correction(correction_id, now=now())


@shared_task
def tell_corrections() -> None:
    operations.tell_corrections(now=now())


@shared_task
def forget_uploads() -> None:
    operations.forget_uploads(now=now())
    operations.forget_old_lessons(now=now())


@shared_task
def update_copies(original_id: int, by_id: int) -> None:
    operations.update_copies(original_id, by=User.objects.get(pk=by_id), now=now())


@shared_task
def narrate_missing() -> None:
    operations.narrate_missing(now=now())


def send_reminders() -> None:
    operations.send_reminders(now=now())
