from uuid import UUID

from celery import shared_task
from django.utils.timezone import now

from accounts import operations


@shared_task
def send_sign_in_code(code_id: str) -> None:
    operations.send_sign_in_code(UUID(code_id))


@shared_task
def prune_sign_in_codes() -> None:
    operations.prune_sign_in_codes(now=now())
    operations.prune_card_tries(now=now())


@shared_task
def send_waiting_texts() -> None:
    operations.send_waiting_texts(now=now())
