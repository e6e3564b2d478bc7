from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Organisation, Region, Role, User
from certification.models import Standard
from talent_pool.models.candidates import WantedRole
from talent_pool.models.scope import path_within, platforms_of, recruiting_organisations, within_scope


class OpeningStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class OpeningQuerySet(models.QuerySet["Opening"]):
    def open(self, now: datetime) -> Self:
        """What anybody may read and apply to: reviewed, not closed, not past its last day, of a platform in good standing."""
        return self.filter(
            Q(deadline=None) | Q(deadline__gte=localtime(now).date()),
            status=OpeningStatus.PUBLISHED,
            organisation__in=recruiting_organisations(),
        )

    def visible_to(self, user: User) -> Self:
        """Those of the platforms this person recruits for, within the region of the role."""
        condition = Q(pk__in=[])
        for platform in platforms_of(user):
            condition |= Q(organisation=platform) & within_scope(user, Role.RECRUITER, "region__path", platform)
        return self.filter(condition)

    def reviewed_by_officer(self, user: User) -> Self:
        """Those whose review lies with this programme officer."""
        if not user.holds(Role.PROGRAMME_OFFICER):
            return self.none()
        return self.filter(within_scope(user, Role.PROGRAMME_OFFICER, "region__path")).exclude(status=OpeningStatus.DRAFT)

    def within(self, region: Region) -> Self:
        return self.filter(path_within("region__path", region))

    def near(self, region: Region, *, standard: Standard | None = None, now: datetime) -> Self:
        """Open ones in the county of this place. With a standard: those that ask for it."""
        wanted = self.open(now) if standard is None else self.open(now).filter(needs_standard=standard)
        return wanted.within(Region.objects.above(region).filter(level=Level.COUNTY).first() or region)


def openings_near(region: Region, standard: Standard, *, now: datetime) -> OpeningQuerySet:
    """For "my road": open places near a person that ask for this certificate."""
    return Opening.objects.near(region, standard=standard, now=now)


class Opening(models.Model):
    """A place to fill (岗位). Published only after a programme officer has read it."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=WantedRole)
    title = models.CharField(_("title"), max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    headcount = models.PositiveSmallIntegerField(_("how many people"), default=1)
    needs_standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certificate asked for")
    )
    text = models.TextField(_("what there is to do"), max_length=2000)
    pay_note = models.CharField(_("pay"), max_length=200)
    support_note = models.CharField(_("support"), max_length=200, blank=True)
    training_blocks_start = models.BooleanField(_("business may start only when the training is done"), default=False)
    deadline = models.DateField(_("last day to apply"), null=True, blank=True)
    status = models.CharField(max_length=9, choices=OpeningStatus, default=OpeningStatus.DRAFT)
    review_note = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    """When it was last sent for review: an officer's yes counts only for what was sent then."""
    reviewed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        indexes = [models.Index(fields=["status", "region"], name="openings_by_region")]
        constraints = [
            models.CheckConstraint(condition=Q(headcount__gte=1), name="an_opening_has_a_place"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="a_published_opening_was_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.status == OpeningStatus.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self.status == OpeningStatus.WAITING

    @property
    def is_published(self) -> bool:
        return self.status == OpeningStatus.PUBLISHED
