"""The ways into a class: a link with its poster, and text messages that carry it."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import PhoneNumber, TextMessage, User
from accounts.operations import queue_texts
from courses.models import ClassLink, MemberState, TrainingClass

TEXTS_A_DAY = 500
"""Invitations by text from one class in a day: a class on paper is smaller, a mistake is larger."""


class TooManyTexts(Exception):
    """More invitations than a class may send in a day. `left` may still be sent."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@transaction.atomic
def open_link(training_class: TrainingClass, *, by: User, now: datetime) -> ClassLink:
    """The link that stands, or a new one. The lock on the class makes two teachers get the same."""
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    link, _ = ClassLink.objects.standing().get_or_create(
        training_class=row, ended_at=None, defaults={"code": secrets.token_urlsafe(12), "opened_by": by, "opened_at": now}
    )
    return link


def end_link(training_class: TrainingClass, *, now: datetime) -> None:
    """Nobody joins by it any more. Who has joined stays."""
    ClassLink.objects.standing().filter(training_class=training_class).update(ended_at=now)


def numbers_of_the_roster(training_class: TrainingClass) -> list[str]:
    """The numbers of those on the roster who have not joined yet."""
    waiting = training_class.members.filter(state__in=[MemberState.ADDED, MemberState.INVITED]).values("person")
    return list(PhoneNumber.objects.held().filter(person__in=waiting).values_list("number", flat=True).distinct())


@transaction.atomic
def invite_by_text(training_class: TrainingClass, numbers: Iterable[str], *, address: str, by: User, now: datetime) -> int:
    """Have the link sent to each number, at most once a day; returns how many are sent now. Raises TooManyTexts."""
    TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    wanted = set(numbers)
    prefix = f"class-invitation:{training_class.pk}:"
    sent = TextMessage.objects.filter(key__startswith=prefix, created_at__gt=now - timedelta(days=1)).count()
    if sent + len(wanted) > TEXTS_A_DAY:
        raise TooManyTexts(max(0, TEXTS_A_DAY - sent))
    parameters = {"class": training_class.title, "teacher": by.name, "link": address}
    return queue_texts(wanted, key=f"{prefix}{localtime(now):%Y%m%d}", template="class_invitation", parameters=parameters, now=now)
