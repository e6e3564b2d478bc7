"""A table of answers as a file brings it: a header, one row a person, one column a question, 0 or 1 in each (empty: not asked)."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from exams.item_analysis.answers import Answers, from_table

if TYPE_CHECKING:
    from _csv import Reader

MOST_CELLS = 50_000_000


class BadTable(ValueError):
    """The file cannot be analysed; the message says where and why."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)


@dataclass(frozen=True)
class Table:
    names: list[str]
    answers: Answers


def read_table(content: bytes) -> Table:
    """Raises BadTable with the line. A share between 0 and 1 is taken too: part of the points."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable("the file is not in UTF-8; save it again as “CSV UTF-8”", content[: error.start].count(b"\n") + 1) from error
    if "\0" in text:
        raise BadTable("this is not a table of text")
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        names, rows = _rows(lines)
    except csv.Error as error:
        raise BadTable(str(error), lines.line_num) from error
    if not rows:
        raise BadTable("the file holds nobody's answers")
    return Table(names, from_table(np.array(rows)))


def _rows(lines: "Reader") -> tuple[list[str], list[list[float]]]:
    header = [name.strip() for name in next(lines, [])]
    if not header or not any(header):
        raise BadTable("the first line names the questions", 1)
    if all(_is_answer(name) for name in header):
        raise BadTable("the first line holds answers; it must name the questions", 1)
    if len(set(header)) < len(header) or not all(header):
        raise BadTable("every question needs a name of its own", 1)
    rows: list[list[float]] = []
    for row in lines:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise BadTable(f"{len(row)} columns where the header has {len(header)}", lines.line_num)
        rows.append(_values(header, row, lines.line_num))
        if len(rows) * len(header) > MOST_CELLS:
            raise BadTable(f"more than {MOST_CELLS:,} answers", lines.line_num)
    return header, rows


def _values(header: Sequence[str], row: Sequence[str], line: int) -> list[float]:
    values = []
    for name, cell in zip(header, row, strict=True):
        text = cell.strip()
        if not _is_answer(text):
            raise BadTable(f"“{cell[:20]}” under {name[:40]}: 0, 1, a share between them, or nothing is expected", line)
        values.append(float(text) if text else np.nan)
    return values


def _is_answer(text: str) -> bool:
    if text in {"0", "1", ""}:
        return True
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
