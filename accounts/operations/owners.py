"""The first person of an installation: whoever owns the server."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations.sign_in import register_person


class SeveralPeople(Exception):
    """This number opens more than one person; which of them is to be the owner must be said by name."""


@transaction.atomic
def appoint_owner(number: str, name: str, *, now: datetime) -> tuple[User, bool]:
    """The person behind this number may do everything in the admin; returns the person and whether they are new.

    A number nobody holds registers a new person. Appointing twice is appointing once. Raises SeveralPeople.
    """
    behind = list(User.objects.opened_by(number))
    if len(behind) > 1:
        behind = [person for person in behind if person.name == name]
        if len(behind) != 1:
            raise SeveralPeople
    person, is_new = (behind[0], False) if behind else (register_person(number, now=now), True)
    person.name = person.name or name
    person.is_superuser = True
    person.save(update_fields=["name", "is_superuser"])
    return person, is_new
