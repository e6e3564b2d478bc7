"""Opening what was sent, with care. Whatever a file claims of itself is not believed: its kind is seen in its bytes."""

import re
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from zipfile import ZipFile

from django.utils.translation import gettext as _

from courses.formats.containers import BROKEN
from exams.formats.reading import LARGEST_FILE, Place, Reading, Unreadable

LARGEST_UNPACKED = 120 * 2**20
LARGEST_XML = 60 * 2**20
MOST_PARTS = 3000
MOST_BLOWN_UP = 150
"""Times that a package may be larger inside. A sheet of 20,000 questions is about 15 times."""
SMALL = 4 * 2**20
"""What any package may unpack to, however well it was packed."""
RARELY_BROKEN = 0.9
_JUNK = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xFDD0, 0xFDF0), 0xFEFF, 0xFFFE, 0xFFFF))
"""Control characters and noncharacters: nobody wrote them, and the scanners use some as marks of their own."""
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")


_QTI = re.compile(rb"<(?:\w{1,20}:)?(?:qti-)?(?:assessment-?item|assessment-?test|assessment-?section)[\s>]", re.IGNORECASE)


class Format(StrEnum):
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle_xml"
    QTI = "qti"
    XLSX = "xlsx"
    DOCX = "docx"


def recognise(content: bytes, name: str) -> Format:
    """By what the file holds; by its name only where text may be anything. Raises Unreadable."""
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable(_("This file is empty."))
    if content.startswith(b"PK"):
        return _recognise_package(content)
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip()
    if head.startswith(b"<"):
        if re.search(rb"<quiz[\s>]", head):
            return Format.MOODLE_XML
        if _QTI.search(content[:65536].replace(b"\0", b"")):
            return Format.QTI
        raise Unreadable(_("This XML file holds no questions that we know. Of XML, Moodle’s and QTI are understood."))
    if re.search(rb"^[ \t]{0,9}ANSWER[ \t]{0,9}(:|\xef\xbc\x9a|\xa3\xba)", content, re.MULTILINE):
        return Format.AIKEN
    if b"{" in content or b"::" in content or PurePath(name).suffix.lower() == ".gift":
        return Format.GIFT
    raise Unreadable(_("We cannot see what kind of file this is. GIFT, Aiken, Moodle XML, QTI, .xlsx and .docx are understood."))


def _recognise_package(content: bytes) -> Format:
    with opened_package(content) as package:
        names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "word/document.xml" in names:
        return Format.DOCX
    if any(name.rsplit("/", 1)[-1] == "imsmanifest.xml" or name.lower().endswith(".xml") for name in names):
        return Format.QTI
    raise Unreadable(_("This package holds no questions that we know. Of packages, .xlsx, .docx and QTI are understood."))


def weigh(content: bytes) -> None:
    """Refuse what is too large, and old or locked office files, before anything is opened. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(
            _("The file is larger than %(most)s MB. Please split it, or make its pictures smaller.") % {"most": LARGEST_FILE >> 20}
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old .doc or .xls file, or one with a password. In Office or WPS save it as .docx or .xlsx, and try again.")
        )


def opened_package(content: bytes, most_parts: int = MOST_PARTS) -> ZipFile:
    """A zip whose parts were counted and weighed, and whose XML declares nothing. Raises Unreadable."""
    try:
        package = ZipFile(BytesIO(content))
        _inspect(package, len(content), most_parts)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_("This file is damaged. Open it, save it anew, and try again.")) from error
    return package


def _inspect(package: ZipFile, packed: int, most_parts: int) -> None:
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > most_parts or unpacked > LARGEST_UNPACKED or unpacked > max(SMALL, MOST_BLOWN_UP * packed):
        raise Unreadable(_("Unpacked, this file is far larger than questions are. For safety it is not opened."))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("This file is locked with a password. Save it without one and try again."))
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            if part.file_size > LARGEST_XML:
                raise Unreadable(_("Unpacked, this file is far larger than questions are. For safety it is not opened."))
            refuse_declarations(package.read(part))


def refuse_declarations(xml: bytes) -> None:
    """Entities are how a small XML file grows into gigabytes, or reads what lies on the server."""
    text = xml.replace(b"\0", b"") if b"\0" in xml[:4096] else xml
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable(_("This file declares entities (<!DOCTYPE or <!ENTITY). For safety it is not opened."))


def decoded(content: bytes, reading: Reading) -> str:
    """The text of a file, line ends as \\n. UTF-8; UTF-16 with its mark; GB18030 where it is plainly Chinese, and said.

    Raises Unreadable.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _strictly(content, "utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _as_chinese(content, bad=error.start)
            reading.note(Place(1), "", _("the file was not UTF-8 and was read as GB18030; please look at the characters"))
    return _tidied(text)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(content, error.start) from error


def _tidied(text: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(_("Line %(line)s holds what is no text. Please save the file as UTF-8 text.") % {"line": line})
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_JUNK)


def _as_chinese(content: bytes, *, bad: int) -> str:
    """Nearly anything decodes as GB18030, so its characters must also be those that people write."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _not_text(content, bad) from error
    foreign = [character for character in text if character > "\x7f"]
    usual = sum(_is_usual(character) for character in foreign)
    if usual < RARELY_BROKEN * len(foreign):
        raise _not_text(content, bad)
    return text


def _is_usual(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _not_text(content: bytes, bad: int) -> Unreadable:
    line = content.count(b"\n", 0, bad) + 1
    return Unreadable(_("Line %(line)s holds characters that cannot be read. Please save the file as UTF-8.") % {"line": line})


def decoded_xml(content: bytes, reading: Reading) -> str:
    """The text of an XML file without its declaration, whatever encoding it names. Raises Unreadable."""
    refuse_declarations(content)
    declared = _DECLARED.match(content)
    encoding = declared[1].decode().lower() if declared else ""
    text = _strictly(content, encoding) if encoding in {"iso-8859-1", "windows-1252", "big5"} else decoded(content, reading)
    if text.startswith("<?xml"):
        # The same number of lines stays, so that a complaint names the right one.
        end = text.find("?>") + 2
        text = "\n" * text.count("\n", 0, end) + text[end:] if end > 1 else text
    return _tidied(text)
