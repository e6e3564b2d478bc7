"""A QR code as a drawing inside a page: no picture to fetch, no script, nothing the strict policy forbids."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """The code as an SVG element that takes the size of its box. It bears a crease or a stain (error level M)."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2)
    return mark_safe(drawn)  # noqa: S308  # segno draws squares; nothing of the text stands in it
