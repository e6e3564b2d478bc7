"""Opening what was uploaded, with care: an office file is a zip of XML, and both can be made to hurt."""

import struct
import zlib
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

from django.utils.translation import gettext as _

from courses.formats.pieces import BadOldLesson

LARGEST_FILE = 25 * 2**20
LARGEST_UNPACKED = 150 * 2**20
LARGEST_XML = 20 * 2**20
MOST_PARTS = 3000
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LargeZipFile, LookupError, NotImplementedError, OSError,
    RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What the libraries raise at a broken file, lxml's errors (SyntaxError) and zipfile's among them."""


class Format(StrEnum):
    WORD = "docx"
    SLIDES = "pptx"
    MARKDOWN = "md"


def recognise(content: bytes, name: str) -> Format:
    """By what the file holds, not by what it is called. Raises BadOldLesson."""
    if not content:
        raise BadOldLesson(_("This file is empty."))
    if len(content) > LARGEST_FILE:
        raise BadOldLesson(_("This file is larger than %(most)s MB. Make its pictures smaller.") % {"most": LARGEST_FILE >> 20})
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadOldLesson(
            _("This is an old .doc or .ppt file, or one with a password. Open it in Word or WPS, save it as .docx or .pptx, and try again.")
        )
    if content.startswith(b"PK"):
        return look_inside(content)
    if name.lower().endswith((".md", ".markdown", ".txt")):
        return Format.MARKDOWN
    raise BadOldLesson(_("We can read .docx, .pptx and .md files. This is none of them, or it is damaged."))


def look_inside(content: bytes) -> Format:
    try:
        with ZipFile(BytesIO(content)) as package:
            return inspect(package)
    except BadOldLesson:
        raise
    except BROKEN as error:
        raise BadOldLesson(_("This file is damaged. Open it in Word or WPS, save it anew, and try again.")) from error


def inspect(package: ZipFile) -> Format:
    """Too much, or XML that declares entities of its own, is refused before anything is parsed."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise BadOldLesson(_("Unpacked, this file is far too large for a lesson."))
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            if part.file_size > LARGEST_XML:
                raise BadOldLesson(_("Unpacked, this file is far too large for a lesson."))
            text = package.read(part).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise BadOldLesson(_("This file holds declarations that no office program writes. For safety it is not opened."))
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return Format.WORD
    if "ppt/presentation.xml" in names:
        return Format.SLIDES
    raise BadOldLesson(_("We can read .docx, .pptx and .md files. This is none of them, or it is damaged."))
