"""What a lesson practises with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=100)
    right = blocks.BooleanBlock(label=_("right"), required=False)

    class Meta:
        label = _("Option")


class ChoiceQuestion(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("question"), rows=2, max_length=300)
    options = blocks.ListBlock(OptionBlock(), label=_("options"), min_num=2, max_num=6)
    explanation = blocks.TextBlock(label=_("explanation"), rows=2)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(bool(option["right"]) for option in cleaned["options"])
        if not self.enough_are_right(right):
            raise blocks.StructBlockValidationError(
                {"options": ValidationError(gettext("Mark what is right: one option, or several where several may be chosen."))}
            )
        return cleaned

    def enough_are_right(self, right: int) -> bool:
        return right >= 1


class SingleBlock(ChoiceQuestion):
    class Meta:
        label = _("One is right")
        icon = "radio-full"

    def enough_are_right(self, right: int) -> bool:
        return right == 1


class MultipleBlock(ChoiceQuestion):
    class Meta:
        label = _("Several are right")
        icon = "tick-inverse"


class TrueFalseBlock(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("statement"), rows=2, max_length=300)
    answer = blocks.BooleanBlock(label=_("It is true"), required=False)
    explanation = blocks.TextBlock(label=_("explanation"), rows=2)

    class Meta:
        label = _("True or false")
        icon = "check"


class NumericBlock(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("question"), rows=2, max_length=300)
    answer = blocks.FloatBlock(label=_("answer"))
    tolerance = blocks.FloatBlock(label=_("may be off by"), default=0, min_value=0)
    unit = blocks.CharBlock(label=_("unit"), required=False, max_length=10)
    explanation = blocks.TextBlock(label=_("explanation"), rows=2)

    class Meta:
        label = _("A number")
        icon = "decimal"


class Practice(blocks.StreamBlock):
    """Practice questions. The id of each block is the key under which answers to it are kept."""

    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    numeric = NumericBlock()

    class Meta:
        required = False


def answer_key(kind: str, value: Any) -> dict[str, Any]:
    """What is right, as plain data: positions of options from 0, a truth, or a number with its tolerance."""
    if kind in {"single", "multiple"}:
        return {"right": [place for place, option in enumerate(value["options"]) if option["right"]]}
    if kind == "true_false":
        return {"answer": bool(value["answer"])}
    return {"answer": float(value["answer"]), "tolerance": float(value["tolerance"] or 0)}
