from __future__ import annotations

from typing import Self
from uuid import UUID

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from exams.models.attempts import Paper
from exams.models.bank import AUTHORS, QuestionVersion


def private_storage() -> Storage:
    return storages["private"]


def path_of(picture: QuestionPicture, filename: str) -> str:
    return f"questions/{picture.organisation_id}/{filename}"


class QuestionPictureQuerySet(models.QuerySet["QuestionPicture"]):
    def visible_to(self, user: User, uuid: UUID) -> Self:
        """The picture of that name: where one writes questions, or where it stands on a paper of one's own."""
        papers = Paper.objects.filter(attempt__learner=user).order_by()
        asked = [slot.version for paper in papers for slot in paper.slots]
        holding = (
            QuestionVersion.objects.filter(pk__in=asked, question__bank__organisation=OuterRef("organisation"))
            .annotate(words=Cast("content", TextField()))
            .filter(words__contains=str(uuid))
        )
        return self.filter(Q(organisation__in=user.organisations_as(*AUTHORS)) | Exists(holding), uuid=uuid)


class QuestionPicture(models.Model):
    """A picture in an institution's questions, as it is sent to phones. Its file never changes: a better one is another picture."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    uuid = models.UUIDField()
    """Made of the bytes that were uploaded (`exams.pictures.name_of`): what a figure names."""
    file = models.FileField(storage=private_storage, upload_to=path_of)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField()

    objects = QuestionPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a question")
        verbose_name_plural = _("pictures of questions")
        constraints = [models.UniqueConstraint(fields=["uuid", "organisation"], name="an_institution_keeps_a_picture_once")]

    def __str__(self) -> str:
        return str(self.uuid)
