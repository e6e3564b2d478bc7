"""Cells as their writer saw them. What Excel has made of them behind the writer's back is refused by the cell's name."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from exams.formats.reading import BadQuestion

LONGEST_CELL = 20_000


def text_of(cell: Any) -> str:
    """Raises BadQuestion."""
    value = cell.value
    if value is None:
        return ""
    name = f"{get_column_letter(cell.column)}{cell.row}"
    if cell.data_type == "f" or not isinstance(value, str | int | float | bool | date | time | timedelta):
        raise BadQuestion(_("cell %(cell)s holds a formula; copy it and paste it as a value") % {"cell": name})
    if cell.data_type == "e":
        raise BadQuestion(_("cell %(cell)s holds an error of Excel’s: %(value)s") % {"cell": name, "value": str(value)[:20]})
    if isinstance(value, datetime | date | time | timedelta):
        raise BadQuestion(_("Excel has made a date or time of cell %(cell)s; set the cell to “text” and type it again") % {"cell": name})
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if len(value) > LONGEST_CELL:
        raise BadQuestion(_("cell %(cell)s holds far too much text") % {"cell": name})
    return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(value: float, shown: str) -> str:
    """46.38 rather than 46.380000000000003; 0.5 that Excel shows as 50 % is 50 %."""
    if abs(value) > 1e15:
        return repr(value)
    percent = shown.rstrip('"').endswith("%")
    number = Decimal(f"{value:.15g}") * (100 if percent else 1)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text or '0'}%" if percent else text or "0"
