"""Taking a certificate back, for everybody to see."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.operations import tell
from certification.models import Certificate, Revocation
from certification.signals import certificate_revoked


class ReasonMissing(Exception):
    """Whoever checks the certificate, and its holder above all, is told why it no longer holds."""


@transaction.atomic
def revoke_certificate(certificate: Certificate, reason: str, *, by: User, now: datetime) -> Revocation:
    """From this commit on every check says so. A second revocation keeps the first one's reason and day."""
    if not reason.strip():
        raise ReasonMissing
    revocation, is_new = Revocation.objects.get_or_create(certificate=certificate, defaults={"reason": reason.strip(), "by": by, "at": now})
    if is_new:
        tell(
            certificate.learner_id,
            key=f"revoked:{certificate.serial}",
            title=_("A certificate was revoked"),
            text=_("“%(standard)s”, number %(serial)s. The reason given: %(reason)s. If this is wrong, talk to the institution.")
            % {"standard": certificate.said.full_title, "serial": certificate.serial, "reason": revocation.reason},
            link=reverse("certification:mine"),
            now=now,
        )
        transaction.on_commit(partial(certificate_revoked.send_robust, Certificate, certificate_id=certificate.pk), robust=True)
    return revocation
