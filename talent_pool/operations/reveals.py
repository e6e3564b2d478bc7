"""Showing a telephone number to a platform: only when both have said yes, and never unseen."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import PhoneNumber, User
from accounts.phones import national
from talent_pool.models import Application, ContactReveal
from talent_pool.operations.pipeline import locked
from talent_pool.operations.telling import tell_of_reveal

REVEALS_PER_DAY = 30


class NotInTouch(Exception):
    """The person has not said yes, or no longer does."""


class NoNumber(Exception):
    """The person holds no number that is surely theirs."""


class TooManyReveals(Exception):
    """More numbers in a day than one person can call."""


@transaction.atomic
def reveal_phone(application: Application, *, by: User, now: datetime) -> ContactReveal:
    """The look, which holds the number. Each is a row in the log and a notice to the person.

    The application is held meanwhile: who withdraws at the same moment is either before (NotInTouch) or after.
    Raises NotInTouch, NoNumber or TooManyReveals.
    """
    row = locked(application)
    if not row.is_in_touch or not row.person.is_active or row.person.erased_at:
        raise NotInTouch
    if ContactReveal.objects.filter(viewer=by, at__gt=now - timedelta(days=1)).count() >= REVEALS_PER_DAY:
        raise TooManyReveals
    number = PhoneNumber.objects.proven().filter(person=row.person_id, disputed_at=None).order_by("-last_used_at", "-pk").first()
    if number is None:
        raise NoNumber
    reveal = ContactReveal.objects.create(application=row, viewer=by, number=number, at=now)
    tell_of_reveal(row, reveal.pk, now=now)
    return reveal


def revealed_number(reveal_id: int, application: Application, *, by: User) -> str:
    """The number as it is dialled, for who has just looked; empty once the person is no longer to be reached this way."""
    row = application.reveals.filter(pk=reveal_id, viewer=by, number__disputed_at=None).select_related("number").first()
    return national(row.number.number) if row and application.is_in_touch else ""
