from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, PhoneNumber, Region, User
from talent_pool.models.openings import Opening
from talent_pool.stages import IN_TOUCH, OPEN, UNDECIDED, Stage


class Source(models.TextChoices):
    APPLIED = "applied", _("The person applied")
    INVITED = "invited", _("The platform invited")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> Self:
        """For the platform: applications to the openings this person recruits for."""
        return self.filter(opening__in=Opening.objects.visible_to(user))

    def of_person(self, user: User) -> Self:
        return self.filter(person=user)

    def running(self) -> Self:
        return self.filter(stage__in=OPEN)

    def undecided(self) -> Self:
        return self.filter(stage__in=UNDECIDED)

    def signed(self) -> Self:
        return self.filter(stage=Stage.SIGNED)


class Application(models.Model):
    """One person and one opening. `stage` is where it stands; the log beside it says how it came there."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="applications")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.CharField(max_length=7, choices=Source)
    stage = models.CharField(max_length=9, choices=Stage)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["person", "stage"], name="applications_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "person"], condition=Q(stage__in=[str(stage) for stage in OPEN]), name="one_open_application_per_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening} · {self.get_stage_display()}"

    @property
    def is_in_touch(self) -> bool:
        """Both have said yes: name and, on request, telephone number may be shown."""
        return self.stage in IN_TOUCH

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN


class StageChange(models.Model):
    """How an application moved. Append-only; the first row comes from nowhere."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="changes")
    from_stage = models.CharField(max_length=9, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=9, choices=Stage)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["by", "at"], name="stage_changes_by_whom")]


class ContactReveal(models.Model):
    """A platform was shown a telephone number. Append-only, and the person reads the same rows."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="reveals")
    viewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    number = models.ForeignKey(PhoneNumber, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["viewer", "at"], name="reveals_by_viewer")]


class ProfileView(models.Model):
    """Somebody of a platform opened a person's card: one row per viewer and day, which the person reads."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    viewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "viewer", "organisation", "day"], name="one_profile_view_per_viewer_and_day")
        ]
