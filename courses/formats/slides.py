"""A slide show taken apart: titles, lists, tables and pictures of each slide, then what the speaker noted under it."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pptx
from django.utils.translation import gettext as _
from pptx.enum.shapes import MSO_SHAPE_TYPE

from courses.formats.pieces import Found, Kind, Piece, marked, tidy
from courses.formats.word import MOST_ROWS

DEEPEST = 10
"""Groups within groups."""


def read_slides(content: bytes) -> Found:
    show, found = pptx.Presentation(BytesIO(content)), Found()
    for number, slide in enumerate(show.slides, start=1):
        if slide._element.get("show") == "0":  # noqa: SLF001  # python-pptx has no word for it
            found.leave(_("Slide %(number)s is hidden in the show.") % {"number": number})
            continue
        title = slide.shapes.title
        if title is not None and title.has_text_frame:
            found.add(Piece.of(Kind.TITLE if number == 1 else Kind.HEADING, title.text_frame.text.replace("\n", " ").replace("\v", " ")))
        for shape in in_reading_order(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                for piece in pieces_of(shape, number, found):
                    found.add(piece)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for line in slide.notes_slide.notes_text_frame.text.splitlines():
                found.add(Piece.of(Kind.PARAGRAPH, line))
    return found


def in_reading_order(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """From top to bottom, then from left to right; groups opened."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            if depth < DEEPEST:
                yield from in_reading_order(shape.shapes, depth + 1)
        else:
            yield shape


def pieces_of(shape: Any, number: int, found: Found) -> Iterator[Piece]:
    if getattr(shape, "has_table", False) and shape.has_table:
        rows = [tuple(tidy(cell.text) for cell in row.cells) for row in shape.table.rows]
        rows = [row for row in rows if any(row)]
        if len(rows) > MOST_ROWS:
            found.leave(_("A table has %(count)s rows: the first %(most)s are here.") % {"count": len(rows), "most": MOST_ROWS})
        yield Piece(Kind.TABLE, rows=tuple(rows[:MOST_ROWS]))
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        found.leave(_("Slide %(number)s: a chart. Make a picture or a table of it.") % {"number": number})
    elif shape.shape_type == MSO_SHAPE_TYPE.MEDIA:
        found.leave(_("Slide %(number)s: a film or a sound. Upload it by itself.") % {"number": number})
    elif hasattr(shape, "image"):
        yield Piece(Kind.PICTURE, content=shape.image.blob)
    elif shape.has_text_frame:
        yield from words_of(shape)
    elif "graphicFrame" in str(shape._element.tag):  # noqa: SLF001  # neither table nor chart
        found.leave(_("Slide %(number)s: a drawing of another program. Make a picture of it.") % {"number": number})


def words_of(shape: Any) -> Iterator[Piece]:
    """Several lines of a slide's body are a list; a text box is text."""
    lines = [line for line in shape.text_frame.paragraphs if line.text.strip()]
    kind = Kind.BULLET if shape.is_placeholder and len(lines) > 1 else Kind.PARAGRAPH
    for line in lines:
        html = "".join(marked(run.text, bold=bool(run.font.bold), link=run.hyperlink.address or "") for run in line.runs)
        yield Piece.of(kind, line.text.replace("\v", "\n"), html.replace("</b><b>", ""))
