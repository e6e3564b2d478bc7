"""Where pictures and recordings lie: each institution's own, and one for all."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from wagtail.models import Collection

from accounts.models import Organisation


class Shelf(models.Model):
    """A Wagtail collection, and whose it is. Who writes for an institution sees its shelf and the shared one, and no other."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, null=True, related_name="+")
    is_shared = models.BooleanField(default=False)
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_shared"], condition=Q(is_shared=True), name="there_is_one_shared_shelf"),
            models.CheckConstraint(
                condition=Q(is_shared=True, organisation=None) | Q(is_shared=False, organisation__isnull=False),
                name="a_shelf_belongs_to_one_institution_or_to_all",
            ),
        ]
