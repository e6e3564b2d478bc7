from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stations.operations import Figures
from talent_pool.forms import RegionField


class OwnBusinessForm(forms.Form):
    name = forms.CharField(label=_("What is it called?"), max_length=60)
    region = RegionField(label=_("Where is it?"), help_text=_("For example 普定县马官镇"))


class MonthField(forms.DateField):
    """A month as browsers send it (2026-09); also 2026/09 and 202609, since older phones show a plain box."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-09"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y/%m", "%Y.%m", "%Y%m", "%Y-%m-%d"], **options)

    def clean(self, value: Any) -> date:
        day: date = super().clean(value)
        if not 2000 <= day.year <= 2100:
            raise ValidationError(_("Please check the year."), code="invalid")
        return day.replace(day=1)


class OutcomeForm(forms.Form):
    month = MonthField(label=_("Month"))
    orders = forms.IntegerField(
        label=_("Orders"), min_value=0, max_value=1_000_000, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    amount = forms.DecimalField(
        label=_("Sales in yuan"), min_value=0, max_digits=12, decimal_places=2, widget=forms.NumberInput(attrs={"inputmode": "decimal"})
    )
    service_times = forms.IntegerField(
        label=_("Times you helped a neighbour"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("Paying, booking, sending, collecting, asking: services count as much as orders."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    active_days = forms.IntegerField(
        label=_("Days open"), min_value=0, max_value=31, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    note = forms.CharField(label=_("A few words"), required=False, max_length=200)

    def figures(self) -> Figures:
        return Figures(**{name: self.cleaned_data[name] for name in Figures.__dataclass_fields__})


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Why does it close?"), max_length=200)
