"""A worksheet as a form in a browser: its fields are made from what the sheet asks."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from courses.sheets import Answers, Field, Item, Kind, Section, Sheet
from courses.sheets.definition import fields_of

LARGEST_NUMBER = Decimal(10**12)
LENGTHS = {Kind.SHORT: 60, Kind.PERSON: 20, Kind.LONG: 500}
DAYS = {"type": "date", "min": "2000-01-01", "max": "2100-12-31"}
MARKS = [(str(mark), str(mark)) for mark in range(1, 6)]


class NumberField(forms.CharField):
    """A number as people type it: full-width digits, a thousands comma, a unit behind it."""

    def __init__(self, *, unit: str, **options: Any) -> None:
        self.unit = unit
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> str | None:
        typed = unicodedata.normalize("NFKC", super().clean(value)).replace(",", "").replace(" ", "").replace("。", ".")
        typed = typed.removesuffix(self.unit) if self.unit else typed
        if not typed:
            return None
        try:
            number = Decimal(typed)
        except InvalidOperation as error:
            raise ValidationError(_("Please write a number here, such as 12 or 12.5.")) from error
        if not number.is_finite() or abs(number) > LARGEST_NUMBER:
            raise ValidationError(_("This number is too large. Please look at it once more."))
        return f"{number.normalize():f}"


class DayField(forms.CharField):
    """A day: from the phone's calendar, or typed as 2026-6-9 or 2026年6月9日."""

    def clean(self, value: Any) -> str | None:
        typed = unicodedata.normalize("NFKC", super().clean(value)).strip().rstrip("日号")
        if not typed:
            return None
        parts = typed.replace("年", "-").replace("月", "-").replace("/", "-").replace(".", "-").split("-")
        try:
            day = parse_date("-".join(part.strip().zfill(2) for part in parts))
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year <= 2100:
            raise ValidationError(_("Please write the day like this: 2026-06-09."))
        return day.isoformat()


def form_field(field: Field) -> forms.Field:
    """Every kind has its field; whatever it is, it may be left empty."""
    item = field.item
    common: dict[str, Any] = {"required": False, "label": item.label, "help_text": item.help}
    hint = {"placeholder": item.example, "autocomplete": "off"} if item.example else {"autocomplete": "off"}
    offered = [(option.value, option.text) for option in item.options]
    match field.kind:
        case Kind.TICK | Kind.STEP:
            made: forms.Field = forms.BooleanField(**common)
        case Kind.NUMBER:
            numeric = forms.TextInput(attrs=hint | {"inputmode": "decimal", "maxlength": "20"})
            made = NumberField(unit=item.unit, widget=numeric, **common)
        case Kind.DATE:
            made = DayField(widget=forms.DateInput(attrs=DAYS, format="%Y-%m-%d"), **common)
        case Kind.SCORE:
            made = forms.ChoiceField(choices=MARKS, widget=forms.RadioSelect, **common)
        case Kind.CHOICE:
            made = forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **common)
        case Kind.SEVERAL:
            made = forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **common)
        case Kind.LONG:
            made = forms.CharField(max_length=LENGTHS[field.kind], widget=forms.Textarea(attrs=hint | {"rows": 3}), **common)
        case _:
            made = forms.CharField(max_length=LENGTHS[field.kind], widget=forms.TextInput(attrs=hint), **common)
    return made


@dataclass(frozen=True)
class Line:
    """One item with its fields, as the page shows it. `proposed` is the day a step should be done by."""

    item: Item
    fields: list[BoundField]
    proposed: str = ""

    @property
    def field(self) -> BoundField:
        return self.fields[0]

    @property
    def is_filled(self) -> bool:
        """A step is filled in when it is ticked: its day may have been counted back by itself."""
        return self.field.value() not in (None, "", False, [])


@dataclass(frozen=True)
class Part:
    section: Section
    lines: list[Line]

    @property
    def filled(self) -> int:
        return sum(line.is_filled for line in self.lines)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for line in self.lines for field in line.fields)


class SheetForm(forms.Form):
    """All fields of a sheet; everything may be left empty, since a sheet is filled over days."""

    title = forms.CharField(max_length=40, required=False)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    save_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, sheet: Sheet, data: Any = None, *, proposed: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.sheet = sheet
        self.proposed = proposed or {}
        self.fields["title"].label = sheet.asks_title
        self.fields["title"].widget.attrs["placeholder"] = sheet.example_title
        for name, field in sheet.fields.items():
            self.fields[name] = form_field(field)

    def parts(self) -> Iterator[Part]:
        for section in self.sheet.sections:
            lines = [
                Line(item, [self[field.name] for field in fields_of(item)], self.proposed.get(f"{item.key}-day", ""))
                for item in section.items
            ]
            yield Part(section, lines)

    def answers(self) -> Answers:
        """What was typed, as plain data; what is empty is absent."""
        found: Answers = {}
        for name, field in self.sheet.fields.items():
            value = self.cleaned_data.get(name)
            if isinstance(value, str):
                value = value.strip().replace("\r\n", "\n")
            if value in (None, "", False, []):
                continue
            found[name] = int(value) if field.kind is Kind.SCORE else value
        return found
