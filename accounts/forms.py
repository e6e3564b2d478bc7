import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.cards import NotACardCode, read_code
from accounts.models import Region
from accounts.models.places import find_places
from accounts.phones import NotAPhoneNumber, parse_phone


class PhoneField(forms.CharField):
    """A mobile number as people write it; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": 20})
    default_error_messages = {"invalid": _("This is not a mobile number. It has 11 digits, for example 13800001234.")}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except NotAPhoneNumber as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class PlaceField(forms.CharField):
    """A place as people write it: its name, with as much of the names above it as makes it clear. Cleaned to the region."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100})
    default_error_messages = {
        "unknown": _("We do not know this place. Please write township and county as on the map, for example 普定县马官镇."),
        "several": _("There are several: %(places)s. Please write the county too."),
    }

    def prepare_value(self, value: Any) -> Any:
        return value.full_name if isinstance(value, Region) else value

    def clean(self, value: Any) -> Region | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = find_places([text])[text]
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            places = "、".join(place.full_name for place in found[:5])
            raise forms.ValidationError(self.error_messages["several"], code="several", params={"places": places})
        return Region.objects.get(pk=found[0].id)


CODE_ATTRIBUTES = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6, "pattern": "[0-9]*"}


class SignInForm(forms.Form):
    """One box: the number, and the code once it has come. Which of the two is needed depends on the button."""

    phone = PhoneField(label=_("Mobile number"))
    code = forms.CharField(
        label=_("Code from the text message"), required=False, max_length=6, widget=forms.TextInput(attrs=CODE_ATTRIBUTES)
    )
    several = forms.BooleanField(label=_("Others in my family use this number too"), required=False)


class CardForm(forms.Form):
    """Code and PIN of a class card."""

    code = forms.CharField(
        label=_("Number of the card"),
        max_length=30,
        help_text=_("Twelve letters and digits, for example K7M3-9XQ2-PT4H."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=_("Password of the card"),
        max_length=10,
        help_text=_("Six digits; they stand on the strip cut off the card."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "pattern": "[0-9]*"}),
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except NotACardCode as error:
            slip = _("A letter or digit is not as on the card. Please compare them one by one.")
            raise forms.ValidationError(slip, code="slip") from error


class BirthDateField(forms.DateField):
    # A calendar makes a phone scroll through decades; eight digits are typed at once.
    widget = forms.DateInput(
        format="%Y%m%d", attrs={"inputmode": "numeric", "autocomplete": "bday", "maxlength": 10, "placeholder": "20030504"}
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Date of birth"), input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"], **options)
        self.help_text = self.help_text or _("Eight digits: year, month, day.")
        self.error_messages["invalid"] = _("Please type eight digits: year, month, day, for example 20030504.")

    def clean(self, value: Any) -> Any:
        if not value and not self.required:
            return None
        written = str(value or "").strip().replace("年", "-").replace("月", "-").removesuffix("日")
        day: date = super().clean(unicodedata.normalize("NFKC", written))
        if not date(1900, 1, 1) <= day <= localdate():
            raise forms.ValidationError(_("Please check the year of birth."), code="invalid")
        return day


class SecondProofForm(forms.Form):
    name = forms.CharField(label=_("Name as registered"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    birth_date = BirthDateField()


class AboutMeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("As on your identity card. It will stand on your certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_date = BirthDateField(help_text=_("Eight digits: year, month, day. Only to check the age the law asks for; nobody else sees it."))

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(_("Please write your name in characters or letters."), code="invalid")
        return name
