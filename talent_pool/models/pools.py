from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Purpose, Region, StandingConsent, User


class PoolQuerySet(models.QuerySet["Pool"]):
    def open(self) -> Self:
        return self.filter(holder__suspended_at=None)


class Pool(models.Model):
    """A talent pool (人才库) that a holder keeps for its programme. Nobody is in it without having said yes to the holder."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=60)
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("holder"))
    created_at = models.DateTimeField()

    objects = PoolQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("talent pool")
        verbose_name_plural = _("talent pools")

    def __str__(self) -> str:
        return self.title


class PoolMemberQuerySet(models.QuerySet["PoolMember"]):
    def standing(self) -> Self:
        """In the pool now, by the person's own standing consent to its holder."""
        agreed = StandingConsent.objects.filter(person=OuterRef("person"), purpose=Purpose.POOL, receiver=OuterRef("pool__holder"))
        return self.filter(Exists(agreed), until=None)


class PoolMember(models.Model):
    """One stay of a person in a pool. Leaving ends it; coming back is a new stay."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="members")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = PoolMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "person"], condition=Q(until=None), name="one_standing_stay_per_pool"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="a_stay_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["person", "until"], name="stays_of_person")]
