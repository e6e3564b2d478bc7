"""Drawings that ship with the house: small SVGs set into the page itself, so that they cost no request and work offline."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "static" / "courses" / "drawings"
LARGEST = 4_000
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
_SPACE = re.compile(r">\s+<")


def choices() -> list[tuple[str, str]]:
    return [(file.stem, file.stem.replace("-", " ")) for file in sorted(FOLDER.glob("*.svg"))]


@cache
def drawing(name: str) -> SafeString:
    """The SVG element, without comments and idle space. Empty for a name there is none of."""
    if name not in {known for known, _ in choices()}:
        return SafeString()
    text = _COMMENT.sub("", (FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    return mark_safe(_SPACE.sub("><", text).strip())  # noqa: S308  our own files, checked by tests/courses/test_drawings.py
