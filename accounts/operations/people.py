"""What a person tells us of themselves, and the numbers they hold."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.identity import YOUNGEST_ALONE, age_on, parse_identity_number
from accounts.models import HowChecked, Identity, PhoneNumber, Region, User
from accounts.sealing import blind_index, seal


class TooYoung(Exception):
    """Younger than the law lets a person register alone."""


class IdentityIsFixed(Exception):
    """A checked identity is changed by staff with the document, not by the person."""


class LastWayIn(Exception):
    """Releasing this number would lock the person out."""


class IdentityTaken(Exception):
    """Another person is registered with this identity number."""


@transaction.atomic
def introduce_person(person: User, *, name: str, birth_date: date, home: Region | None, now: datetime) -> None:
    """Name, birth date and home as the person gives them. Raises TooYoung or IdentityIsFixed; nothing is written then.

    A person under 14 needs a guardian's consent by law; the registration is refused and what was typed is not kept.
    """
    if age_on(now.date(), birth_date) < YOUNGEST_ALONE:
        raise TooYoung
    identity = Identity.objects.select_for_update().filter(person=person).first()
    if identity and identity.how_checked and (identity.birth_date != birth_date or person.name != name):
        raise IdentityIsFixed
    Identity.objects.update_or_create(person=person, defaults={"birth_date": birth_date})
    person.name = name
    person.home_region = home
    person.save(update_fields=["name", "home_region"])


@transaction.atomic
def record_identity(person: User, *, number: str, how: HowChecked, by: User, now: datetime) -> None:
    """An identity document was seen. Raises NotAnIdentityNumber, TooYoung or IdentityTaken."""
    written, born = parse_identity_number(number)
    if age_on(now.date(), born) < YOUNGEST_ALONE:
        raise TooYoung
    try:
        with transaction.atomic():
            Identity.objects.update_or_create(
                person=person,
                defaults={
                    "birth_date": born,
                    "sealed_number": seal(written),
                    "number_index": blind_index(written),
                    "number_tail": written[-4:],
                    "how_checked": how,
                    "checked_by": by,
                    "checked_at": now,
                },
            )
    except IntegrityError as error:
        raise IdentityTaken from error


@transaction.atomic
def hold_number(person: User, number: str, *, now: datetime) -> PhoneNumber:
    """The person proved a further number. Holding it twice is holding it once."""
    row, _ = PhoneNumber.objects.get_or_create(
        number=number,
        person=person,
        released_at=None,
        defaults={"verified_at": now, "last_used_at": now},
    )
    if row.verified_at is None:
        row.verified_at = now
        row.save(update_fields=["verified_at"])
    return row


@transaction.atomic
def release_number(person: User, number_id: int, *, now: datetime) -> None:
    """The person gives a number back. Raises LastWayIn when no other way in remains."""
    held = PhoneNumber.objects.proven().filter(person=person).select_for_update()
    if not [row for row in held if row.pk != number_id]:
        raise LastWayIn
    PhoneNumber.objects.held().filter(person=person, pk=number_id).update(released_at=now)
