"""What a class teacher fills in."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import BirthDateField, PhoneField, PlaceField
from accounts.models import Organisation, Role, User
from accounts.phones import NotAPhoneNumber, parse_phone
from courses.models import ClassLevel, Course, FundingSource, PeopleGroup, TrainingClass
from courses.operations import ClassPlan
from courses.rosters import RosterLine

MOST_SEATS = 10_000
MOST_COURSES_SHOWN = 60


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Please write the day like 2026-11-25.")},
    )


def ticks(label: Any, queryset: Any, **options: Any) -> Any:
    return forms.ModelMultipleChoiceField(label=label, queryset=queryset, required=False, widget=forms.CheckboxSelectMultiple, **options)


class TrainingClassForm(forms.Form):
    title = forms.CharField(label=_("Name of the class"), max_length=60, help_text=_("For example 2026 年普定县电商班"))
    institution = forms.ModelChoiceField(label=_("Institution"), queryset=Organisation.objects.none(), empty_label=None)
    level = forms.ModelChoiceField(label=_("Level"), queryset=ClassLevel.objects.all(), empty_label=None)
    region = PlaceField(
        label=_("Region"), help_text=_("Which county, township or village the class belongs to, for example 贵州省安顺市普定县")
    )
    place = forms.CharField(label=_("Where you meet"), max_length=100, required=False, help_text=_("For example 马官镇文化站二楼"))
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=50)
    courses = ticks(_("Courses taught"), Course.objects.none(), help_text=_("Whoever joins is enrolled in them."))
    funding = ticks(_("Who pays"), FundingSource.objects.all())
    groups = ticks(_("For whom"), PeopleGroup.objects.all())
    teachers = ticks(_("Class teachers"), User.objects.none())

    def __init__(self, data: Any = None, *, teacher: User, training_class: TrainingClass | None = None) -> None:
        super().__init__(data, initial=self.written(training_class) if training_class else None)
        teaching = Organisation.objects.standing().filter(kind__teaches=True)
        institutions = teaching if teacher.is_superuser else teacher.organisations_as(Role.CLASS_TEACHER)
        self.offer("institution", institutions.order_by("name"))
        taught = Course.objects.taught().select_related("page", "organisation").order_by("page__position", "pk")
        self.offer(
            "courses", Course.objects.filter(pk__in=list(taught.values_list("pk", flat=True)[:MOST_COURSES_SHOWN])).select_related("page")
        )
        if training_class is None:
            del self.fields["teachers"]  # whoever opens a class leads it
        else:
            del self.fields["institution"]  # it stays: facts happened under it
            lead = Q(memberships__organisation=training_class.institution, memberships__role=Role.CLASS_TEACHER, memberships__ended_at=None)
            self.offer("teachers", User.objects.active().filter(lead | Q(pk__in=training_class.teachers.all())).distinct().order_by("name"))

    def offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(name)
        field.queryset = queryset

    @staticmethod
    def written(training_class: TrainingClass) -> dict[str, Any]:
        plain = ("title", "level", "region", "place", "starts_on", "ends_on", "seats")
        several = ("courses", "funding", "groups", "teachers")
        return {name: getattr(training_class, name) for name in plain} | {
            name: list(getattr(training_class, name).values_list("pk", flat=True)) for name in several
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first. Please look at both days again."))
        return cleaned

    def plan(self) -> ClassPlan:
        return ClassPlan(**{name: self.cleaned_data[name] for name in ClassPlan.__dataclass_fields__})


class SessionForm(forms.Form):
    day = day_field(_("Day"))
    begins = forms.TimeField(label=_("Begins"), initial="09:00", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Ends"), initial="11:30", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    hours = forms.DecimalField(
        label=_("Hours that count"),
        min_value=0.5,
        max_value=12,
        max_digits=3,
        decimal_places=1,
        initial=3,
        help_text=_("Class hours (学时)."),
    )
    topic = forms.CharField(label=_("Topic"), max_length=60, required=False)
    days = forms.IntegerField(label=_("So many days in a row"), min_value=1, max_value=30, initial=1)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", _("The end lies before the beginning. Please look at both times again."))
        return cleaned


class RosterFileForm(forms.Form):
    file = forms.FileField(label=_("The table"), help_text=_("Excel (.xlsx) or CSV, at most 10,000 people."), allow_empty_file=True)


class OnePersonForm(forms.Form):
    """One line of a roster, typed by hand."""

    name = forms.CharField(label=_("Name"), max_length=50)
    phone = PhoneField(label=_("Mobile number"), required=False)
    born = BirthDateField(required=False)
    home = PlaceField(label=_("Home"), required=False, help_text=_("For example 普定县马官镇"))

    def line(self) -> RosterLine:
        cleaned = self.cleaned_data
        home = cleaned["home"].full_name if cleaned["home"] else ""
        return RosterLine(1, " ".join(cleaned["name"].split()), cleaned["phone"], cleaned["born"], "", home)


class CardsForm(forms.Form):
    """The sheet's own number comes back with it: sending the page again prints no second set."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    was_lost = forms.BooleanField(label=_("The old card is lost: sign the learner out on every telephone"), required=False)


class InviteForm(forms.Form):
    """Numbers to write to, one a line or with commas between."""

    MOST = 200

    numbers = forms.CharField(
        label=_("Mobile numbers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "tel"}),
        help_text=_("One a line, or with commas between."),
    )
    whole_roster = forms.BooleanField(label=_("Everybody on the roster who has not joined yet"), required=False)

    def clean_numbers(self) -> list[str]:
        written = [text for text in re.split(r"[\s,，;；、]+", self.cleaned_data["numbers"]) if text]
        if len(written) > self.MOST:
            raise forms.ValidationError(_("At most 200 numbers at once."), code="many")
        numbers = []
        for text in written:
            try:
                numbers.append(parse_phone(text))
            except NotAPhoneNumber as error:
                raise forms.ValidationError(_("“%(text)s” is not a mobile number."), code="invalid", params={"text": text[:20]}) from error
        return numbers
