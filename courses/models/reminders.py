"""What a learner wishes to be reminded of, days of market and harvest, and the reminders that were sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.learning import Enrolment, LearningEvent
from courses.steadiness import WEEKS, Span, Steadiness, steadiness


class Channel(models.TextChoices):
    OFF = "off", _("No reminders")
    INBOX = "inbox", _("In my inbox")
    SMS = "sms", _("In my inbox and by text message")


class ReminderWish(models.Model):
    """How a learner wishes to be reminded now. Without a row: not at all."""

    learner = models.OneToOneField(User, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel)
    since = models.DateTimeField()


class ReminderChoice(models.Model):
    """The append-only log of what was chosen."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Why(models.TextChoices):
    MARKET = "market", _("Market days")
    HARVEST = "harvest", _("Harvest, busy in the fields")
    OTHER = "other", _("Something else")


class BusyDaysQuerySet(models.QuerySet["BusyDays"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(learner=user, removed_at=None)

    def standing(self) -> Self:
        return self.filter(removed_at=None)


class BusyDays(models.Model):
    """Days on which nobody is expected to learn. Taken back, never deleted."""

    LONGEST = 60

    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    why = models.CharField(max_length=7, choices=Why)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = BusyDaysQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "-pk"]
        indexes = [models.Index(fields=["learner", "last_on"], name="busy_days_of_a_learner")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="busy_days_end_after_they_begin"),
            models.UniqueConstraint(
                fields=["learner", "first_on", "last_on"], condition=Q(removed_at=None), name="busy_days_are_marked_once"
            ),
        ]

    @property
    def span(self) -> Span:
        return Span(self.first_on, self.last_on)


class Reminder(models.Model):
    """A reminder went out on this day: at most one a person and day."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    channel = models.CharField(max_length=5, choices=Channel)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_reminder_a_day")]


def steadiness_of(learner: User, *, today: date) -> Steadiness | None:
    """The learner's last weeks, in three queries; None before the first enrolment."""
    began = Enrolment.objects.filter(learner=learner).aggregate(first=TruncDate(models.Min("enrolled_at")))["first"]
    if began is None:
        return None
    since = today - timedelta(weeks=WEEKS + 1)
    steps = LearningEvent.objects.filter(enrolment__learner=learner, received_at__date__gte=since)
    days = steps.annotate(day=TruncDate(Coalesce("claimed_at", "received_at"))).values_list("day", flat=True).distinct()
    busy = [row.span for row in BusyDays.objects.standing().filter(learner=learner, last_on__gte=since)]
    return steadiness(today, began=began, learned=set(days), busy=busy)
