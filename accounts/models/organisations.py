from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.regions import Region


class OrganisationKind(models.Model):
    """What an organisation is: an editable row, since the country always has one more kind."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=50)
    teaches = models.BooleanField(_("teaches and examines"), default=False)
    recruits = models.BooleanField(_("recruits"), default=False)

    class Meta:
        verbose_name = _("kind of organisation")
        verbose_name_plural = _("kinds of organisation")

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing(self) -> Self:
        return self.filter(suspended_at=None)


class Organisation(models.Model):
    """A training institution, a platform, a committee, a bureau… Suspending one closes its people's sight at once."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region"))
    verified_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    TRAINER = "trainer", _("Trainer")
    REVIEWER = "reviewer", _("Reviewer of lessons")
    EXAMINER = "examiner", _("Examiner")
    CLASS_TEACHER = "class_teacher", _("Class teacher")
    RECRUITER = "recruiter", _("Recruiter")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None, organisation__suspended_at=None)


class Membership(models.Model):
    """A person's role in an organisation, for a region or (without one) everywhere. Ended, never deleted."""

    person = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region"))
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "region"],
                condition=Q(ended_at=None, region__isnull=False),
                name="one_standing_membership_per_role_and_region",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(ended_at=None, region=None),
                name="one_standing_membership_per_role_everywhere",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="membership_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.get_role_display()}"
