from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_STEP = 6
"""Digits of one id in a path. Digits alone sort alike under every collation; a separator would not."""


class Level(models.TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")
    VILLAGE = "village", _("Village")


class RegionQuerySet(models.QuerySet["Region"]):
    def current(self, day: date | None = None) -> Self:
        """Regions that exist (on that day; without one, those never closed)."""
        if day is None:
            return self.filter(valid_to=None)
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def within(self, region: Region) -> Self:
        """The region itself and everything under it, by an index range on the path."""
        return self.filter(path__gte=region.path, path__lt=region.path_end)

    def above(self, region: Region) -> Self:
        """The regions that contain it, the region itself last."""
        return self.filter(pk__in=region.ancestor_ids).order_by("path")


class Region(models.Model):
    """A place: province to village. The id is ours and stays; the official code is an attribute with dates.

    A renamed or merged place is closed (`valid_to`) and names its `successor`; facts keep pointing at the
    place under which they happened.
    """

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True, editable=False)
    level = models.CharField(max_length=8, choices=Level)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200, editable=False)
    code = models.CharField(max_length=12, db_index=True)
    is_statistical = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [models.Index(fields=["parent", "valid_to"], name="region_children")]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="one_current_region_per_code"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="region_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(level="province") ^ Q(parent__isnull=False), name="only_a_province_has_no_parent"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @staticmethod
    def path_under(parent_path: str, region_id: int) -> str:
        return f"{parent_path}{region_id:0{_STEP}d}"

    @property
    def path_end(self) -> str:
        """The first path that is no longer within this region."""
        return f"{int(self.path) + 1:0{len(self.path)}d}"

    @property
    def ancestor_ids(self) -> list[int]:
        return [int(self.path[i : i + _STEP]) for i in range(0, len(self.path), _STEP)]

    def contains(self, other: Region) -> bool:
        return other.path.startswith(self.path)


class RegionList(models.Model):
    """A named list of regions a programme speaks of: pilot counties, poverty counties, strong e-commerce counties."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=200, blank=True)
    regions = models.ManyToManyField(Region, related_name="+", blank=True)

    class Meta:
        verbose_name = _("list of regions")
        verbose_name_plural = _("lists of regions")

    def __str__(self) -> str:
        return self.name
