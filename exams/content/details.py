"""The smaller pieces of a content, each checked: texts, decimals, shares, figures, criteria. All raise BadContent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from exams.content.kinds import BadContent, storable
from exams.content.numbers import plain_digits, read_number
from exams.content.question import Figure, Near, Picture, Table

MOST_FIGURES = 6
MOST_ROWS = 40
MOST_COLUMNS = 12
LONGEST_CELL = 200
LONGEST_ALT = 200
MOST_NUMBERS = 10
MOST_CRITERIA = 20
MOST_LEVELS = 8
HEAVIEST = 100


def text_of(raw: Mapping[str, Any], name: str, longest: int) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise BadContent(_("%(name)s is not text") % {"name": _called(name)})
    value = storable(value).strip()
    if len(value) > longest:
        raise BadContent(_("%(name)s is longer than %(most)s characters") % {"name": _called(name), "most": longest})
    return value


def _called(name: str) -> str:
    """A field in the words of who wrote the question."""
    return {
        "stem": _("the stem"),
        "explanation": _("the explanation"),
        "unit": _("the unit"),
        "alt": _("what is said of the picture"),
        "cell": _("a cell of the table"),
    }.get(name, _("one of the texts"))


def _decimal(value: object) -> Decimal:
    number = read_number(str(value)) if isinstance(value, (str, int, float, Decimal)) and not isinstance(value, bool) else None
    if number is None:
        raise BadContent(_("a share of the points is not a number"))
    return number


def decimal_text(value: object, *, least: int = 0, most: int) -> str:
    """A share as it is stored. Above `least` where that is 0."""
    number = _decimal(value)
    if not least <= number <= most or (least == 0 and number == 0):
        raise BadContent(_("a share of the points lies outside its bounds"))
    return plain_digits(number)


def weight_text(value: object) -> str:
    return decimal_text(value, most=HEAVIEST)


def small_number(value: object, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadContent(_("a limit is not between 0 and %(most)s") % {"most": most})
    return value


def check_shares(raw: object, keys: set[str]) -> dict[str, str]:
    """What an option earns that is not as usual: −1 to 1."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) and key in keys for key in raw):
        raise BadContent(_("a share of the points names no option"))
    found = {}
    for key in sorted(raw):
        number = _decimal(raw[key])
        if abs(number) > 1:
            raise BadContent(_("a share of the points lies outside its bounds"))
        found[key] = plain_digits(number)
    return found


def check_also(raw: object) -> tuple[Near, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > MOST_NUMBERS:
        raise BadContent(_("the numbers beside the right one cannot be read"))
    found = []
    for each in raw:
        values = [read_number(str(each.get(name, "0"))) for name in ("answer", "tolerance")] if isinstance(each, Mapping) else [None]
        if None in values or values[1] < 0:  # type: ignore[operator]
            raise BadContent(_("the numbers beside the right one cannot be read"))
        answer, tolerance = (plain_digits(value) for value in values if value is not None)
        found.append(Near(answer, tolerance, decimal_text(each.get("share", "1"), most=1)))
    return tuple(found)


def check_figures(raw: object) -> tuple[Figure, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > MOST_FIGURES:
        raise BadContent(_("it needs at most %(most)s pictures and tables") % {"most": MOST_FIGURES})
    return tuple(_figure(each) for each in raw)


def _figure(raw: object) -> Figure:
    if isinstance(raw, Mapping) and "image" in raw:
        try:
            image = str(UUID(str(raw["image"])))
        except ValueError as error:
            raise BadContent(_("a picture is not named by its number")) from error
        return Picture(image, text_of(raw, "alt", LONGEST_ALT))
    table = raw.get("table") if isinstance(raw, Mapping) else None
    if not isinstance(table, Mapping):
        raise BadContent(_("a figure is neither a picture nor a table"))
    header, rows = table.get("header") or [], table.get("rows") or []
    if not isinstance(header, list) or not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise BadContent(_("a table has 1 to %(most)s rows") % {"most": MOST_ROWS})
    found = Table(_cells(header), tuple(_cells(row) for row in rows))
    widths = {len(row) for row in found.rows} | ({len(found.header)} if header else set())
    if len(widths) > 1 or not 1 <= max(widths) <= MOST_COLUMNS:
        raise BadContent(_("the rows of a table have 1 to %(most)s cells, all as many") % {"most": MOST_COLUMNS})
    return found


def _cells(row: object) -> tuple[str, ...]:
    if not isinstance(row, list):
        raise BadContent(_("a row of a table is not a list of cells"))
    return tuple(text_of({"cell": cell if isinstance(cell, str) else str(cell)}, "cell", LONGEST_CELL) for cell in row)


def check_rubric(raw: object) -> tuple[dict[str, Any], ...]:
    """Criteria: what is looked at, for how many points, and perhaps what each level looks like."""
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > MOST_CRITERIA:
        raise BadContent(_("it needs at most %(most)s criteria") % {"most": MOST_CRITERIA})
    return tuple(_criterion(each) for each in raw)


def _criterion(raw: object) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not text_of(raw, "text", LONGEST_CELL):
        raise BadContent(_("a criterion is empty"))
    found: dict[str, Any] = {"text": text_of(raw, "text", LONGEST_CELL), "points": decimal_text(raw.get("points", "1"), most=HEAVIEST)}
    levels = raw.get("levels") or []
    if not isinstance(levels, list) or len(levels) > MOST_LEVELS or not all(isinstance(level, Mapping) for level in levels):
        raise BadContent(_("the levels of a criterion cannot be read"))
    if levels:
        found["levels"] = [
            {"text": text_of(level, "text", LONGEST_CELL), "points": decimal_text(level.get("points", "0"), least=-1, most=HEAVIEST)}
            for level in levels
        ]
    return found
