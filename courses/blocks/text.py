"""What a lesson says in words: terms, sums, steps, tables, cases."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


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
