"""An analysis as a table for who calculates further."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from exams.formats.sheet.writing import cell

type Line = tuple[str, str, Sequence[str], Mapping[str, Any]]
"""The question's key, its stem, what to look at in words, and the facts."""

FIGURES: tuple[tuple[str, Callable[[], str]], ...] = (
    ("n", lambda: _("people asked")),
    ("facility", lambda: _("share right (facility)")),
    ("sd", lambda: _("standard deviation")),
    ("discrimination", lambda: _("upper less lower 27 %")),
    ("point_biserial", lambda: _("correlation with the total (point-biserial)")),
    ("item_rest", lambda: _("correlation with the rest (item-rest)")),
    ("alpha_if_deleted", lambda: _("alpha without it")),
    ("intended_weight", lambda: _("intended weight")),
    ("effective_weight", lambda: _("effective weight")),
    ("a", lambda: _("2PL slope a")),
    ("a_se", lambda: _("standard error of a")),
    ("b", lambda: _("2PL place b")),
    ("b_se", lambda: _("standard error of b")),
    ("seconds", lambda: _("seconds (median)")),
    ("exposure", lambda: _("papers in all")),
)


def figures_table(lines: Sequence[Line]) -> bytes:
    """Three sheets: questions, choices, comparisons of groups. Whatever a question says stays a text."""
    book = Workbook(write_only=True)
    _fill(
        book.create_sheet(_("Questions")),
        [_("question"), _("stem"), _("to look at"), *(name() for _key, name in FIGURES)],
        ([key, stem, "; ".join(flags), *(facts.get(name) for name, _label in FIGURES)] for key, stem, flags, facts in lines),
    )
    _fill(
        book.create_sheet(_("Choices")),
        [_("question"), _("option"), _("right"), _("lower third"), _("middle third"), _("upper third")],
        (
            [key, _("nothing") if row["key"] == "none" else row["key"], int(row["is_right"]), row["lower"], row["middle"], row["upper"]]
            for key, _stem, _flags, facts in lines
            for row in facts["choices"]
        ),
    )
    _fill(
        book.create_sheet(_("Groups")),
        [_("question"), _("group"), _("people in it"), _("others"), _("odds (Mantel–Haenszel)"), _("p"), _("ETS delta"), _("ETS class")],
        (
            [key, row["name"], row["focal"], row["reference"], row["odds"], row["p"], row["delta"], row["ets"]]
            for key, _stem, _flags, facts in lines
            for row in facts["bias"]
        ),
    )
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill(sheet: Any, headings: Sequence[str], rows: Any) -> None:
    sheet.freeze_panes = "B2"
    sheet.append([cell(sheet, heading, is_bold=True) for heading in headings])
    for row in rows:
        sheet.append([cell(sheet, value) if isinstance(value, str) else value for value in row])
