from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from stations.models.stations import Station


class Track(models.TextChoices):
    SHOP = "shop", _("Preparation")
    TRAINING = "training", _("Training")


class PreparationTaskQuerySet(models.QuerySet["PreparationTask"]):
    def to_do(self) -> Self:
        return self.filter(done_at=None)


class PreparationTask(models.Model):
    """One thing to be done before business starts, on one of two tracks that run side by side."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="tasks")
    track = models.CharField(max_length=8, choices=Track)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=100)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PreparationTaskQuerySet.as_manager()

    class Meta:
        ordering = ["track", "position"]
        constraints = [
            models.UniqueConstraint(fields=["station", "track", "position"], name="one_task_per_position"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False), name="a_done_task_says_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return self.title
