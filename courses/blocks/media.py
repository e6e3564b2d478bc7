"""What a lesson shows, plays and hands out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
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


class FileChooser(DocumentChooserBlock):
    """One kind of what lies on the shelf: a sound, a video or a paper."""

    def __init__(self, kind: str = "", **options: Any) -> None:
        self.kind = kind
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        file = super().clean(value)
        if file is not None and file.kind != self.kind:
            raise ValidationError(gettext("What was chosen is something else: %(kind)s.") % {"kind": file.get_kind_display()})
        return file


class AudioBlock(blocks.StructBlock):
    file = FileChooser("audio", label=_("sound"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=60)
    transcript = blocks.TextBlock(
        label=_("what is said"), required=False, rows=4, help_text=_("For who cannot hear it, or has no data left.")
    )

    class Meta:
        label = _("Sound")
        icon = "media"
        template = "courses/blocks/audio.html"


class VideoBlock(blocks.StructBlock):
    file = FileChooser("video", label=_("video"))
    poster = PictureChooser(label=_("picture shown before"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=60)
    transcript = blocks.TextBlock(label=_("what is said and shown"), rows=6, help_text=_("For who cannot hear it, or has no data left."))

    class Meta:
        label = _("Video")
        icon = "media"
        template = "courses/blocks/video.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        poster = value["poster"]
        return {**super().get_context(value, parent_context), "files": poster.for_phones() if poster else None}


class FileBlock(blocks.StructBlock):
    file = FileChooser("paper", label=_("file"))
    title = blocks.CharBlock(label=_("title"), max_length=40)

    class Meta:
        label = _("File to take away")
        icon = "download"
        template = "courses/blocks/file.html"


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=40)
    address = blocks.URLBlock(label=_("web address"))
    note = blocks.CharBlock(label=_("note"), required=False, max_length=80)

    class Meta:
        label = _("Link")


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=30)
    links = blocks.ListBlock(LinkBlock(), label=_("links"), min_num=1)

    class Meta:
        label = _("List of links")
        icon = "link"
        template = "courses/blocks/links.html"
