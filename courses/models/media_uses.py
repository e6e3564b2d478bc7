"""Which lessons a picture or a recording stands in: what a lesson uses cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from courses.models.pictures import Picture
from courses.models.recordings import MediaFile

if TYPE_CHECKING:
    from courses.models.pages import LessonPage


class MediaUse(models.Model):
    """A lesson uses a picture or a file, in its newest draft or in any version that learners ever saw.

    The database refuses to let go of what a row names. A published version keeps its row for as long as the lesson stands, since
    learners may come back to what it said; a draft's row goes when the next draft does without.
    """

    page = models.ForeignKey("LessonPage", models.CASCADE, related_name="media_uses")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="uses")
    file = models.ForeignKey(MediaFile, models.PROTECT, null=True, related_name="uses")
    was_published = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(picture=None, file__isnull=False) | Q(picture__isnull=False, file=None),
                name="a_use_names_one_picture_or_one_file",
            ),
            models.UniqueConstraint(fields=["page", "picture"], name="a_lesson_uses_a_picture_once"),
            models.UniqueConstraint(fields=["page", "file"], name="a_lesson_uses_a_file_once"),
        ]


def named_in(page: LessonPage) -> set[tuple[str, int]]:
    """The pictures and files that the page names, as it stands in memory: ("picture", 7), ("file", 3)."""
    fields = {Picture: "picture", MediaFile: "file"}
    found = {
        (fields[model], int(key))
        for name in ("body", "practice")
        for model, key, *_ in page._meta.get_field(name).extract_references(getattr(page, name))  # noqa: SLF001  # Django's own way to a field
        if model in fields
    }
    return found | ({("file", page.reading_id)} if page.reading_id else set())


def note_draft(page: LessonPage) -> None:
    """The page as it stands is the newest draft."""
    standing = {(row.picture_id, row.file_id): row for row in MediaUse.objects.filter(page_id=page.pk)}
    named = named_in(page)
    wanted = {(key if field == "picture" else None, key if field == "file" else None) for field, key in named}
    stale = [row.pk for key, row in standing.items() if key not in wanted and not row.was_published]
    if stale:
        MediaUse.objects.filter(pk__in=stale).delete()
    add_missing(page, named)


def note_published(page: LessonPage) -> None:
    """The page as it stands is what learners see."""
    named = named_in(page)
    if named:
        add_missing(page, named)
        pictures, files = ([key for field, key in named if field == wanted] for wanted in ("picture", "file"))
        MediaUse.objects.filter(Q(picture__in=pictures) | Q(file__in=files), page_id=page.pk, was_published=False).update(
            was_published=True
        )


def add_missing(page: LessonPage, named: set[tuple[str, int]]) -> None:
    if named:
        MediaUse.objects.bulk_create(
            [MediaUse(page_id=page.pk, **{f"{field}_id": key}) for field, key in sorted(named)], ignore_conflicts=True
        )
