"""Questions from a table: one a row. Rows of 小题 below a 材料题 are its parts."""

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from exams.formats.chinese import kind_named, narrow
from exams.formats.labels import read_difficulty
from exams.formats.opening import opened_package
from exams.formats.reading import BadQuestion, Item, Place, Reading, Unit, Unreadable
from exams.formats.sheet.cells import text_of
from exams.formats.sheet.columns import (
    ALL_OPTIONS,
    ANSWER,
    CREDIT,
    DIFFICULTY,
    EXPLANATION,
    KEY,
    KIND,
    OPTIONS,
    SOURCE,
    STEM,
    TOLERANCE,
    TOPIC,
    UNIT,
    read_header,
)
from exams.formats.word.options import split_options
from exams.formats.written import Written, content_of, read_credit

HEADER_WITHIN = 8
MOST_COLUMNS = 60
MOST_SHEETS = 50
PART = "小题"
"""What the kind of a part begins with."""


@dataclass
class _Case:
    """A case until its last part is read."""

    place: Place
    title: str
    cells: dict[str, str]
    parts: list[dict[str, Any]] = field(default_factory=list)
    is_broken: bool = False


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable."""
    opened_package(content).close()
    reading = Reading()
    with warnings.catch_warnings(action="ignore"):
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            # Sheets without the headings are explanations and lists; but one of all must have them.
            read_some = [_Sheet(reading, sheet.title).read(_rows(sheet)) for sheet in book.worksheets[:MOST_SHEETS]]
        finally:
            book.close()
    if not any(read_some):
        raise Unreadable(_("No row of headings with 题干 and 答案 was found at the top of a sheet. Please use the template."))
    return reading


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_col=MOST_COLUMNS)


class _Sheet:
    """One sheet, row after row."""

    def __init__(self, reading: Reading, title: str) -> None:
        self.reading, self.title = reading, title[:30]
        self.columns: dict[str, int] = {}
        self.case: _Case | None = None

    def read(self, rows: Iterator[Sequence[Any]]) -> bool:
        """Whether the sheet has the headings."""
        for number, row in enumerate(rows, start=1):
            if not any(cell.value is not None for cell in row):
                continue
            if self.columns:
                self.row(number, row)
            elif number > HEADER_WITHIN:
                return False
            else:
                self.columns, unread = read_header([str(cell.value) if isinstance(cell.value, str) else "" for cell in row])
                if unread:
                    self.reading.note(
                        self.place(number), "", _("these columns are not read: %(names)s") % {"names": "、".join(unread)[:200]}
                    )
        self.finish_case()
        return bool(self.columns)

    def place(self, number: int) -> Place:
        return Place(number, Unit.ROW, self.title)

    def row(self, number: int, row: Sequence[Any]) -> None:
        place = self.place(number)
        title = next((str(cell.value) for cell in row[self.columns[STEM] : self.columns[STEM] + 1] if cell.value is not None), "")
        try:
            cells = {column: text_of(row[at]) if at < len(row) else "" for column, at in self.columns.items()}
            if any(cells.values()):
                self.question(place, cells)
        except BadQuestion as error:
            self.reading.complain(place, title, str(error))
            if self.case and narrow(str(row[self.columns[KIND]].value if KIND in self.columns else "")).startswith(PART):
                self.case.is_broken = True

    def question(self, place: Place, cells: dict[str, str]) -> None:
        said = "".join(narrow(cells.get(KIND, "")).split())
        if said.startswith(PART):
            self.part(cells, said.removeprefix(PART).strip("·-:"))
            return
        self.finish_case()
        kind = kind_of(said)
        if kind == "case":
            self.case = _Case(place, cells[STEM], cells)
            return
        made = content_of(written(cells, kind))
        self.reading.take(item(place, cells, *made))

    def part(self, cells: dict[str, str], said: str) -> None:
        if self.case is None:
            raise BadQuestion(_("a part (小题) stands below no case (材料题)"))
        asked = written(cells, kind_of(said))
        kind, content = content_of(asked)
        part = {"kind": kind} | {name: value for name, value in content.items() if value != "" or name == "stem"}
        weight = asked.credit.values.get("weight")
        self.case.parts.append(part | ({"weight": f"{weight:f}"} if weight is not None else {}))

    def finish_case(self) -> None:
        case, self.case = self.case, None
        if case is None:
            return
        if case.is_broken or not case.parts:
            reason = _("a part of it cannot be taken") if case.is_broken else _("no part (小题) stands below it")
            self.reading.complain(case.place, case.title, reason)
            return
        content = {"stem": case.cells[STEM], "explanation": case.cells.get(EXPLANATION, ""), "parts": case.parts}
        try:
            self.reading.take(item(case.place, case.cells, "case", content))
        except BadQuestion as error:
            self.reading.complain(case.place, case.title, str(error))


def kind_of(said: str) -> str:
    """Empty where nothing is said. Raises BadQuestion for a name nobody knows."""
    kind = kind_named(said) if said else ""
    if kind is None:
        raise BadQuestion(_("“%(kind)s” is not a kind of question; see the sheet 怎么填") % {"kind": said[:20]})
    return kind


def written(cells: dict[str, str], kind: str) -> Written:
    options = [cells.get(column, "") for column in OPTIONS]
    while options and not options[-1]:
        options.pop()
    if not options and cells.get(ALL_OPTIONS):
        options = split_options(cells[ALL_OPTIONS])
    return Written(
        stem=cells[STEM],
        kind=kind,
        options=options,
        answer=cells[ANSWER],
        credit=read_credit(cells.get(CREDIT, "")),
        tolerance=cells.get(TOLERANCE, ""),
        unit=cells.get(UNIT, ""),
        explanation=cells.get(EXPLANATION, ""),
    )


def item(place: Place, cells: dict[str, str], kind: str, content: dict[str, Any]) -> Item:
    said = cells.get(DIFFICULTY, "")
    difficulty = read_difficulty(said)
    if said and difficulty is None:
        raise BadQuestion(_("the difficulty is 1 (easy), 2 (medium) or 3 (hard)"))
    topic = cells.get(TOPIC, "")
    return Item(
        place=place,
        kind=kind,
        content=content,
        key=cells.get(KEY, ""),
        topic=tuple(dict.fromkeys(filter(None, [topic, *(part.strip() for part in reversed(topic.split("/")))]))),
        difficulty=difficulty,
        source=cells.get(SOURCE),
    )
