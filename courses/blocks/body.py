"""A lesson's text, as the list of pieces it may be written with."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.media import AudioBlock, DrawingBlock, FileBlock, LinksBlock, PictureBlock, VideoBlock
from courses.blocks.sheet import WorksheetBlock
from courses.blocks.text import CaseBlock, ChecklistBlock, QuoteBlock, StepsBlock, SumBlock, TableBlock, TermBlock


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
    picture = PictureBlock()
    drawing = DrawingBlock()
    audio = AudioBlock()
    video = VideoBlock()
    file = FileBlock()
    links = LinksBlock()
    worksheet = WorksheetBlock()
    note = blocks.TextBlock(label=_("Reminder"), rows=2, icon="warning", template="courses/blocks/note.html")
    today = blocks.TextBlock(label=_("Do it today"), rows=3, icon="date", template="courses/blocks/today.html")

    class Meta:
        required = False
