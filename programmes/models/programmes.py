from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from accounts.models import Membership, Organisation, Region, RegionList, Role, User
from certification.models import Standard
from courses.models import Course
from talent_pool.models import Pool

TAKEN_ADDRESSES = frozenset({"desk"})
"""Words that are addresses of ours under /programmes/ and so cannot be a programme's."""


def not_an_address_of_ours(slug: str) -> None:
    if slug in TAKEN_ADDRESSES:
        raise ValidationError(_("This word is an address of the site itself. Please choose another one."), code="taken")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def listed(self) -> Self:
        return self.filter(is_listed=True)

    def run_by(self, user: User) -> Self:
        """Those of which the person is an officer, in an organisation that holds the programme."""
        offices = Membership.objects.standing().filter(person=user, role=Role.PROGRAMME_OFFICER)
        return self.filter(holders__in=offices.values("organisation")).distinct()


class Programme(ClusterableModel):
    """A promise with its means: who runs it, for whom, by when. Holds only what an editor types."""

    slug = models.SlugField(
        _("address"),
        unique=True,
        validators=[not_an_address_of_ours],
        help_text=_("Lower-case letters, digits and hyphens. It stands in the address of the page and should not change."),
    )
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    summary = models.TextField(_("what it is"), max_length=600, help_text=_("In plain words, for someone who has never heard of it."))
    holders = ParentalManyToManyField(Organisation, related_name="+", verbose_name=_("run by"))
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    period_note = models.CharField(_("about the period"), max_length=100, blank=True)
    regions = ParentalManyToManyField(RegionList, related_name="+", blank=True, verbose_name=_("places it speaks of"))
    courses = ParentalManyToManyField(Course, related_name="+", blank=True, verbose_name=_("courses"))
    standards = ParentalManyToManyField(Standard, related_name="+", blank=True, verbose_name=_("standards"))
    pools = ParentalManyToManyField(Pool, related_name="+", blank=True, verbose_name=_("talent pools"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_listed = models.BooleanField(_("shown to everyone"), default=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_programme_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


class ProgrammeRole(Orderable):
    """What a participant can become in it: partner, promoter, leader, mentor…"""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(_("role"), max_length=30)

    class Meta(Orderable.Meta):
        verbose_name = _("role in the programme")
        verbose_name_plural = _("roles in the programme")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "name"], name="one_role_of_a_name_per_programme")]

    def __str__(self) -> str:
        return self.name


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Participation(models.Model):
    """A person takes part in a programme. Ended, never deleted; region and institution are those of that moment."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(ended_at=None), name="one_standing_participation_per_programme"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="participation_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["programme", "person"], name="participants_of_programme")]


class LoadedText(models.Model):
    """A starter text as it was last loaded: what has not changed is skipped, what people have edited since is left alone."""

    name = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    imprint = models.CharField(max_length=64, blank=True)
    """The digest of the row as the loader left it. Another one now means: somebody has edited it."""
    loaded_at = models.DateTimeField()
