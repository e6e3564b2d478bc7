from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from accounts.models import Region, User
from programmes.counting import DIVISIBLE, MEASURES, UNIT_WORDS, Measure, Unit
from programmes.models.programmes import Programme

ENTERED = "entered"


class Indicator(models.Model):
    """What is looked at, in one unit: counted by the house, or entered by an officer with its source."""

    slug = models.SlugField(_("key"), unique=True)
    label = models.CharField(_("name"), max_length=50)
    unit = models.CharField(_("unit"), max_length=8, choices=list(UNIT_WORDS.items()))
    counted_by = models.CharField(
        _("where the figure comes from"),
        max_length=20,
        default=ENTERED,
        choices=[(ENTERED, _("An officer enters it")), *((key, measure.label) for key, measure in MEASURES.items())],
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Q(counted_by=ENTERED),
                    *(Q(counted_by=key, unit__in=measure.units) for key, measure in MEASURES.items()),
                    _connector=Q.OR,
                ),
                name="an_indicator_has_the_unit_it_is_counted_in",
                violation_error_message=_("What is counted here comes in another unit. People and person-times are never the same."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.get_unit_display()}）"

    @property
    def measure(self) -> Measure | None:
        return MEASURES.get(self.counted_by)

    @property
    def in_unit(self) -> Unit:
        return Unit(self.unit)


class Target(Orderable):
    """How much of an indicator a programme promised, everywhere or in one place."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    label = models.CharField(_("what the programme calls it"), max_length=50, blank=True, help_text=_("Empty: as the indicator is called."))
    value = models.DecimalField(_("how much"), max_digits=16, decimal_places=2)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"), help_text=_("Empty: everywhere.")
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "indicator"],
                condition=Q(region=None),
                name="one_target_per_indicator_everywhere",
                violation_error_message=_("This indicator has a target already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "indicator", "region"],
                condition=Q(region__isnull=False),
                name="one_target_per_indicator_and_region",
                violation_error_message=_("This indicator has a target for this place already."),
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0), name="a_target_is_more_than_nothing", violation_error_message=_("A target is more than 0.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f}"

    @property
    def name(self) -> str:
        return self.label or self.indicator.label

    def clean(self) -> None:
        # A form in the admin cleans a row even where one of its fields was wrong and is still empty.
        if None in (self.value, self.indicator_id):
            return
        if self.indicator.in_unit not in DIVISIBLE and self.value != self.value.to_integral():
            raise ValidationError({"value": _("Only money and hours have decimals.")})


class EnteredValue(models.Model):
    """A figure that somebody reported, with its source. Append-only: a correction is a newer row for the same period."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    period_start = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    source = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("entered figure")
        verbose_name_plural = _("entered figures")
        indexes = [models.Index(fields=["programme", "indicator"], name="figures_of_programme")]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="an_entered_figure_is_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="an_entered_figure_names_its_source"),
        ]


class DailyCount(models.Model):
    """What a measure came to in a place on a day; without a place: in the whole programme. Rewritten by the day's count.

    A place's people are counted in that place itself, never added up from the places in it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    measure = models.CharField(max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    people = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day", "measure", "region"],
                condition=Q(region__isnull=False),
                name="one_count_per_measure_place_and_day",
            ),
            models.UniqueConstraint(fields=["programme", "day", "measure"], condition=Q(region=None), name="one_count_per_measure_and_day"),
        ]
