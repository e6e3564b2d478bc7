"""Reading a roster: the table a class teacher has in Excel, as lines or as complaints that name row, column and reason.

Bytes in, plain data out; the database is asked elsewhere. Whatever a file claims of itself is not believed: its kind is
seen in its bytes, its size is counted before it is unpacked, and a formula is never taken for a name.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from accounts.identity import NotAnIdentityNumber, parse_identity_number
from accounts.phones import NotAPhoneNumber, parse_phone

MOST_ROWS = 10_000
MOST_COLUMNS = 40
LONGEST_CELL = 200
LONGEST_NAME = 50
LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 40_000_000
MOST_PARTS = 200
HEADER_WITHIN = 5

NAME, PHONE, BORN, IDENTITY, HOME = "姓名", "手机号", "出生日期", "身份证号", "家乡"
COLUMNS = (NAME, PHONE, BORN, IDENTITY, HOME)
ALIASES = {
    NAME: {"姓名", "名字", "学员姓名", "name"},
    PHONE: {"手机号", "手机", "手机号码", "电话", "联系电话", "联系方式", "phone"},
    BORN: {"出生日期", "出生年月日", "生日", "birthdate"},
    IDENTITY: {"身份证号", "身份证号码", "身份证", "证件号码", "idnumber"},
    HOME: {"家乡", "籍贯", "住址", "家庭住址", "地址", "所在村", "村", "home"},
}


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    OSError,
    EOFError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    NotImplementedError,
)
"""What openpyxl and the packages below it raise over files that are broken, or made to break them."""

type Complain = Callable[[str, str], None]


class NotARoster(Exception):
    """The file cannot be read as a table of people; the message says why and what to do."""


@dataclass(frozen=True)
class RosterLine:
    """One person as the teacher wrote them down. `number` is the row in the file."""

    number: int
    name: str
    phone: str = ""
    born: date | None = None
    identity: str = ""
    home: str = ""


@dataclass(frozen=True)
class Complaint:
    """Why a row cannot be taken: which row, which column, and the reason in plain words."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("Row %(row)s, %(column)s: %(reason)s") % {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True)
class Reading:
    lines: list[RosterLine]
    complaints: list[Complaint]


