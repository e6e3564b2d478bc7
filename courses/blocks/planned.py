"""What a course will hold one day."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


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
