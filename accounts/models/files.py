from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


def private_storage() -> Storage:
    return storages["private"]


def private_path(file: PrivateFile, filename: str) -> str:
    """Nothing of the person or of the uploaded name reaches the disk."""
    return f"{file.pk.hex[:2]}/{file.pk.hex}"


class PrivateFileQuerySet(models.QuerySet["PrivateFile"]):
    def visible_to(self, user: User) -> Self:
        """One's own. Who else may see a file is said by the app that holds it, in a view of its own."""
        return self.filter(owner=user)


class PrivateFile(models.Model):
    """A file that only certain people may open. It is never under MEDIA_ROOT and never has a public address."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    file = models.FileField(storage=private_storage, upload_to=private_path)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")

    def __str__(self) -> str:
        return self.name


class AccessQuerySet(models.QuerySet["Access"]):
    def visible_to(self, user: User) -> Self:
        """What was looked at about oneself."""
        return self.filter(subject=user)


class Access(models.Model):
    """The access log: who of the staff looked at which person's what, when and why. Append-only."""

    subject = models.ForeignKey(User, models.PROTECT, related_name="+")
    viewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        indexes = [models.Index(fields=["subject", "at"], name="access_to_person")]
