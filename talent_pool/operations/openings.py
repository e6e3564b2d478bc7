"""Writing an opening, having it reviewed, closing it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Organisation, Region, Role, User
from certification.models import Standard
from talent_pool.fairness import unfair_words
from talent_pool.models import Application, Opening, OpeningStatus, Side, Stage
from talent_pool.operations.pipeline import move
from talent_pool.operations.telling import tell_of_review, tell_person


class UnfairWords(Exception):
    """The text asks for what the law forbids to ask for; `words` names it."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.words = words


class OpeningIsFixed(Exception):
    """It is published or closed: what people applied to does not change under them."""


class NotWaiting(Exception):
    """It does not wait for review, or was changed since the reviewer read it."""


class OwnOpening(Exception):
    """Nobody reviews an opening of a platform they recruit for."""


@dataclass(frozen=True, kw_only=True)
class OpeningTerms:
    """What a recruiter writes."""

    role: str
    title: str
    region: Region
    headcount: int
    text: str
    pay_note: str
    support_note: str = ""
    needs_standard: Standard | None = None
    training_blocks_start: bool = False
    deadline: date | None = None

    def unfair_words(self) -> list[str]:
        return unfair_words(f"{self.title}\n{self.text}\n{self.pay_note}\n{self.support_note}")


def check_words(terms: OpeningTerms) -> None:
    if words := terms.unfair_words():
        raise UnfairWords(words)


@transaction.atomic
def write_opening(organisation: Organisation, terms: OpeningTerms, *, by: User, now: datetime) -> Opening:
    """A draft. Raises UnfairWords; nothing is written then."""
    check_words(terms)
    return Opening.objects.create(organisation=organisation, written_by=by, created_at=now, **vars(terms))


@transaction.atomic
def change_opening(opening: Opening, terms: OpeningTerms) -> Opening:
    """Change a draft, or one that waits (which takes it back from review). Raises UnfairWords or OpeningIsFixed."""
    check_words(terms)
    changeable = Opening.objects.filter(pk=opening.pk, status__in=[OpeningStatus.DRAFT, OpeningStatus.WAITING])
    if not changeable.update(status=OpeningStatus.DRAFT, sent_at=None, **vars(terms)):
        raise OpeningIsFixed
    return Opening.objects.get(pk=opening.pk)


def send_for_review(opening: Opening, *, now: datetime) -> None:
    """Ask the programme officers. Sending twice is sending once. Raises OpeningIsFixed when it is published or closed."""
    if Opening.objects.filter(pk=opening.pk, status=OpeningStatus.DRAFT).update(status=OpeningStatus.WAITING, sent_at=now):
        return
    if not Opening.objects.filter(pk=opening.pk, status=OpeningStatus.WAITING).exists():
        raise OpeningIsFixed


@transaction.atomic
def review_opening(opening: Opening, *, publish: bool, sent_at: datetime | None, note: str = "", by: User, now: datetime) -> Opening:
    """Publish it, or give it back with a note. `sent_at` is that of the version which the officer read.

    Raises NotWaiting when it was changed meanwhile, and OwnOpening.
    """
    if by.organisations_as(Role.RECRUITER).filter(pk=opening.organisation_id).exists():
        raise OwnOpening
    outcome = (
        {"status": OpeningStatus.PUBLISHED, "published_at": now} if publish else {"status": OpeningStatus.DRAFT, "sent_at": None}
    ) | {"reviewed_by": by, "reviewed_at": now, "review_note": note}
    if not Opening.objects.filter(pk=opening.pk, status=OpeningStatus.WAITING, sent_at=sent_at).update(**outcome):
        raise NotWaiting
    reviewed = Opening.objects.select_related("organisation").get(pk=opening.pk)
    tell_of_review(reviewed, now=now)
    return reviewed


@transaction.atomic
def close_opening(opening: Opening, *, by: User, now: datetime) -> None:
    """No more applications; the undecided ones end, and their people are told. Those who signed stay. Closing twice is closing once."""
    held = Opening.objects.select_for_update().get(pk=opening.pk)
    if held.status == OpeningStatus.CLOSED:
        return
    Opening.objects.filter(pk=held.pk).update(status=OpeningStatus.CLOSED, closed_at=now)
    undecided = Application.objects.filter(opening=held).undecided().select_related("opening__organisation", "person")
    for application in undecided.order_by("pk"):
        move(application, Stage.CLOSED, side=Side.PLATFORM, by=by, now=now)
        tell_person(application, Stage.CLOSED, now=now)
