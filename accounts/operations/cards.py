"""Class cards: issued by a teacher, opened with a PIN, locked after a few wrong ones."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.cards import new_code, new_pin
from accounts.models import Access, CardTry, ClassCard, Notice, PhoneNumber, User
from accounts.operations.texts import queue_texts
from accounts.sealing import blind_index

WRONG_PER_ADDRESS_MINUTE = 200
"""A room of fifty behind one address mistypes now and then; a machine that guesses does so far more."""


class AlreadyIssued(Exception):
    """This sheet was printed before. Its PINs are not kept, so it cannot be shown again."""


class WrongCard(Exception):
    """No such card, or not its PIN. `left` tries remain where the card is known, else None."""

    def __init__(self, left: int | None) -> None:
        super().__init__(left)
        self.left = left


class CardIsLocked(Exception):
    """Too many wrong PINs: this card opens nothing any more."""


class CardIsNotForStaff(Exception):
    """Whoever holds a role comes in by telephone and second factor only."""


class TooManyCardTries(Exception):
    """Too many wrong tries from this address in the last minute."""


@dataclass(frozen=True)
class IssuedCard:
    """What is printed, once: nobody can read code and PIN out of the database afterwards."""

    person: User
    code: str
    pin: str


@transaction.atomic
def issue_cards(people: Iterable[User], *, batch: UUID, by: User, now: datetime) -> list[IssuedCard]:
    """New cards, in the order of the people; earlier ones end. Whoever holds a role gets none. Raises AlreadyIssued.

    It is logged, and told to the person and to every number that was proven to be theirs.
    """
    wanted = list(people)
    # The lock on the people makes two teachers who issue at once wait for each other.
    locked = {person.pk: person for person in User.objects.select_for_update().filter(pk__in=[p.pk for p in wanted]).order_by("pk")}
    if ClassCard.objects.filter(batch=batch).exists():
        raise AlreadyIssued
    staff = set(_staff_among(locked))
    issued = [IssuedCard(locked[person.pk], new_code(), new_pin()) for person in wanted if person.pk in locked and person.pk not in staff]
    ClassCard.objects.standing().filter(person__in=[card.person for card in issued]).update(ended_at=now)
    ClassCard.objects.bulk_create([_row(card, batch, by, now) for card in issued], batch_size=500)
    _tell(issued, by=by, now=now)
    return issued


def _staff_among(people: Iterable[int]) -> list[int]:
    wanted = User.objects.filter(pk__in=list(people))
    return [*wanted.filter(is_superuser=True).values_list("pk", flat=True), *wanted.holding_a_role().values_list("pk", flat=True)]


def _row(card: IssuedCard, batch: UUID, by: User, now: datetime) -> ClassCard:
    row_id = uuid4()
    return ClassCard(
        id=row_id,
        person=card.person,
        code_index=blind_index(card.code),
        code_tail=card.code[-4:],
        pin_index=_pin_index(row_id, card.pin),
        batch=batch,
        issued_by=by,
        issued_at=now,
    )


def _pin_index(card: UUID, pin: str) -> str:
    return blind_index(f"{card}:{pin}")


def _tell(issued: list[IssuedCard], *, by: User, now: datetime) -> None:
    people = [card.person for card in issued]
    moment = f"{now:%Y%m%d%H%M%S}"
    title, words = _("A new class card opens your record"), {"who": by, "day": f"{now:%Y-%m-%d}"}
    text = _("%(who)s gave you a class card on %(day)s; earlier ones no longer work. If you hold none, tell your class teacher at once.")
    notices = [Notice(person=person, key=f"card:{moment}", title=title, text=text % words, created_at=now) for person in people]
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    what = _("class card issued")
    Access.objects.bulk_create([Access(subject=person, viewer=by, what=what, at=now) for person in people], batch_size=500)
    for person_id, number in PhoneNumber.objects.proven().filter(person__in=people).values_list("person_id", "number"):
        queue_texts([number], key=f"card:{person_id}:{moment}", template="card_issued", parameters={"teacher": by.name}, now=now)


def end_card(person: User, *, now: datetime) -> None:
    """The card opens nothing any more. Ending twice keeps the first moment."""
    ClassCard.objects.standing().filter(person=person).update(ended_at=now)


def come_in_by_card(code: str, pin: str, *, address: str, now: datetime) -> User:
    """The person whom code and PIN open. A try is counted before it is judged, so parallel guesses gain nothing.

    Raises WrongCard, CardIsLocked, CardIsNotForStaff or TooManyCardTries. Not one transaction: a wrong try must stay counted.
    """
    tried = CardTry.objects.filter(address=address, made_at__gt=now - timedelta(minutes=1))
    if address and tried.count() >= WRONG_PER_ADDRESS_MINUTE:
        raise TooManyCardTries
    standing = ClassCard.objects.standing().filter(code_index=blind_index(code), person__is_active=True, person__erased_at=None)
    card = standing.select_related("person").first()
    if card is None:
        CardTry.objects.create(address=address, made_at=now)
        raise WrongCard(None)
    # By the card's own columns alone: with a join the condition would sit in a subquery that PostgreSQL does not look at
    # again after waiting for the row, and guesses at once would be judged more than five times.
    own = ClassCard.objects.standing().filter(pk=card.pk)
    if not own.filter(tries__lt=ClassCard.MOST_TRIES).update(tries=F("tries") + 1):
        raise CardIsLocked
    if not secrets.compare_digest(card.pin_index, _pin_index(card.pk, pin.strip())):
        CardTry.objects.create(address=address, made_at=now)
        card.refresh_from_db(fields=["tries"])
        if card.is_locked:
            raise CardIsLocked
        raise WrongCard(ClassCard.MOST_TRIES - card.tries)
    if _staff_among([card.person_id]):
        raise CardIsNotForStaff
    if not own.update(tries=0, last_used_at=now):
        raise WrongCard(None)
    return card.person


def prune_card_tries(*, now: datetime) -> None:
    CardTry.objects.filter(made_at__lt=now - timedelta(days=2)).delete()
