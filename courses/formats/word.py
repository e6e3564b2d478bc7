"""A Word document taken apart. python-docx opens it; the walk is ours, since it passes over tracked insertions and content controls."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.run import Run

from courses.formats.pieces import Found, Kind, Piece, marked, tidy

LONGEST_HEADING = 30
MOST_ROWS = 40
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*\d", re.IGNORECASE)
_NUMBERED_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]{1,3}[章节讲课部])")
_RUNS = (
    ".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom)"
    " and not(ancestor::*[local-name()='txbxContent']) and not(ancestor::*[local-name()='Fallback'])]"
)
_PICTURES = "(.//*[local-name()='blip']/@r:embed | .//*[local-name()='imagedata']/@r:id)"
_NOT_TAKEN = {
    "oMath": "formulas",
    "chart": "charts",
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "txbxContent": "text boxes",
    "OLEObject": "embedded files",
    "relIds": "SmartArt",
}


def read_word(content: bytes) -> Found:
    document = docx.Document(BytesIO(content))
    found, walk = Found(), Walk(document)
    for element in walk.blocks(document.element.body):
        for piece in walk.table(element, found) if element.tag == qn("w:tbl") else walk.paragraph(element):
            found.add(piece)
    counts = dict.fromkeys(_NOT_TAKEN.values(), 0)
    for name, words in _NOT_TAKEN.items():
        counts[words] += len(document.element.body.xpath(f".//*[local-name()='{name}']"))
    for words, count in counts.items():
        if count:
            found.leave(said(words, count))
    return found


def said(what: str, count: int) -> str:
    """In the author's words what was not taken along, and what to do."""
    sentences = {
        "formulas": _("Formulas: %(count)s. Write each as a “sum” block."),
        "charts": _("Charts: %(count)s. Make a picture or a table of each."),
        "footnotes": _("Footnotes: %(count)s. Put what matters into the text or under “sources”."),
        "text boxes": _("Text boxes: %(count)s. Copy their words by hand."),
        "embedded files": _("Embedded files: %(count)s. Upload them under “documents”."),
        "SmartArt": _("SmartArt drawings: %(count)s. Make a picture of each, or steps."),
    }
    return sentences[what] % {"count": count}


class Walk:
    """One pass over the body of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.styles = {style.style_id: style for style in document.styles}
        self.letters = 0

    def blocks(self, parent: Any) -> Iterator[Any]:
        """Paragraphs and tables in their order, content controls opened."""
        for child in parent.iterchildren():
            if child.tag in {qn("w:p"), qn("w:tbl")}:
                yield child
            elif child.tag == qn("w:sdt"):
                for inner in child.iterchildren(qn("w:sdtContent")):
                    yield from self.blocks(inner)

    def paragraph(self, element: Any) -> Iterator[Piece]:
        style = self.style_of(element)
        if not style.lower().startswith(("toc", "目录")):
            runs = [Run(run, None) for run in element.xpath(_RUNS)]  # type: ignore[arg-type]  # only text and weight are asked
            text = "".join(run.text for run in runs)
            html = "".join(marked(run.text, bold=bool(run.bold), link=self.link_of(run)) for run in runs).replace("</b><b>", "")
            kind = self.kind_of(element, style, tidy(text), bold=all(run.bold for run in runs if run.text.strip()))
            text, html = self.lettered(element, kind, text, html)
            yield Piece.of(kind, text, html)
        for name in element.xpath(_PICTURES):
            part = self.document.part.related_parts.get(name)
            if part is not None:
                yield Piece(Kind.PICTURE, content=part.blob)

    def style_of(self, element: Any) -> str:
        found = self.styles.get(element.style or "")
        return str(found.name or "") if found is not None else ""

    def kind_of(self, element: Any, style: str, text: str, *, bold: bool) -> Kind:
        if style.lower() in {"title", "标题"}:
            return Kind.TITLE
        if _HEADING_STYLE.match(style):
            return Kind.HEADING
        numbering = self.numbering_of(element)
        if numbering:
            return Kind.BULLET if numbering == "bullet" else Kind.NUMBERED
        if style.lower().startswith("list bullet"):
            return Kind.BULLET
        if style.lower().startswith("list number"):
            return Kind.NUMBERED
        short = 0 < len(text) <= LONGEST_HEADING and "\n" not in text and text[-1] not in "。！？；，：:.!?;,"
        return Kind.HEADING if short and (_NUMBERED_HEADING.match(text) or bold) else Kind.PARAGRAPH

    def numbering_of(self, element: Any) -> str:
        """How Word numbers this paragraph: bullet, decimal, upperLetter…; empty where it does not."""
        ids = element.xpath("./w:pPr/w:numPr/w:numId/@w:val")
        if not ids or ids[0] == "0":
            return ""
        level = next(iter(element.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")), "0")
        numbering = self.document.part.numbering_part.element
        abstract = numbering.xpath(f"./w:num[@w:numId={int(ids[0])}]/w:abstractNumId/@w:val")
        path = "./w:abstractNum[@w:abstractNumId=%s]/w:lvl[@w:ilvl=%s]/w:numFmt/@w:val"
        formats = numbering.xpath(path % (int(abstract[0]), int(level))) if abstract else []
        return str(formats[0]) if formats else "decimal"

    def lettered(self, element: Any, kind: Kind, text: str, html: str) -> tuple[str, str]:
        """Options that Word letters by itself get their letter written, as the reader of the page saw it."""
        if kind != Kind.NUMBERED or self.numbering_of(element) != "upperLetter" or not text.strip():
            self.letters = 0
            return text, html
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[self.letters % 26]
        self.letters += 1
        return f"{letter}. {text}", f"{letter}. {html}"

    def link_of(self, run: Run) -> str:
        parent = run._r.getparent()  # noqa: SLF001  # python-docx shows no way up
        if parent is None or parent.tag != qn("w:hyperlink"):
            return ""
        relation = self.document.part.rels.get(parent.get(qn("r:id")) or "")
        return relation.target_ref if relation is not None and relation.is_external else ""

    def table(self, element: Any, found: Found) -> Iterator[Piece]:
        rows = [
            tuple(tidy(" ".join(cell.xpath(".//w:t[not(ancestor::w:del)]/text()"))) for cell in row.xpath("./w:tc"))
            for row in element.xpath("./w:tr")
        ]
        rows = [row for row in rows if any(row)]
        if len(rows) > MOST_ROWS:
            found.leave(_("A table has %(count)s rows: the first %(most)s are here.") % {"count": len(rows), "most": MOST_ROWS})
        yield Piece(Kind.TABLE, rows=tuple(rows[:MOST_ROWS]))
        for paragraph in element.xpath(".//w:p"):
            yield from (piece for piece in self.paragraph(paragraph) if piece.kind == Kind.PICTURE)
