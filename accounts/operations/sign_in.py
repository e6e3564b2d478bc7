"""Coming in by telephone: ask for a code, prove it, find whom the number opens."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from accounts import sms
from accounts.models import PhoneNumber, SecondProofTry, SignInCode, User
from accounts.sealing import seal, unseal

PER_NUMBER_HOUR = 5
PER_NUMBER_DAY = 10
PER_ADDRESS_MINUTE = 200
"""A class of 50 phones sits behind one address; a machine that guesses asks for far more."""
PROOFS_PER_DAY = 5
PEOPLE_PER_NUMBER = 8


class TooSoon(Exception):
    """A code was sent to this number a moment ago. `wait` is how many seconds are left."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class TooMany(Exception):
    """The number or the address asked for too many codes. `hours` says when to come back."""

    def __init__(self, hours: int) -> None:
        super().__init__(hours)
        self.hours = hours


class WrongCode(Exception):
    """Not the code that was sent, or it is used up or too old. `left` tries remain (0: ask for a new one)."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class NumberIsFull(Exception):
    """As many people as allowed already come in by this number."""


class TooManyProofs(Exception):
    """Too many wrong second proofs for this number today."""


@dataclass(frozen=True)
class Doorway:
    """Whom a proven number opens at once, and who must first give a second proof."""

    open: list[User]
    guarded: list[User]


def request_sign_in_code(number: str, *, address: str, now: datetime) -> UUID:
    """Make a code for the number; the caller has it sent after commit. Nothing is said of whether the number is known.

    Two simultaneous requests meet the unique minute and become one code. Raises TooSoon or TooMany.
    """
    sent = SignInCode.objects.filter(number=number)
    latest = sent.filter(created_at__gt=now - SignInCode.EVERY).order_by("-created_at").first()
    if latest is not None:
        raise TooSoon(wait=max(1, int((latest.created_at + SignInCode.EVERY - now).total_seconds())))
    if sent.filter(created_at__gt=now - timedelta(hours=1)).count() >= PER_NUMBER_HOUR:
        raise TooMany(hours=1)
    if sent.filter(created_at__gt=now - timedelta(days=1)).count() >= PER_NUMBER_DAY:
        raise TooMany(hours=24)
    if address and SignInCode.objects.filter(address=address, created_at__gt=now - timedelta(minutes=1)).count() >= PER_ADDRESS_MINUTE:
        raise TooMany(hours=1)
    try:
        with transaction.atomic():
            return SignInCode.objects.create(
                number=number,
                address=address,
                sealed_code=seal(f"{secrets.randbelow(1_000_000):06d}"),
                minute=int(now.timestamp()) // 60,
                created_at=now,
                expires_at=now + SignInCode.LIFETIME,
            ).pk
    except IntegrityError as error:
        raise TooSoon(wait=int(SignInCode.EVERY.total_seconds())) from error


def send_sign_in_code(code: UUID) -> None:
    """Hand the code to the text message service. A code that is gone or used is silently left."""
    row = SignInCode.objects.filter(pk=code, used_at=None).first()
    if row is not None:
        sms.backend().send(sms.Message(row.number, "sign_in_code", {"code": unseal(row.sealed_code)}))


def code_on_screen(code: UUID) -> str | None:
    """The code itself, where the demonstration's message service shows it on the page; else None."""
    if not sms.backend().shows_on_screen:
        return None
    row = SignInCode.objects.filter(pk=code, used_at=None).first()
    return unseal(row.sealed_code) if row else None


def prove_number(code: UUID, typed: str, *, now: datetime) -> str:
    """The number that the code proves. Each try is counted before it is judged, so parallel guesses gain nothing.

    Raises WrongCode. A code works once.
    """
    if not SignInCode.objects.usable(now).filter(pk=code).update(tries=F("tries") + 1):
        raise WrongCode(left=0)
    row = SignInCode.objects.get(pk=code)
    if not secrets.compare_digest(unseal(row.sealed_code).encode(), typed.strip().encode()):
        raise WrongCode(left=SignInCode.MOST_TRIES - row.tries)
    if not SignInCode.objects.filter(pk=code, used_at=None).update(used_at=now):
        raise WrongCode(left=0)
    return row.number


def doorway(number: str, *, now: datetime) -> Doorway:
    """The people behind a number that was just proven."""
    held = PhoneNumber.objects.held().filter(number=number, person__is_active=True, person__erased_at=None)
    rows = list(held.select_related("person__home_region").order_by("-last_used_at", "pk"))
    return Doorway(
        open=[row.person for row in rows if not row.needs_second_proof(now)],
        guarded=[row.person for row in rows if row.needs_second_proof(now)],
    )


@transaction.atomic
def register_person(number: str, *, now: datetime) -> User:
    """A new person behind a proven number. Raises NumberIsFull."""
    if PhoneNumber.objects.held().filter(number=number).count() >= PEOPLE_PER_NUMBER:
        raise NumberIsFull
    person = User.objects.create_user(created_at=now)
    PhoneNumber.objects.create(number=number, person=person, verified_at=now, last_used_at=now)
    return person


def register_without_number(*, now: datetime) -> User:
    """A new person who has no telephone: somebody who helps them records what they do. A number may come later."""
    return User.objects.create_user(created_at=now)


def note_number_used(number: str, person: User, *, now: datetime) -> None:
    """The number opened this person: from now on it counts as awake and undisputed."""
    PhoneNumber.objects.held().filter(number=number, person=person).update(
        verified_at=Coalesce("verified_at", now), last_used_at=now, disputed_at=None
    )


def dispute_number(number: str, person: User, *, now: datetime) -> None:
    """The holder of the phone says "this is not me": the record stays whole, and needs a second proof from now on."""
    PhoneNumber.objects.held().filter(number=number, person=person, disputed_at=None).update(disputed_at=now)


def second_proof_holds(number: str, person: User, *, name: str, birth_date: date, now: datetime) -> bool:
    """Whether name and birth date are those of the record. A wrong one is counted. Raises TooManyProofs.

    A record without a name cannot be proven this way; a class teacher who knows the person can help. One that was made
    from a roster, and that nobody has opened yet, may lack the birth date: then the name is enough.
    """
    if SecondProofTry.objects.filter(number=number, made_at__gt=now - timedelta(days=1)).count() >= PROOFS_PER_DAY:
        raise TooManyProofs
    identity = getattr(person, "identity", None)
    born_is_right = identity.birth_date == birth_date if identity else person.is_unclaimed()
    if person.name and born_is_right and person.name == name.strip():
        return True
    SecondProofTry.objects.create(number=number, made_at=now)
    return False


def prune_sign_in_codes(*, now: datetime) -> None:
    """Forget codes and wrong proofs once no limit counts them any more."""
    SignInCode.objects.filter(created_at__lt=now - timedelta(days=2)).delete()
    SecondProofTry.objects.filter(made_at__lt=now - timedelta(days=2)).delete()
