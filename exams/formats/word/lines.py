"""A Word paper line by line, as its reader sees it: letters and numbers that Word sets by itself, blanks that are underlined spaces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.run import Run

from courses.formats.word import Walk
from exams.formats.rich import LOWERED, RAISED

BLANK = "____"
MOST_LINES = 200_000
_RUNS = (
    ".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom)"
    " and not(ancestor::*[local-name()='txbxContent']) and not(ancestor::*[local-name()='Fallback'])]"
)
_PICTURES = "(.//*[local-name()='blip']/@r:embed | .//*[local-name()='imagedata']/@r:id)"
_UNREADABLE = {"oMath": "formula", "chart": "chart", "txbxContent": "text box", "OLEObject": "embedded file"}


@dataclass(frozen=True)
class Line:
    """One line, or a whole table. `number` is the paragraph's; `lost` names what stood there and cannot be read."""

    number: int
    text: str = ""
    is_numbered: bool = False
    pictures: tuple[bytes, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lost: str = ""


@dataclass
class _Letters:
    """How far Word's own letters and numbers are."""

    letter: int = 0
    numbers: dict[str, int] = field(default_factory=dict)


def lines_of(content: bytes) -> Iterator[Line]:
    document = docx.Document(BytesIO(content))
    walk, letters = Walk(document), _Letters()
    for number, element in enumerate(walk.blocks(document.element.body), start=1):
        if element.tag == qn("w:tbl"):
            yield _table(number, element, document)
        else:
            yield from _paragraph(number, element, walk, letters)


def _paragraph(number: int, element: Any, walk: Walk, letters: _Letters) -> Iterator[Line]:
    text = words_of(element)
    numbering = walk.numbering_of(element) if text.strip() else ""
    if numbering == "upperLetter":
        text = f"{'ABCDEFGH'[letters.letter % 8]}. {text.lstrip()}"
        letters.letter += 1
    elif text.strip():
        letters.letter = 0
    lost = next((name for tag, name in _UNREADABLE.items() if element.xpath(f".//*[local-name()='{tag}']")), "")
    pictures = pictures_of(element, walk.document)
    first, *rest = text.split("\n")
    yield Line(number, first.strip(), numbering not in {"", "bullet", "upperLetter"}, pictures, lost=lost)
    for line in rest:
        yield Line(number, line.strip())


def _table(number: int, element: Any, document: Document) -> Line:
    rows = [
        tuple(" ".join(filter(None, (words_of(paragraph).strip() for paragraph in cell.xpath("./w:p")))) for cell in row.xpath("./w:tc"))
        for row in element.xpath("./w:tr")
    ]
    return Line(number, rows=tuple(row for row in rows if any(row)), pictures=pictures_of(element, document))


def words_of(element: Any) -> str:
    return "".join(_words(Run(run, None)) for run in element.xpath(_RUNS))  # type: ignore[arg-type]  # only text and looks are asked


def _words(run: Run) -> str:
    text = run.text.replace("\t", "    ").replace("\u00a0", " ")
    if run.underline and text and not text.strip():
        return BLANK
    if run.font.superscript or run.font.subscript:
        table = RAISED if run.font.superscript else LOWERED
        return text.translate(table) if all(ord(letter) in table for letter in text) else text
    return text


def pictures_of(element: Any, document: Document) -> tuple[bytes, ...]:
    parts = (document.part.related_parts.get(name) for name in element.xpath(_PICTURES))
    return tuple(part.blob for part in parts if part is not None)
