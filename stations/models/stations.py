from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, User
from talent_pool.models import Application, platforms_of


class StationKind(models.TextChoices):
    PLATFORM = "platform_station", _("Station of a platform")
    OWN = "own_business", _("Business of one's own")


class StationStatus(models.TextChoices):
    PREPARING = "preparing", _("Preparing")
    OPEN = "open", _("Open for business")
    CLOSED = "closed", _("Closed")


class StationQuerySet(models.QuerySet["Station"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the platforms one recruits for."""
        return self.filter(Q(keeper=user) | Q(organisation__in=platforms_of(user)))

    def kept_by(self, user: User) -> Self:
        return self.filter(keeper=user)

    def open(self) -> Self:
        return self.filter(status=StationStatus.OPEN)


class Station(models.Model):
    """A station (站点) that somebody keeps: a platform's, or a business of one's own. Both are full endings of the road."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=StationKind)
    name = models.CharField(_("name"), max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=StationStatus, default=StationStatus.PREPARING)
    training_blocks_start = models.BooleanField(default=False)
    """As the opening said when the preparation began."""
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        indexes = [models.Index(fields=["organisation", "status"], name="stations_of_platform")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="platform_station", organisation__isnull=False, application__isnull=False)
                | Q(kind="own_business", organisation=None, application=None),
                name="a_platform_station_has_platform_and_application",
            ),
            models.CheckConstraint(condition=~Q(status="open") | Q(opened_at__isnull=False), name="an_open_station_says_since_when"),
            models.UniqueConstraint(
                fields=["keeper", "name", "region"],
                condition=Q(kind="own_business") & ~Q(status="closed"),
                name="one_own_business_per_name_and_place",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_preparing(self) -> bool:
        return self.status == StationStatus.PREPARING

    @property
    def is_open(self) -> bool:
        return self.status == StationStatus.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == StationStatus.CLOSED

    @property
    def is_own_business(self) -> bool:
        return self.kind == StationKind.OWN


class StationChange(models.Model):
    """How a station moved between preparing, open and closed. Append-only."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="changes")
    from_status = models.CharField(max_length=9, choices=StationStatus, blank=True)
    to_status = models.CharField(max_length=9, choices=StationStatus)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
