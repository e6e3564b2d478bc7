from __future__ import annotations

from typing import Self

from django.db import models


class TextMessageQuerySet(models.QuerySet["TextMessage"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, failures__lt=TextMessage.MOST_FAILURES)


class TextMessage(models.Model):
    """A text message that is to be sent once. The key makes telling a number the same thing twice one message."""

    MOST_FAILURES = 5

    number = models.CharField(max_length=20)
    key = models.CharField(max_length=100)
    template = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = TextMessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "key"], name="a_number_is_told_a_thing_once")]
