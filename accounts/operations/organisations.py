"""Who works where, as what, for which region."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership, Organisation, Region, Role, User


@transaction.atomic
def grant_membership(person: User, organisation: Organisation, role: Role, *, region: Region | None = None, now: datetime) -> Membership:
    """Give a role. Granting what stands returns what stands (a unique constraint keeps it single)."""
    row, _ = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        role=role,
        region=region,
        ended_at=None,
        defaults={"since": now},
    )
    return row


def end_membership(membership: int, *, now: datetime) -> None:
    """The role ends; the row stays as history. Ending twice keeps the first moment."""
    Membership.objects.filter(pk=membership, ended_at=None).update(ended_at=now)


def suspend_organisation(organisation: Organisation, *, now: datetime) -> None:
    """Every member loses the sight this organisation gave, with this one row."""
    Organisation.objects.filter(pk=organisation.pk, suspended_at=None).update(suspended_at=now)


def resume_organisation(organisation: Organisation) -> None:
    """The suspension is over: the roles that still stand work again."""
    Organisation.objects.filter(pk=organisation.pk).update(suspended_at=None)


def verify_organisation(organisation: Organisation, *, now: datetime) -> None:
    """Its licence and its clerk's papers were seen: from now on it may recruit. Verifying twice keeps the first moment."""
    Organisation.objects.filter(pk=organisation.pk, verified_at=None).update(verified_at=now)
