"""What every old lesson is taken apart into, whichever program wrote it. Plain data."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from django.utils.html import escape
from django.utils.translation import gettext as _

MOST_PIECES = 2000
"""Paragraphs, list items, tables and pictures of one file; a lesson has about fifty."""
LONGEST_PIECE = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\u00a0\u3000]+")


class BadOldLesson(ValueError):
    """The file cannot be read as a lesson; the message says why and what to do, in the author's words."""


class Kind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True)
class Piece:
    """One paragraph, list item, table or picture. `html` is `text` with what a lesson may keep of bold and links."""

    kind: Kind
    text: str = ""
    html: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    content: bytes = b""

    @classmethod
    def of(cls, kind: Kind, text: str, html: str = "") -> Self:
        plain = tidy(text)
        return cls(kind, plain, html.strip() or str(escape(plain)))


@dataclass
class Found:
    """What was found in a file, in its order, and what could not be taken along."""

    pieces: list[Piece] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        if len(self.pieces) >= MOST_PIECES:
            raise BadOldLesson(_("This is more than one lesson: it has over %(most)s paragraphs. Cut it up first.") % {"most": MOST_PIECES})
        if piece.text or piece.rows or piece.content:
            self.pieces.append(piece)

    def leave(self, what: str) -> None:
        if what not in self.left_out:
            self.left_out.append(what)


def tidy(text: str) -> str:
    """Without control characters and double spaces; line ends stay."""
    lines = (_SPACE.sub(" ", _CONTROL.sub("", line)).strip() for line in text[:LONGEST_PIECE].replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def marked(text: str, *, bold: bool = False, link: str = "") -> str:
    """A run of text as a lesson may show it. Only addresses of the web stay links."""
    html = str(escape(_CONTROL.sub("", text))).replace("\n", "<br/>")
    if bold and html.strip():
        html = f"<b>{html}</b>"
    return f'<a href="{escape(link)}">{html}</a>' if link.startswith(("https://", "http://")) and html.strip() else html
