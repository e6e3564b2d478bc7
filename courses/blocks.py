"""The pieces a lesson is written with, and the questions it practises with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.drawings import choices, drawing


class TermBlock(blocks.StructBlock):
    word = blocks.CharBlock(label=_("word"), max_length=20)
    meaning = blocks.TextBlock(label=_("meaning"), max_length=200, rows=2)

    class Meta:
        label = _("Trade word")
        icon = "openquote"
        template = "courses/blocks/term.html"


class SumBlock(blocks.StructBlock):
    formula = blocks.CharBlock(label=_("formula"), max_length=80)
    note = blocks.TextBlock(label=_("note"), required=False, max_length=300, rows=2)

    class Meta:
        label = _("Sum")
        icon = "decimal"
        template = "partials/sum.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **value}


class ItemsValue(blocks.StructValue):
    @property
    def items_in_order(self) -> list[str]:
        """The list called `items`; plain `value.items` in a template would be the method of every mapping."""
        return list(self["items"])


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=30)
    items = blocks.ListBlock(blocks.TextBlock(max_length=200, rows=2), label=_("items"))

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "courses/blocks/steps.html"
        value_class = ItemsValue


class ChecklistBlock(StepsBlock):
    class Meta:
        label = _("Checklist")
        icon = "tick"
        template = "courses/blocks/checklist.html"
        value_class = ItemsValue


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=40)
    header = blocks.ListBlock(blocks.CharBlock(max_length=20), label=_("header"), min_num=2, max_num=4)
    rows = blocks.ListBlock(blocks.ListBlock(blocks.CharBlock(max_length=60, required=False)), label=_("rows"))

    class Meta:
        label = _("Table")
        icon = "table"
        template = "courses/blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["header"])
        if any(len(row) != width for row in cleaned["rows"]):
            raise blocks.StructBlockValidationError(
                {"rows": ValidationError(gettext("Every row needs %(width)s cells, as many as the header.") % {"width": width})}
            )
        return cleaned


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=40)
    background = blocks.TextBlock(label=_("what it was like"), required=False, rows=2)
    action = blocks.TextBlock(label=_("what was done"), required=False, rows=2)
    figures = blocks.TextBlock(label=_("the figures"), required=False, rows=2)
    lesson = blocks.TextBlock(label=_("what it teaches"), required=False, rows=2)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=200)

    class Meta:
        label = _("Case")
        icon = "doc-full"
        template = "partials/case.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **value}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"), rows=2)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=200)

    class Meta:
        label = _("Quote")
        icon = "openquote"
        template = "courses/blocks/quote.html"


class DrawingBlock(blocks.StructBlock):
    name = blocks.ChoiceBlock(choices=choices, label=_("drawing"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=120, help_text=_("Read out to who cannot see it."))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=60)

    class Meta:
        label = _("Drawing")
        icon = "image"
        template = "courses/blocks/drawing.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "drawing": drawing(value["name"])}


class LessonBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "ol", "ul", "link"], template="courses/blocks/text.html")
    heading = blocks.CharBlock(label=_("Heading"), max_length=30, icon="title", template="courses/blocks/heading.html")
    term = TermBlock()
    sum = SumBlock()
    steps = StepsBlock()
    checklist = ChecklistBlock()
    table = TableBlock()
    case = CaseBlock()
    quote = QuoteBlock()
    drawing = DrawingBlock()
    note = blocks.TextBlock(label=_("Reminder"), rows=2, icon="warning", template="courses/blocks/note.html")
    today = blocks.TextBlock(label=_("Do it today"), rows=3, icon="date", template="courses/blocks/today.html")

    class Meta:
        required = False


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


class PlannedModuleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=40)
    lessons = blocks.ListBlock(blocks.CharBlock(max_length=60), label=_("lessons"))

    class Meta:
        label = _("Module being written")
        icon = "edit"


class PlannedModules(blocks.StreamBlock):
    module = PlannedModuleBlock()

    class Meta:
        required = False


def answer_key(kind: str, value: Any) -> dict[str, Any]:
    """What is right, as plain data: positions of options from 0, a truth, or a number with its tolerance."""
    if kind in {"single", "multiple"}:
        return {"right": [place for place, option in enumerate(value["options"]) if option["right"]]}
    if kind == "true_false":
        return {"answer": bool(value["answer"])}
    return {"answer": float(value["answer"]), "tolerance": float(value["tolerance"] or 0)}
