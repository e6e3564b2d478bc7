from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.phones import mask_phone

DORMANT_AFTER = timedelta(days=90)
"""A number unused for so long may belong to somebody else: operators re-issue a cancelled number after 90 days."""


class PhoneNumberQuerySet(models.QuerySet["PhoneNumber"]):
    def held(self) -> Self:
        return self.filter(released_at=None)

    def proven(self) -> Self:
        return self.held().filter(verified_at__isnull=False)


class PhoneNumber(models.Model):
    """A way in, not a person. One number may open several people, and a person may hold several numbers."""

    number = models.CharField(_("telephone number"), max_length=20)
    person = models.ForeignKey(User, models.PROTECT, related_name="phone_numbers")
    verified_at = models.DateTimeField(null=True)
    """Empty: a class teacher wrote it on a roster, and nobody has proven it. It opens the record only with a second proof."""
    last_used_at = models.DateTimeField()
    disputed_at = models.DateTimeField(null=True, blank=True)
    """Somebody who holds the phone said: this record is not mine. A second proof is needed from then on."""
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        constraints = [
            models.UniqueConstraint(fields=["number", "person"], condition=Q(released_at=None), name="a_person_holds_a_number_once"),
        ]
        indexes = [models.Index(fields=["number"], condition=Q(released_at=None), name="held_numbers")]

    def __str__(self) -> str:
        return mask_phone(self.number)

    def needs_second_proof(self, now: datetime) -> bool:
        return self.verified_at is None or self.disputed_at is not None or self.last_used_at < now - DORMANT_AFTER


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    def usable(self, now: datetime) -> Self:
        return self.filter(used_at=None, expires_at__gt=now, tries__lt=SignInCode.MOST_TRIES)


class SignInCode(models.Model):
    """A six-digit code that was sent to a number. Rows are kept two days: they are what the limits count."""

    LIFETIME = timedelta(minutes=10)
    MOST_TRIES = 5
    EVERY = timedelta(seconds=60)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    sealed_code = models.BinaryField()
    minute = models.BigIntegerField()
    """Minutes since 1970 at which it was asked for: two simultaneous requests cannot both be sent."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "minute"], name="one_code_a_minute_per_number")]
        indexes = [
            models.Index(fields=["address", "created_at"], name="codes_from_address"),
            models.Index(fields=["number", "created_at"], name="codes_to_number"),
        ]


class SecondProofTry(models.Model):
    """A wrong second proof, kept two days: a stranger with a re-issued number may not go on guessing."""

    number = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number", "made_at"], name="proofs_by_number")]
