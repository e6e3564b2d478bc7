"""The one module that loads WeasyPrint: from a page of HTML to the bytes of a PDF. Not for two threads at once."""

from functools import cache

import pydyf
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certification.rendering.fonts import used_outlines


def pressed(html: str) -> bytes:
    """Set with the certificate's own style sheet; of each font only the outlines that are used stay inside."""
    fonts, fetcher = _workshop()
    page = HTML(string=html, url_fetcher=fetcher)
    made = page.write_pdf(font_config=fonts, stylesheets=[_style()], finisher=_slim)
    return bytes(made)


@cache
def _workshop() -> tuple[FontConfiguration, URLFetcher]:
    """Made once: a fresh pair for every sheet costs 20 ms and leaks 8 MB. Nothing outside is ever fetched."""
    return FontConfiguration(), URLFetcher(allowed_protocols=set())


@cache
def _style() -> CSS:
    fonts, fetcher = _workshop()
    return CSS(string=render_to_string("certification/paper/certificate.css"), font_config=fonts, url_fetcher=fetcher)


def _slim(_document: object, pdf: pydyf.PDF) -> None:
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.extra.get("Subtype") == "/OpenType":
            (font,) = entry.stream
            entry.stream, entry.extra["Subtype"] = [used_outlines(font)], "/CIDFontType0C"
