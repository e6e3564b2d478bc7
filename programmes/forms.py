from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from programmes.counting import DIVISIBLE
from programmes.models import Indicator, Programme
from programmes.models.indicators import ENTERED


class PlaceField(forms.CharField):
    """A place by its official code, its full name, or its own name where only one place has it. Empty: everywhere."""

    default_error_messages = {
        "unknown": _("No place has this name or code. The figure is not saved yet."),
        "several": _("More than one place has this name. Please write its full name, or its code."),
    }

    def clean(self, value: Any) -> Region | None:
        text = "".join(str(super().clean(value)).split())
        if not text:
            return None
        for lookup in ("code", "full_name", "name"):
            found = list(Region.objects.current().filter(**{lookup: text})[:2])
            if len(found) == 2:
                raise forms.ValidationError(self.error_messages["several"], code="several")
            if found:
                return found[0]
        raise forms.ValidationError(self.error_messages["unknown"], code="unknown")


class EnterValueForm(forms.Form):
    """A figure an officer reports, with where it comes from."""

    indicator = forms.ModelChoiceField(label=_("Indicator"), queryset=Indicator.objects.none(), empty_label="—")
    place = PlaceField(label=_("Place"), required=False, max_length=200, help_text=_("Full name or code. Empty: the whole programme."))
    period_start = forms.DateField(
        label=_("First day of the period"),
        widget=forms.DateInput(attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
    )
    value = forms.DecimalField(
        label=_("Figure"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
        help_text=_("People, shops, counties: how many there are in all by then. Person-times, orders, yuan: only those of this period."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Which document or report says so, and of which day."))

    def __init__(self, programme: Programme, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wanted = Indicator.objects.filter(counted_by=ENTERED, pk__in=programme.targets.values("indicator"))
        self.fields["indicator"].queryset = wanted  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        indicator, value = cleaned.get("indicator"), cleaned.get("value")
        if indicator and value is not None and indicator.in_unit not in DIVISIBLE and value != value.to_integral():
            self.add_error("value", _("Only money has decimals."))
        return cleaned
