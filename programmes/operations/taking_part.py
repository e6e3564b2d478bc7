"""Joining a programme and leaving it again."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import Organisation, User
from programmes.models import Participation, Programme


class ProgrammeIsOver(Exception):
    """The programme's last day has passed, or it is not shown to everyone: nobody new can join."""


class NoSuchRole(Exception):
    """The programme knows no such role."""


@transaction.atomic
def join_programme(
    person: User, programme: Programme, *, role: str = "", institution: Organisation | None = None, now: datetime
) -> Participation:
    """Take part from now on. Joining twice is joining once; the first row is returned unchanged.

    Raises ProgrammeIsOver or NoSuchRole. Two simultaneous requests end with one row (a unique constraint).
    """
    standing = Participation.objects.standing().filter(person=person, programme=programme).first()
    if standing is not None:
        return standing
    if not programme.is_listed or programme.is_over(localtime(now).date()):
        raise ProgrammeIsOver
    if role and not programme.roles.filter(name=role).exists():
        raise NoSuchRole
    row, _ = Participation.objects.get_or_create(
        person=person,
        programme=programme,
        ended_at=None,
        defaults={"region": person.region, "institution": institution, "role": role, "since": now},
    )
    return row


def leave_programme(person: User, programme: Programme, *, now: datetime) -> None:
    """Take part no longer. What was done until now goes on counting; leaving twice keeps the first moment."""
    Participation.objects.standing().filter(person=person, programme=programme).update(ended_at=now)
