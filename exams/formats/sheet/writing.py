"""Questions as a table. A text is always a text: nothing that stands in a question can become a formula."""

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from exams.formats.chinese import KINDS
from exams.formats.moodle_xml.writing import embedded
from exams.formats.reading import Item, Reading
from exams.formats.sheet.columns import (
    ANSWER,
    COLUMNS,
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
    WIDTHS,
)
from exams.formats.sheet.reading import PART
from exams.formats.sheet.reading import read as read_sheet
from exams.formats.sheet.template import SHEET, explain
from exams.formats.writing import CannotHold, refuse

type Row = dict[str, str]
BELOW = "见小题"


class SheetWriter:
    """See exams.formats.writing."""

    def piece(self, item: Item) -> list[Row]:
        facts = {
            KEY: item.key,
            TOPIC: item.topic[0] if item.topic else "",
            DIFFICULTY: str(item.difficulty or ""),
            SOURCE: item.source or "",
            EXPLANATION: item.content.get("explanation", ""),
        }
        if item.kind != "case":
            return [row_of(item.kind, item.content) | facts]
        refuse(item.content, "figures")
        return [{KIND: name_of("case"), STEM: item.content["stem"], ANSWER: BELOW} | facts, *map(part_of, item.content["parts"])]

    def whole(self, pieces: Sequence[tuple[Item, list[Row]]]) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        for place, width in enumerate(WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([cell(sheet, column, is_bold=True) for column in COLUMNS])
        for _item, rows in pieces:
            for row in rows:
                sheet.append([cell(sheet, row.get(column, "")) if row.get(column) else None for column in COLUMNS])
        explain(book)
        packed = io.BytesIO()
        book.save(packed)
        return packed.getvalue()

    def read(self, content: bytes, name: str) -> Reading:
        return read_sheet(content, name)


def cell(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    """A text, whatever it begins with: marked as one in the file, and for who edits or copies it in Excel."""
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"
    made.number_format = "@"
    if is_bold:
        made.font = Font(bold=True)
    elif text[:1] in "=+-@\t":
        made.quotePrefix = True
    return made


def name_of(kind: str) -> str:
    return KINDS[kind][0]


def part_of(part: Mapping[str, Any]) -> Row:
    row = row_of(part["kind"], part)
    weight = [f"分值={part['weight']}"] if part.get("weight") else []
    return row | {
        KIND: PART + row[KIND],
        CREDIT: " ".join(filter(None, [row.get(CREDIT, ""), *weight])),
        EXPLANATION: part.get("explanation", ""),
    }


def row_of(kind: str, content: Mapping[str, Any]) -> Row:
    if kind not in ANSWERS:
        raise CannotHold(_("questions of this kind cannot be held"))
    refuse(content, "figures")
    options = {column: option["text"] for column, option in zip(OPTIONS, content.get("options", []), strict=False)}
    fixed = "".join(option["key"].upper() for option in content.get("options", []) if option.get("fixed"))
    row = {KIND: name_of(kind), STEM: content["stem"]} | options | ANSWERS[kind](content)
    return row | ({CREDIT: " ".join(filter(None, [row.get(CREDIT, ""), f"固定={fixed}"]))} if fixed else {})


def _shares(content: Mapping[str, Any]) -> str:
    return " ".join(f"{letter.upper()}={share}" for letter, share in content.get("shares", {}).items())


def _single(content: Mapping[str, Any]) -> Row:
    return {ANSWER: content["answer"].upper(), CREDIT: _shares(content)}


def _multiple(content: Mapping[str, Any]) -> Row:
    mode = "每项得分" if content.get("credit", "all") == "each" else "全对才得分"
    return {ANSWER: "".join(content["answer"]).upper(), CREDIT: f"{mode} {_shares(content)}".strip()}


def _true_false(content: Mapping[str, Any]) -> Row:
    return {ANSWER: "对" if content["answer"] else "错"}


def _numeric(content: Mapping[str, Any]) -> Row:
    also = [f"{each['answer']}±{each.get('tolerance', '0')}={each['share']}" for each in content.get("also", [])]
    tolerance = content.get("tolerance", "0")
    return {ANSWER: "|".join([content["answer"], *also]), TOLERANCE: "" if tolerance == "0" else tolerance, UNIT: content.get("unit", "")}


def _short_text(content: Mapping[str, Any]) -> Row:
    accepted = [each["text"] + ("" if Decimal(each.get("share", "1")) == 1 else f"={each['share']}") for each in content["accepted"]]
    signs = ["区分大小写" if content.get("case_sensitive") else "", "通配" if content.get("wildcards") else ""]
    return {ANSWER: "|".join(accepted), CREDIT: " ".join(filter(None, signs))}


def _ordering(content: Mapping[str, Any]) -> Row:
    return {ANSWER: "".join(content["answer"]).upper(), CREDIT: "每项得分" if content.get("credit") == "each" else ""}


def _matching(content: Mapping[str, Any]) -> Row:
    lines = [f"{row['text']}={content['answer'][row['key']].upper()}" for row in content["rows"]]
    return {ANSWER: "\n".join(lines), CREDIT: "每项得分" if content.get("credit") == "each" else ""}


def _cloze(content: Mapping[str, Any]) -> Row:
    stem = content["stem"]
    for name, gap in content["gaps"].items():
        stem = stem.replace(f"[[{name}]]", embedded(gap), 1)
    return {STEM: stem, ANSWER: "见题干"}


def _essay(content: Mapping[str, Any]) -> Row:
    refuse(content, "rubric")
    signs = [f"字数={content['words']}" if content.get("words") else "", f"附件={content['files']}" if content.get("files") else ""]
    return {CREDIT: " ".join(filter(None, signs))}


ANSWERS: dict[str, Callable[[Mapping[str, Any]], Row]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "ordering": _ordering,
    "matching": _matching,
    "cloze": _cloze,
    "essay": _essay,
}
