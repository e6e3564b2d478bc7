"""Notes and bookmarks: an append-only log of what was written, and each page of the notebook as it stands."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.learning import Enrolment
from courses.notebook import BOOKMARKED, NOTED, UNBOOKMARKED


class NoteKind(models.TextChoices):
    NOTED = NOTED, _("Noted")
    BOOKMARKED = BOOKMARKED, _("Bookmark put")
    UNBOOKMARKED = UNBOOKMARKED, _("Bookmark taken away")


class NoteEvent(models.Model):
    """What a learner wrote or marked, as the browser said it. Append-only; the browser's number makes a repeat one event."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="note_events")
    event_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=NoteKind)
    lesson_key = models.UUIDField()
    text = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "event_id"]
        indexes = [models.Index(fields=["enrolment", "lesson_key", "happened_at"], name="notes_of_a_lesson")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "event_id"], name="a_note_event_is_recorded_once"),
            models.CheckConstraint(condition=Q(kind=NOTED) | Q(text=""), name="only_a_note_has_text"),
        ]


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> Self:
        """Only the learner's own: notes are nobody else's business, not even the trainer's."""
        return self.filter(enrolment__learner=user)

    def kept(self) -> Self:
        """With something on it: words or a bookmark."""
        return self.filter(~Q(text="") | Q(is_bookmarked=True))


class Note(models.Model):
    """A learner's page of one lesson as it stands: what the log adds up to, kept beside it."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="notes")
    lesson_key = models.UUIDField()
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)
    is_bookmarked = models.BooleanField(default=False)
    bookmarked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of a notebook")
        verbose_name_plural = _("pages of notebooks")
        indexes = [models.Index(fields=["enrolment", "-changed_at"], name="latest_notes")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="one_note_per_lesson"),
            models.CheckConstraint(condition=Q(text="") | Q(written_at__isnull=False), name="a_note_says_when_it_was_written"),
        ]
