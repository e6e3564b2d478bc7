from celery import shared_task
from django.utils.timezone import now

from talent_pool import operations


@shared_task
def offer_pool(certificate_id: int) -> None:
    operations.offer_pool(certificate_id, now=now())


@shared_task
def tell_of_revocation(certificate_id: int) -> None:
    operations.tell_of_revocation(certificate_id, now=now())
