from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.people import User


class Purpose(models.TextChoices):
    POOL = "pool", _("Be listed in a programme's talent pool")
    PLATFORM = "platform", _("Be shown to one platform")


class ConsentWording(models.Model):
    """The exact words a person was shown. A change of words is a new version; old ones stay for disputes."""

    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_wording_per_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.version}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The words line by line, each split into what it is about and what it says: easier to read, not a word changed."""
        split = (line.partition("：") for line in self.text.splitlines() if line.strip())
        return [(about + colon, says) if colon else ("", about) for about, colon, says in split]


class StandingConsentQuerySet(models.QuerySet["StandingConsent"]):
    def to(self, purpose: Purpose, receiver: Organisation | int) -> Self:
        return self.filter(purpose=purpose, receiver=receiver)


class StandingConsent(models.Model):
    """The consents that stand now: the one row that every look at a person is joined with.

    Written only by `operations.consents`, in the transaction that writes the log.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    objects = StandingConsentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "purpose", "receiver"], name="one_standing_consent_per_receiver")]


class ConsentAction(models.TextChoices):
    GIVEN = "given", _("Given")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Consent(models.Model):
    """The append-only log of what a person agreed to or took back, with the words they saw."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    action = models.CharField(max_length=9, choices=ConsentAction)
    wording = models.ForeignKey(ConsentWording, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "purpose", "receiver"], name="consents_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(action="withdrawn") | Q(wording__isnull=False), name="a_given_consent_names_its_words"),
        ]
