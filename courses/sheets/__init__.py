"""Worksheets as plain data: what a sheet asks, what was filled in, and what follows from it. No database, no clock."""

from courses.sheets.answers import Answers, changes_between, fold, proposed_days, with_proposed_days
from courses.sheets.definition import BadSheet, Field, Item, Kind, Option, Section, Sheet, SheetKind, read_sheet
from courses.sheets.guides import Advice, Change, Guide, Point, advise
from courses.sheets.sums import Result, results

__all__ = [
    "Advice",
    "Answers",
    "BadSheet",
    "Change",
    "Field",
    "Guide",
    "Item",
    "Kind",
    "Option",
    "Point",
    "Result",
    "Section",
    "Sheet",
    "SheetKind",
    "advise",
    "changes_between",
    "fold",
    "proposed_days",
    "read_sheet",
    "results",
    "with_proposed_days",
]
