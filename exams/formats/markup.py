"""Plain words and tables as the simplest HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any


def body_of(text: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


def table_of(shown: Mapping[str, Any]) -> str:
    head = _row(shown["header"], "th") if shown.get("header") else ""
    return f"<table>{head}{''.join(_row(cells, 'td') for cells in shown['rows'])}</table>"


def _row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in cells) + "</tr>"
