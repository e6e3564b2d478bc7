from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Region, User
from stations.models.stations import Station


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def counting(self) -> Self:
        """For each station and month the latest correction: the figures that count."""
        newest = Outcome.objects.filter(station=OuterRef("station"), month=OuterRef("month")).order_by("-number").values("number")[:1]
        return self.filter(number=Subquery(newest))

    def next_number(self) -> int:
        return int(self.aggregate(top=Max("number"))["top"] or 0) + 1


class Outcome(models.Model):
    """A month of a station (业绩): orders and money, and services, which count as much. A correction is a further row."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="outcomes")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    number = models.PositiveSmallIntegerField()
    orders = models.PositiveIntegerField(_("orders"), default=0)
    amount = models.DecimalField(_("sales"), max_digits=12, decimal_places=2, default=Decimal(0))
    service_times = models.PositiveIntegerField(_("services to neighbours"), default=0)
    active_days = models.PositiveSmallIntegerField(_("days open"), default=0)
    note = models.CharField(_("a few words"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-number"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["station", "month", "number"], name="one_outcome_per_month_and_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="outcome_numbers_begin_at_one"),
            models.CheckConstraint(condition=Q(month__day=1), name="an_outcome_is_of_a_whole_month"),
            models.CheckConstraint(condition=Q(active_days__lte=31), name="a_month_has_31_days_at_most"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sales_are_not_below_zero"),
        ]

    def same_figures(self, figures: dict[str, object]) -> bool:
        return all(getattr(self, name) == value for name, value in figures.items())