def read_roster(content: bytes) -> Reading:
    """The people of a file of either kind. Raises NotARoster."""
    if len(content) > LARGEST_FILE:
        raise NotARoster(_("The file is larger than 5 MB. A roster of 10,000 people is smaller; please remove pictures and other sheets."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotARoster(_("This is an old Excel file (.xls). Please save it as .xlsx and try again."))
    rows = _rows_of_xlsx(content) if content.startswith(b"PK") else _rows_of_csv(content)
    return _read(rows)


def _rows_of_xlsx(content: bytes) -> Iterator[Sequence[object]]:
    try:
        _weigh(content)
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            yield from sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    except UNREADABLE as error:
        raise NotARoster(_("This file cannot be opened as an Excel table. Please save it as .xlsx again and try once more.")) from error


def _weigh(content: bytes) -> None:
    """Refuse what would unpack to far more than a roster, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotARoster(_("The file is far larger inside than a roster is. Please copy the people into a new table."))


def _rows_of_csv(content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(content)
    if "\0" in text:
        raise NotARoster(_("This is not a table. Please save the roster as .xlsx or .csv."))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t，", key=first.count)
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    except csv.Error as error:
        raise NotARoster(_("This is not a table. Please save the roster as .xlsx or .csv.")) from error


def _decoded(content: bytes) -> str:
    """UTF-8, what Excel in China writes (GBK), or Excel's “Unicode text”."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotARoster(_("The characters of this file cannot be read. Please save it as .xlsx and try again."))


def _read(rows: Iterable[Sequence[object]]) -> Reading:
    reading = Reading([], [])
    columns: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if not columns:
            columns = _header(row)
            if not columns and number >= HEADER_WITHIN:
                break
        elif any(_text(cell) for cell in row):
            if len(reading.lines) + len({complaint.row for complaint in reading.complaints}) >= MOST_ROWS:
                raise NotARoster(_("More than 10,000 people. Please split the table."))
            _read_row(number, {column: row[place] if place < len(row) else None for column, place in columns.items()}, reading)
    if not columns:
        raise NotARoster(_("No row of headings with 姓名 was found at the top. Please use the template."))
    if not reading.lines and not reading.complaints:
        raise NotARoster(_("Nobody stands below the headings."))
    return reading


def _header(row: Sequence[object]) -> dict[str, int]:
    """Which column is where, if this row names them. Anything else in the table is left aside."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row[:MOST_COLUMNS]):
        heading = re.sub(r"[\s*＊（(].*", "", normalize("NFKC", _text(cell)).strip().strip("*")).casefold()
        for column, names in ALIASES.items():
            if heading in names and column not in found:
                found[column] = place
    return found if NAME in found else {}


def _text(cell: object) -> str:
    """A cell as its writer saw it: Excel turns numbers into floats and days into moments."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip().lstrip("\ufeff'").strip()


def _read_row(number: int, cells: dict[str, object], reading: Reading) -> None:
    complaints: list[Complaint] = []

    def complain(column: str, reason: str) -> None:
        complaints.append(Complaint(number, column, reason))

    texts = {column: _text(cell) for column, cell in cells.items()}
    for column, text in texts.items():
        if text.startswith("="):
            complain(column, _("this is a formula; please copy the cell and paste it as a value"))
        elif len(text) > LONGEST_CELL:
            complain(column, _("this is too long"))
    if not complaints:
        name = checked_name(texts[NAME], complain)
        phone = checked_phone(texts.get(PHONE, ""), complain)
        identity, born_by_number = checked_identity(cells.get(IDENTITY), texts.get(IDENTITY, ""), complain)
        born = checked_day(texts.get(BORN, ""), complain) or born_by_number
        if born_by_number and born != born_by_number:
            complain(BORN, _("it differs from the one in the identity number"))
        if not complaints:
            reading.lines.append(RosterLine(number, name, phone, born, identity, texts.get(HOME, "")))
    reading.complaints.extend(complaints)


def checked_name(text: str, complain: Complain) -> str:
    name = " ".join(text.split())
    if not name:
        complain(NAME, _("the name is missing"))
    elif len(name) > LONGEST_NAME or not all(character.isalpha() or character in "·•. -'’" for character in name):
        complain(NAME, _("this does not look like a name"))
    return name


def checked_phone(text: str, complain: Complain) -> str:
    if not text:
        return ""
    try:
        return parse_phone(text)
    except NotAPhoneNumber:
        complain(PHONE, _("this is not a mobile number of 11 digits"))
        return ""


def checked_identity(cell: object, text: str, complain: Complain) -> tuple[str, date | None]:
    if not text:
        return "", None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        complain(IDENTITY, _("Excel has rounded the number; please set the column to “text” and type it again"))
        return "", None
    try:
        return parse_identity_number(text)
    except NotAnIdentityNumber:
        complain(IDENTITY, _("this is not an identity number; please compare all 18 characters"))
        return "", None


def checked_day(text: str, complain: Complain) -> date | None:
    if not text:
        return None
    parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:00:00:00)?", re.sub(r"\s", "", normalize("NFKC", text)))
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3])) if parts else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        complain(BORN, _("this is not a day; please write it like 2003-05-04"))
        return None
    return day


EXPLAINED = (
    (NAME, "必填。和身份证上一样。"),
    (PHONE, "可以不填。填了，本人用这个号码登录，答对姓名和出生日期就能进来。"),
    (BORN, "可以不填，例如 2003-05-04。填了，同名的人才分得清。"),
    (IDENTITY, "可以不填。只加密保存，谁也看不到全号。"),
    (HOME, "可以不填。写村或乡镇，带上县，例如 普定县马官镇号营村。"),
)


def template() -> bytes:
    """The table to fill in. Its columns are text, so that Excel rounds no number."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名单"
    sheet.append(list(COLUMNS))
    for place, width in enumerate((14, 16, 14, 24, 34)):
        letter = "ABCDE"[place]
        sheet.column_dimensions[letter].width = width
        for row in range(2, 502):
            sheet[f"{letter}{row}"].number_format = "@"
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("怎么填")
    for line in EXPLAINED:
        notes.append(line)
    notes.column_dimensions["B"].width = 70
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
