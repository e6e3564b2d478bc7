"""Into a pool and out of it; shown to one platform or not. Two separate consents, each taken back at once."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from accounts import operations as accounts
from accounts.identity import YOUNGEST_IN_POOL
from accounts.models import ConsentWording, Identity, Organisation, Purpose, User
from talent_pool.models import Candidate, Pool, PoolMember, born_by, recruiting_organisations
from talent_pool.operations.pipeline import withdraw_invitations


class IdentityMissing(Exception):
    """The person has not said when they were born, so the age the law asks for cannot be checked."""


class NotOldEnough(Exception):
    """Too young for a pool or an application."""


class NotAReceiver(Exception):
    """The holder or platform is suspended, unverified, or does not recruit."""


def check_age(person: User, *, now: datetime) -> None:
    """Raises IdentityMissing or NotOldEnough."""
    identity = Identity.objects.filter(person=person).first()
    if identity is None:
        raise IdentityMissing
    if identity.birth_date > born_by(localtime(now).date(), YOUNGEST_IN_POOL):
        raise NotOldEnough


@transaction.atomic
def join_pool(person: User, pool: Pool, *, wording: ConsentWording, now: datetime) -> PoolMember:
    """Consent to the holder and the place in the pool, in one transaction. Joining twice is joining once.

    Raises IdentityMissing, NotOldEnough or NotAReceiver.
    """
    check_age(person, now=now)
    if not Pool.objects.open().filter(pk=pool.pk).exists():
        raise NotAReceiver
    accounts.give_consent(person, Purpose.POOL, pool.holder, wording=wording, now=now)
    Candidate.objects.get_or_create(person=person, defaults={"updated_at": now})
    member, _ = PoolMember.objects.get_or_create(pool=pool, person=person, until=None, defaults={"region": person.region, "since": now})
    return member


@transaction.atomic
def leave_pool(person: User, pool: Pool, *, now: datetime) -> None:
    """Take the consent back. From this commit on no platform finds the person through this holder; unanswered invitations end.

    The consent is to the holder, so every pool of the same holder is left with it.
    """
    accounts.withdraw_consent(person, Purpose.POOL, pool.holder, now=now)
    PoolMember.objects.filter(person=person, pool__holder=pool.holder_id, until=None).update(until=now)
    if not PoolMember.objects.standing().filter(person=person).exists():
        withdraw_invitations(person, organisation=None, now=now)


@transaction.atomic
def allow_platform(person: User, platform: Organisation, *, wording: ConsentWording, now: datetime) -> None:
    """Let one platform see the card. Raises IdentityMissing, NotOldEnough or NotAReceiver."""
    check_age(person, now=now)
    if not recruiting_organisations().filter(pk=platform.pk).exists():
        raise NotAReceiver
    accounts.give_consent(person, Purpose.PLATFORM, platform, wording=wording, now=now)


@transaction.atomic
def refuse_platform(person: User, platform: Organisation, *, now: datetime) -> None:
    """Say no, or take the yes back: the card is gone with this commit, and unanswered invitations of this platform end.

    What the person applied for or accepted goes on: that was agreed to on its own, and can be withdrawn on its own.
    """
    accounts.withdraw_consent(person, Purpose.PLATFORM, platform, now=now)
    withdraw_invitations(person, organisation=platform, now=now)
