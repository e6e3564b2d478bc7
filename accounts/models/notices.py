from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(person=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """A line in a person's inbox (消息). The key makes telling the same thing twice one notice."""

    person = models.ForeignKey(User, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=100)
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), blank=True)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="a_person_is_told_a_thing_once")]
        indexes = [models.Index(fields=["person", "read_at"], name="unread_notices")]

    def __str__(self) -> str:
        return self.title

    def mark_read(self, now: datetime) -> None:
        if Notice.objects.filter(pk=self.pk, read_at=None).update(read_at=now):
            self.read_at = now
