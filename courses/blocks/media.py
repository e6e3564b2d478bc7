"""What a lesson shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.drawings import choices, drawing


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


class PictureChooser(ImageChooserBlock):
    """Fetches the pictures of a lesson with their phone-sized files in two queries, however many there are."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        found = self.target_model.objects.prefetch_related("renditions").in_bulk({value for value in values if value})
        return [found.get(value) for value in values]


class PictureBlock(blocks.StructBlock):
    picture = PictureChooser(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what it shows"),
        required=False,
        max_length=120,
        help_text=_("Read out to who cannot see it. Left empty, the words kept with the picture are used."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=60)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "courses/blocks/picture.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The first picture of a page is fetched at once, the others when they come near."""
        context = super().get_context(value, parent_context)
        page = (parent_context or {}).get("page")
        first = next((block.value for block in page.body if block.block_type == "picture"), None) if page else None
        picture = value["picture"]
        return {
            **context,
            "files": picture.for_phones() if picture else None,
            "alt": value["alt"] or (picture.alt if picture else ""),
            "is_lazy": first is not value,
        }
