from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Region, User
from certification.models import Standard
from talent_pool.models import Candidate, Opening, WantedRole
from talent_pool.operations import OpeningTerms, Wishes


class RegionField(forms.CharField):
    """A place by its name, with as much of the names above it as makes it clear. Cleaned to the region."""

    default_error_messages = {
        "unknown": _("We do not know this place. Please write township and county as on the map, for example 普定县马官镇."),
        "several": _("There are several: %(places)s. Please write the county too."),
    }
    widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100})

    def prepare_value(self, value: Any) -> Any:
        return value.full_name if isinstance(value, Region) else value

    def clean(self, value: Any) -> Region | None:
        text = "".join(str(super().clean(value)).split())
        if not text:
            return None
        named = Q(full_name__endswith=text) | Q(short_name=text) | Q(code=text)
        found = list(Region.objects.current().filter(named).order_by("path")[:5])
        exact = [region for region in found if text in {region.full_name, region.code}]
        if len(found) > 1 and len(exact) != 1:
            places = "、".join(region.full_name for region in found)
            raise forms.ValidationError(self.error_messages["several"], code="several", params={"places": places})
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return (exact or found)[0]


class WishesForm(forms.Form):
    """What I want. The places offered are those around the person's own home."""

    roles = forms.MultipleChoiceField(
        label=_("What would you like to be?"), choices=WantedRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Where would you like to work?"), queryset=Region.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_region = RegionField(label=_("Another place"), required=False, help_text=_("For example 普定县马官镇"))
    full_time = forms.BooleanField(label=_("I can do it full time"), required=False)
    part_time = forms.BooleanField(label=_("I can do it part time"), required=False)
    has_premises = forms.BooleanField(label=_("I have a room that could be a shop"), required=False)
    text = forms.CharField(
        label=_("A few words about you"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Platforms read this before they know your name. Please leave name and number out."),
    )
    ranking_off = forms.BooleanField(
        label=_("Do not rank me automatically"),
        required=False,
        help_text=_("Platforms then see your card without points, neither first nor last for it."),
    )

    def __init__(self, data: Any = None, *, person: User, candidate: Candidate | None) -> None:
        wanted = list(Region.objects.filter(pk__in=candidate.wanted_regions.values("region"))) if candidate else []
        initial: dict[str, Any] = {}
        if candidate:
            names = ["full_time", "part_time", "has_premises", "text", "ranking_off"]
            initial = {name: getattr(candidate, name) for name in names}
            initial |= {"roles": [row.role for row in candidate.roles.all()], "regions": [region.pk for region in wanted]}
        super().__init__(data, initial=initial)
        around = [*(person.region.ancestor_ids if person.region else []), *(region.pk for region in wanted)]
        field = self.fields["regions"]
        if not isinstance(field, forms.ModelMultipleChoiceField):
            raise TypeError(field)
        field.queryset = Region.objects.filter(pk__in=around).order_by("-path")

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if sum(character.isdigit() for character in text) >= 7:
            raise forms.ValidationError(
                _("This looks like a telephone number. Platforms get it from us once you accept them."), code="number"
            )
        return text

    def wishes(self) -> Wishes:
        return Wishes(**{name: self.cleaned_data[name] for name in Wishes.__dataclass_fields__})

    def wanted_regions(self) -> list[Region]:
        other = self.cleaned_data["other_region"]
        return [*self.cleaned_data["regions"], *([other] if other else [])]


class OpeningForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=WantedRole.choices)
    title = forms.CharField(label=_("Title"), max_length=60)
    region = RegionField(label=_("Place"), help_text=_("Township and county, for example 普定县马官镇"))
    headcount = forms.IntegerField(label=_("How many people"), min_value=1, max_value=500, initial=1)
    text = forms.CharField(label=_("What there is to do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    pay_note = forms.CharField(label=_("Pay"), max_length=200, help_text=_("What is paid for what, and when. It must be true."))
    support_note = forms.CharField(
        label=_("Support"), max_length=200, required=False, help_text=_("Equipment, training, money at the start")
    )
    needs_standard = forms.ModelChoiceField(
        label=_("Certificate asked for"),
        queryset=Standard.objects.all(),
        required=False,
        empty_label=_("none"),
        help_text=_("Only who holds it can apply. It should be what the work needs."),
    )
    deadline = forms.DateField(label=_("Last day to apply"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    training_blocks_start = forms.BooleanField(label=_("Business may start only when the training is done"), required=False)

    @classmethod
    def of(cls, opening: Opening) -> dict[str, Any]:
        return {name: getattr(opening, name) for name in cls.base_fields}

    def clean_deadline(self) -> date | None:
        deadline: date | None = self.cleaned_data["deadline"]
        if deadline and not localdate() <= deadline <= localdate() + timedelta(days=366):
            raise forms.ValidationError(_("Please choose a day between today and a year from now."), code="deadline")
        return deadline

    def terms(self) -> OpeningTerms:
        return OpeningTerms(**self.cleaned_data)

    def name_unfair_words(self, words: list[str]) -> None:
        message = ngettext_lazy(
            "An opening must not ask for this: %(words)s. Please write what the work needs instead.",
            "An opening must not ask for these: %(words)s. Please write what the work needs instead.",
            len(words),
        )
        self.add_error(None, forms.ValidationError(message, code="unfair", params={"words": "、".join(words)}))


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the platform"), required=False, max_length=200, help_text=_("When you give it back, say what to change.")
    )
    sent_at = forms.DateTimeField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Stays in the record. The person reads it."))


class InviteForm(forms.Form):
    opening = forms.ModelChoiceField(label=_("Invite for"), queryset=Opening.objects.none(), to_field_name="uuid")

    def __init__(self, data: Any = None, *, openings: Any) -> None:
        super().__init__(data)
        field = self.fields["opening"]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(field)
        field.queryset = openings
        field.empty_label = None
