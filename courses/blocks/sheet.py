"""A lesson's way to a sheet that is filled in for real."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class WorksheetBlock(blocks.StructBlock):
    """Holds the sheet's address and the card's words, nothing of any person: the lesson stays the same bytes for everyone."""

    sheet = blocks.RegexBlock(
        regex=r"^[a-z0-9-]{1,50}$",
        label=_("address of the sheet"),
        help_text=_("The last word of its address, such as promotion-plan in /learn/worksheets/promotion-plan/."),
        error_messages={"invalid": _("Only the last word of the address: small letters, digits and hyphens.")},
    )
    title = blocks.CharBlock(label=_("title"), max_length=30)
    line = blocks.CharBlock(label=_("what it is good for"), max_length=80)

    class Meta:
        label = _("Worksheet")
        icon = "form"
        template = "courses/blocks/worksheet.html"
