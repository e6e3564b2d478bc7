from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.identity import YOUNGEST_IN_POOL
from accounts.models import Identity, Organisation, Purpose, Region, StandingConsent, User
from certification.models import Certificate
from talent_pool.models.pools import PoolMember
from talent_pool.models.scope import path_of, recruiting_organisations


class WantedRole(models.TextChoices):
    PARTNER = "partner", _("Village partner")
    PROMOTER = "promoter", _("Promoter")
    STORE_MANAGER = "store_manager", _("Store manager")


def born_by(day: date, age: int) -> date:
    """The last birth date with which a person is of that age on that day."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February in a year without one
        return date(day.year - age, 2, 28)


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def in_pool(self, now: datetime) -> Self:
        """Standing in a pool by consent, old enough, present and certified: those whom consent to a platform can show."""
        old_enough = Identity.objects.filter(person=OuterRef("person"), birth_date__lte=born_by(localtime(now).date(), YOUNGEST_IN_POOL))
        return self.filter(
            Exists(PoolMember.objects.standing().filter(person=OuterRef("person"))),
            Exists(old_enough),
            Exists(Certificate.objects.standing(now).filter(learner=OuterRef("person"))),
            paused_at=None,
            person__is_active=True,
            person__erased_at=None,
        )

    def shown_to(self, organisation: Organisation, now: datetime) -> Self:
        """THE question of who may be shown to a platform. Everything that shows a candidate asks it, at the moment of showing."""
        agreed = StandingConsent.objects.filter(person=OuterRef("person"), purpose=Purpose.PLATFORM, receiver=organisation)
        may_look = recruiting_organisations().filter(pk=organisation.pk)
        return self.in_pool(now).filter(Exists(agreed), Exists(may_look))

    def with_path(self) -> Self:
        """Adds `path`: the region path of where the person is to be found now."""
        return self.annotate(path=path_of("person"))


class Candidate(models.Model):
    """What a person wants. Where they live, what they learnt and their certificates come from elsewhere, at reading time."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.OneToOneField(User, models.PROTECT, related_name="+")
    full_time = models.BooleanField(_("full time"), default=False)
    part_time = models.BooleanField(_("part time"), default=False)
    has_premises = models.BooleanField(_("has premises for a shop"), default=False)
    text = models.CharField(_("a few words"), max_length=200, blank=True)
    ranking_off = models.BooleanField(_("without automatic ranking"), default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        indexes = [models.Index(fields=["-updated_at"], name="candidates_by_freshness")]


class CandidateRole(models.Model):
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16, choices=WantedRole)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "role"], name="a_candidate_wants_a_role_once")]


class WantedRegion(models.Model):
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="wanted_regions")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "region"], name="a_candidate_wants_a_region_once")]


class Appearance(models.Model):
    """How often a person's card stood in a platform's search on one day: a count, shown to the person."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organisation", "day"], name="one_appearance_count_per_day")]
