"""From facts to a PDF of one page, and from that PDF to a picture for a phone."""

import io
from dataclasses import dataclass
from datetime import date
from threading import Lock

import pypdfium2
import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from PIL import Image

from certification.codes import grouped
from certification.facts import Facts, in_chinese_numerals, in_figures
from certification.rendering import drawing
from certification.rendering.fonts import face_for

PICTURE_WIDTH = 1400

_press = Lock()
"""Pango and PDFium keep state of their own: one sheet at a time in each process."""


@dataclass(frozen=True)
class Sheet:
    """All that is printed: the frozen facts, and where the certificate is checked."""

    facts: Facts
    serial: str
    share_code: str
    verify_url: str
    verify_host: str


def name_size(name: str) -> tuple[float, float]:
    """Type size in points and letter spacing in em: two characters stand wide, a long name shrinks and may wrap."""
    width = sum(0.55 if ord(character) < 0x2E80 else 1.0 for character in name)
    if width <= 4:
        return 27.0, {2.0: 0.5, 3.0: 0.22}.get(width, 0.08)
    return max(13.0, min(27.0, 27.0 * 8 / width)), 0.02


def qr_path(address: str) -> tuple[str, int]:
    """A QR code as one SVG path of filled modules, and its size in modules. A fixed mask spares a search of 5 ms."""
    code = segno.make(address, error="m", boost_error=False, mask=4)
    path = ""
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                path += f"M{x} {y}h{run - x}v1h-{run - x}z"
            x = run + 1
    return path, len(code.matrix)


def as_html(sheet: Sheet) -> str:
    facts = sheet.facts
    code, modules = qr_path(sheet.verify_url)
    size, spacing = name_size(facts.name)
    context = {
        "facts": facts,
        "sheet": sheet,
        "face": face_for(facts.name),
        "name_size": f"{size:.1f}",
        "name_spacing": f"{spacing:.2f}",
        "share_code": grouped(sheet.share_code),
        "begun": in_figures(date.fromisoformat(facts.begun_on)),
        "finished": in_figures(date.fromisoformat(facts.finished_on)),
        "class_begins": in_figures(date.fromisoformat(facts.class_begins_on)) if facts.class_title else "",
        "class_ends": in_figures(date.fromisoformat(facts.class_ends_on)) if facts.class_title else "",
        "expires": in_figures(date.fromisoformat(facts.expires_on)),
        "issued": in_chinese_numerals(date.fromisoformat(facts.issued_on)),
        "fret": drawing.fret(),
        "rules": drawing.rules(),
        "guilloche": drawing.guilloche(),
        "seal": mark_safe(drawing.seal(facts.issuer)),  # noqa: S308 - our own drawing
        "seedling": drawing.SEEDLING,
        "qr": code,
        "qr_modules": modules,
        "gold": drawing.GOLD,
        "vermilion": drawing.VERMILION,
    }
    return render_to_string("certification/paper/certificate.html", context)


def as_pdf(sheet: Sheet) -> bytes:
    """One page, A4 across. Raises NoGlyph when the name cannot be printed, FontMissing when a font is not installed."""
    # WeasyPrint takes a second to import and memory to keep; of our processes, few ever print.
    from certification.rendering.press import pressed  # noqa: PLC0415

    html = as_html(sheet)
    with _press:
        return pressed(html)


def as_png(pdf: bytes) -> bytes:
    """The first page as a picture of 1400 pixels across, few colours, for a phone's album."""
    with _press:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            picture = page.render(scale=PICTURE_WIDTH / page.get_width()).to_pil().convert("RGB")
        finally:
            document.close()
    out = io.BytesIO()
    picture.quantize(colors=48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
