from typing import Any

from django.dispatch import receiver

from certification.signals import certificate_issued, certificate_revoked
from talent_pool import tasks


@receiver(certificate_issued, dispatch_uid="offer_the_pool")
def certificate_was_issued(sender: Any, *, certificate_id: int, **rest: Any) -> None:
    tasks.offer_pool.delay(certificate_id)


@receiver(certificate_revoked, dispatch_uid="say_who_is_no_longer_seen")
def certificate_was_revoked(sender: Any, *, certificate_id: int, **rest: Any) -> None:
    tasks.tell_of_revocation.delay(certificate_id)
