from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PhoneField
from accounts.models import Organisation, OrganisationKind, Region, Role, User

SHOWN = 5


class RegionField(forms.CharField):
    """A place written by name or official code. One that is not clear is answered with the full names to choose from."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=60, **options)

    def clean(self, value: Any) -> Region | None:
        text = "".join(str(super().clean(value) or "").split())
        if not text:
            return None
        current = Region.objects.current()
        found = list(
            current.filter(code=text) if text.isdigit() else current.filter(full_name=text) or current.filter(name=text)[: SHOWN + 1]
        )
        if not found:
            raise forms.ValidationError(_("We know no such place. Write its full name, for example 普定县, or its six-digit code."))
        if len(found) > 1:
            names = "、".join(region.full_name for region in found[:SHOWN])
            raise forms.ValidationError(_("Several places have this name. Please write one in full: %(names)s"), params={"names": names})
        return found[0]


class OrganisationForm(forms.ModelForm[Organisation]):
    region = RegionField(label=_("Place"), help_text=_("Name or official code. Leave it empty for the whole country."))
    kind = forms.ModelChoiceField(OrganisationKind.objects.order_by("name"), label=_("kind"), empty_label=None)

    class Meta:
        model = Organisation
        fields = ("name", "short_name", "slug", "kind", "region")
        labels = {"slug": _("Short address"), "name": _("Full name"), "short_name": _("Short name"), "kind": _("Kind")}
        help_texts = {
            "slug": _("Lower-case letters, digits and hyphens, for example puding-college. It stands in addresses and does not change.")
        }


class RoleForm(forms.Form):
    """Whom to give which role. The person has signed in once, so that a number stands behind the name."""

    phone = PhoneField(label=_("Mobile number"), help_text=_("The person must have signed in with it once."))
    name = forms.CharField(
        label=_("Name"), max_length=50, required=False, help_text=_("Only needed where several people share the number.")
    )
    role = forms.ChoiceField(label=_("As what"), choices=Role.choices)
    region = RegionField(
        label=_("Only for this place"), help_text=_("Name or official code. Leave it empty for everywhere the organisation works.")
    )
    person: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("phone"):
            return cleaned
        people = list(User.objects.opened_by(cleaned["phone"]))
        if not people:
            self.add_error("phone", _("Nobody has signed in with this number yet. Ask the person to sign in once, then come back."))
        elif len(people) > 1:
            people = [person for person in people if person.name == (cleaned.get("name") or "").strip()]
            if len(people) != 1:
                self.add_error("name", _("Several people share this number. Please write the name of the one you mean."))
        if len(people) == 1:
            self.person = people[0]
            if not self.person.name:
                self.add_error("phone", _("This person has not written a name yet. Ask them to do so under “Me”, then come back."))
        return cleaned
