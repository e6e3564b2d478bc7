"""People whom somebody else wrote down, as on a roster: a record that waits for its owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Identity, PhoneNumber, User
from accounts.sealing import blind_index, seal


@dataclass(frozen=True)
class WrittenPerson:
    """What was written of a person. Whatever is empty is not known."""

    name: str
    phone: str = ""
    born: date | None = None
    identity: str = ""
    home: int | None = None


@transaction.atomic
def write_down_people(people: Sequence[WrittenPerson], *, now: datetime) -> list[User]:
    """Records for people who are new, in their order. Nobody has proven anything: the number asks for a second proof."""
    rows = [User(name=person.name, home_region_id=person.home, created_at=now) for person in people]
    for row in rows:
        row.set_unusable_password()
    User.objects.bulk_create(rows)
    pairs = list(zip(rows, people, strict=True))
    Identity.objects.bulk_create([_identity(row, written.born, written.identity) for row, written in pairs if written.born])
    PhoneNumber.objects.bulk_create([_number(row, written.phone, now) for row, written in pairs if written.phone])
    return rows


@transaction.atomic
def fill_in(person: User, written: WrittenPerson, *, now: datetime) -> None:
    """Add what is missing in a record that nobody has opened yet; what stands there stays."""
    if not person.is_unclaimed():
        return
    if written.home:
        User.objects.filter(pk=person.pk, home_region=None).update(home_region_id=written.home)
    if written.born and not Identity.objects.filter(person=person).exists():
        _identity(person, written.born, written.identity).save(force_insert=True)
    if written.phone and not PhoneNumber.objects.held().filter(person=person).exists():
        _number(person, written.phone, now).save(force_insert=True)


def _identity(person: User, born: date, number: str) -> Identity:
    if not number:
        return Identity(person=person, birth_date=born)
    return Identity(person=person, birth_date=born, sealed_number=seal(number), number_index=blind_index(number), number_tail=number[-4:])


def _number(person: User, number: str, now: datetime) -> PhoneNumber:
    return PhoneNumber(number=number, person=person, verified_at=None, last_used_at=now)
