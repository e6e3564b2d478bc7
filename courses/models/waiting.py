"""Files that wait between a look and a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models

from accounts.models import PrivateFile, User
from courses.models.pages import ModulePage


class OldLessonUploadQuerySet(models.QuerySet["OldLessonUpload"]):
    def visible_to(self, user: User) -> Self:
        """Nobody else's."""
        return self.filter(file__owner=user)


class OldLessonUpload(models.Model):
    """An old lesson whose author looks at what was found in it: a private file, erased when the draft is made or after an hour."""

    KEPT_FOR = timedelta(hours=1)

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    module = models.ForeignKey(ModulePage, models.CASCADE, related_name="+")
    file = models.OneToOneField(PrivateFile, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = OldLessonUploadQuerySet.as_manager()
