"""Questions in files of other programs: reading them, and writing them so that they read back the same. Pure: no database.

A reader takes bytes and gives a `Reading`: items that can be asked and marked, problems that name place, question and
reason, and notes. It raises `Unreadable` for a file as a whole and nothing else, whatever the bytes are.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.formats.containers import BROKEN
from exams.formats import aiken, gift, moodle_xml, qti, sheet, word
from exams.formats.gift.writing import GiftWriter
from exams.formats.moodle_xml.writing import MoodleWriter
from exams.formats.opening import Format, recognise, weigh
from exams.formats.reading import LISTENER, Item, Place, Reading, Remark, Unit, Unreadable
from exams.formats.sheet.writing import SheetWriter
from exams.formats.writing import File, Writer, write

READERS: dict[Format, Callable[[bytes, str], Reading]] = {
    Format.GIFT: gift.read,
    Format.AIKEN: aiken.read,
    Format.MOODLE_XML: moodle_xml.read,
    Format.XLSX: sheet.read,
    Format.DOCX: word.read,
    Format.QTI: qti.read,
}

WRITERS: dict[Format, Writer[Any]] = {
    Format.GIFT: GiftWriter(),
    Format.MOODLE_XML: MoodleWriter(),
    Format.QTI: qti.QtiWriter(),
    Format.XLSX: SheetWriter(),
}
ENDINGS = {Format.GIFT: "gift", Format.MOODLE_XML: "xml", Format.QTI: "zip", Format.XLSX: "xlsx"}
"""What the name of a written file ends with."""

__all__ = ["ENDINGS", "READERS", "WRITERS", "File", "Format", "Item", "Place", "Reading", "Remark", "Unit", "Unreadable", "read", "write"]


def read(content: bytes, kind: Format | None = None, name: str = "", *, progress: Callable[[int], object] | None = None) -> Reading:
    """The questions of a file; its format is found out where none is given. `progress` hears how many are read.

    Raises Unreadable.
    """
    weigh(content)
    heard = LISTENER.set(progress or (lambda _count: None))
    try:
        return READERS[kind or recognise(content, name)](content, name).finished()
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_("This file is damaged, or of another kind than was said. Open it, save it anew, and try again.")) from error
    finally:
        LISTENER.reset(heard)
