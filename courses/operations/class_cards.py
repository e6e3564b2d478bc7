"""Cards for the people of a class. Only for those whom the teacher may look at and help."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import ClassCard, User
from accounts.operations import IssuedCard, end_sessions, issue_cards
from courses.models import TrainingClass

MOST_AT_ONCE = 200
"""Cards on one sheet of paper after another; more are printed in a second go."""


def without_card(training_class: TrainingClass) -> list[User]:
    """Whom of the roster no card opens yet, in its order."""
    held = ClassCard.objects.standing().values("person")
    members = training_class.members.known().exclude(person__in=held).exclude(person__is_superuser=True)
    members = members.exclude(person__in=User.objects.holding_a_role().values("pk"))
    return [member.person for member in members.select_related("person__home_region").order_by("pk")[:MOST_AT_ONCE]]


def issue_class_cards(training_class: TrainingClass, *, batch: UUID, by: User, now: datetime) -> list[IssuedCard]:
    """Cards for everybody on the roster who has none. Raises accounts' AlreadyIssued."""
    return issue_cards(without_card(training_class), batch=batch, by=by, now=now)


def replace_card(people: Iterable[User], *, was_lost: bool, batch: UUID, by: User, now: datetime) -> list[IssuedCard]:
    """A new card in place of the old one. A lost one may be in use: then every device is signed out."""
    issued = issue_cards(people, batch=batch, by=by, now=now)
    for card in issued if was_lost else ():
        end_sessions(card.person)
    return issued
