"""Files of questions between their upload and their import."""

from __future__ import annotations

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.models.bank import AUTHORS, QuestionBank, Topic


class QuestionUploadQuerySet(models.QuerySet["QuestionUpload"]):
    def visible_to(self, user: User) -> Self:
        """To who sent it, as long as the bank is theirs."""
        return self.filter(by=user, bank__organisation__in=user.organisations_as(*AUTHORS))

    def waiting(self) -> Self:
        return self.filter(state__in=[UploadState.TO_READ, UploadState.TO_IMPORT])


class UploadState(models.TextChoices):
    TO_READ = "to_read", _("being read")
    READ = "read", _("read, not imported yet")
    TO_IMPORT = "to_import", _("being imported")
    DONE = "done", _("imported")
    REFUSED = "refused", _("cannot be read")


class QuestionUpload(models.Model):
    """A file of questions: what it holds is shown first, and written when its sender says so. Gone after a day."""

    KEPT_FOR = timedelta(days=1)

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    bank = models.ForeignKey(QuestionBank, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    format = models.CharField(max_length=12, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    """Where the file names none that we know."""
    language = models.CharField(max_length=10)
    content = models.BinaryField()
    keep_going = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.TO_READ)
    report = models.JSONField(default=dict)
    """What was found, or done: see `operations.importing`."""
    uploaded_at = models.DateTimeField()

    objects = QuestionUploadQuerySet.as_manager()
