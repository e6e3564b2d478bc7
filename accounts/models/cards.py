from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class ClassCardQuerySet(models.QuerySet["ClassCard"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class ClassCard(models.Model):
    """A way in without a telephone: a code that is printed, and a PIN that only its owner knows.

    Neither is kept as it is: the code as a keyed fingerprint, the PIN as one bound to this card. A slow hash would add
    nothing to six digits, and would keep a room of fifty waiting; without the key nothing can be tried.
    """

    MOST_TRIES = 5

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="class_cards")
    code_index = models.CharField(max_length=64, unique=True)
    code_tail = models.CharField(max_length=4)
    pin_index = models.CharField(max_length=64)
    batch = models.UUIDField()
    """The sheet it was printed on: printing the same sheet again is refused, since its PINs are gone."""
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ClassCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("class card")
        verbose_name_plural = _("class cards")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_standing_card_per_person"),
            models.UniqueConstraint(fields=["person", "batch"], name="a_sheet_holds_one_card_per_person"),
        ]

    @property
    def is_locked(self) -> bool:
        return self.tries >= self.MOST_TRIES


class CardTry(models.Model):
    """A card that was not one, or a wrong PIN, kept two days: what the limit of an address counts."""

    address = models.CharField(max_length=45)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "made_at"], name="card_tries_from_address")]
