"""Giving and taking back consent. The log is appended to; the standing row changes in the same transaction."""

from datetime import datetime

from django.db import transaction

from accounts.models import Consent, ConsentAction, ConsentWording, Organisation, Purpose, StandingConsent, User


@transaction.atomic
def give_consent(person: User, purpose: Purpose, receiver: Organisation, *, wording: ConsentWording, now: datetime) -> None:
    """Record that the person agreed to these words. Agreeing twice is agreeing once.

    Raises ValueError when the words speak of another purpose.
    """
    if wording.purpose != purpose:
        raise ValueError(f"wording {wording} does not speak of {purpose}")
    _, is_new = StandingConsent.objects.get_or_create(person=person, purpose=purpose, receiver=receiver, defaults={"since": now})
    if is_new:
        Consent.objects.create(person=person, purpose=purpose, receiver=receiver, action=ConsentAction.GIVEN, wording=wording, at=now)


@transaction.atomic
def withdraw_consent(person: User, purpose: Purpose, receiver: Organisation, *, now: datetime) -> None:
    """Take it back: from this commit on nobody may look. Withdrawing what does not stand changes nothing."""
    gone, _ = StandingConsent.objects.filter(person=person, purpose=purpose, receiver=receiver).delete()
    if gone:
        Consent.objects.create(person=person, purpose=purpose, receiver=receiver, action=ConsentAction.WITHDRAWN, at=now)
