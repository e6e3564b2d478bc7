"""What trainers record or hand out: sound, video, papers."""

from __future__ import annotations

from typing import ClassVar

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument

from accounts.models import User
from courses import recordings
from courses.models.pictures import Licence


class MediaKind(models.TextChoices):
    AUDIO = "audio", _("Sound")
    VIDEO = "video", _("Video")
    PAPER = "paper", _("File")


def place_of(file: MediaFile, name: str) -> str:
    return f"files/{name}"


class MediaFile(AbstractDocument):
    """A sound, a video or a paper on an institution's shelf. Its file never changes: a better one is another one."""

    file = models.FileField(_("file"), upload_to=place_of, max_length=120)
    kind = models.CharField(max_length=5, choices=MediaKind, editable=False)
    seconds = models.PositiveIntegerField(null=True, editable=False)
    licence = models.CharField(_("licence"), max_length=13, choices=Licence, help_text=_("By what right we may use it."))
    author = models.CharField(_("author"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Where it is from: an address, a book, a person."))
    uploaded_by_user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("uploaded by")
    )

    admin_form_fields: ClassVar = ("title", "file", "collection", "licence", "author", "source", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("recording or file")
        verbose_name_plural = _("recordings and files")
        constraints = [
            models.CheckConstraint(condition=~Q(licence=""), name="a_recording_names_its_licence"),
            models.CheckConstraint(condition=Q(kind="paper") | Q(seconds__isnull=False), name="what_plays_says_how_long"),
        ]

    def keep(self, recording: recordings.Recording) -> None:
        """Take these bytes as the file. Not saved yet."""
        self.kind, self.seconds = MediaKind(recording.kind), recording.seconds
        self.file.save(f"{recording.digest}/{recording.digest}.{recording.extension}", ContentFile(recording.content), save=False)
        self._set_document_file_metadata()

    @property
    def minutes(self) -> int:
        """Begun ones count, as on a phone bill."""
        return -(-(self.seconds or 0) // 60)
