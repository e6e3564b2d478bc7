"""Questions in files of other programs: reading them, and writing them so that they read back the same. Pure: no database.

A reader takes bytes and gives a `Reading`: items that can be asked and marked, problems that name place, question and
reason, and notes. It raises `Unreadable` for a file as a whole and nothing else, whatever the bytes are.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from courses.formats.containers import BROKEN
from exams.formats import aiken, gift, moodle_xml, qti, sheet, word
from exams.formats.opening import Format, recognise, weigh
from exams.formats.reading import Item, Place, Reading, Remark, Unit, Unreadable

READERS: dict[Format, Callable[[bytes, str], Reading]] = {
    Format.GIFT: gift.read,
    Format.AIKEN: aiken.read,
    Format.MOODLE_XML: moodle_xml.read,
    Format.XLSX: sheet.read,
    Format.DOCX: word.read,
    Format.QTI: qti.read,
}

__all__ = ["READERS", "Format", "Item", "Place", "Reading", "Remark", "Unit", "Unreadable", "read"]


def read(content: bytes, kind: Format | None = None, name: str = "") -> Reading:
    """The questions of a file; its format is found out where none is given. Raises Unreadable."""
    weigh(content)
    try:
        return READERS[kind or recognise(content, name)](content, name).finished()
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_("This file is damaged, or of another kind than was said. Open it, save it anew, and try again.")) from error
