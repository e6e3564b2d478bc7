"""What a QTI variable holds: base types, cardinalities, and what makes two values the same.

NULL is None. An empty text and an empty container are NULL too, as the standard has it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

BASE_TYPES = frozenset({
    "boolean", "integer", "float", "string", "identifier", "uri", "file", "pair", "directedPair", "point", "duration", "intOrIdentifier",
})  # fmt: skip
NUMERIC = frozenset({"integer", "float"})
WORDS = frozenset({"string", "identifier", "uri", "file", "intOrIdentifier"})
LONGEST_CONTAINER = 10_000
LARGEST_INTEGER = 2**63

_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)
_DURATION = re.compile(
    r"(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?", re.ASCII
)
_SECONDS = (365 * 86400, 30 * 86400, 86400, 3600, 60, 1)

type Scalar = bool | int | float | str | tuple[str, str] | tuple[float, float]


class Unevaluable(ValueError):
    """The item's rules cannot be followed. The message says which one and why."""


class Placed(Protocol):
    """Anything that stands on a line of the file."""

    line: int


def at(place: Placed, what: str) -> Unevaluable:
    """With the line of the file in front."""
    return Unevaluable(_("line %(line)s: %(what)s") % {"line": place.line, "what": what})


@dataclass(frozen=True, slots=True)
class Value:
    """Anything but NULL. `has_gaps`: NULLs were put into the container and left out, which statistics must know."""

    base: str | None
    cardinality: str
    data: Any
    has_gaps: bool = False

    @property
    def is_container(self) -> bool:
        return self.cardinality in {"multiple", "ordered"}

    @property
    def is_number(self) -> bool:
        return self.cardinality == "single" and self.base in NUMERIC

    @property
    def members(self) -> tuple[Scalar, ...]:
        return self.data if self.is_container else (self.data,)


type Held = Value | None


def single(base: str, data: Scalar | None) -> Held:
    if data is None or data == "":
        return None
    return Value(base, "single", data)


def truth(*, is_true: bool) -> Value:
    return Value("boolean", "single", is_true)


def number(data: float | None) -> Held:
    """A whole number stays whole. What is not finite, or too large to be a whole number of QTI, is NULL."""
    if data is None:
        return None
    if isinstance(data, int):
        return Value("integer", "single", data) if abs(data) <= LARGEST_INTEGER else None
    if data != data or data in (float("inf"), float("-inf")):  # noqa: PLR0124 -- only NaN differs from itself
        return None
    return Value("float", "single", data)


def container(cardinality: str, base: str | None, members: Iterable[Scalar], *, has_gaps: bool = False) -> Held:
    kept = tuple(members)
    if len(kept) > LONGEST_CONTAINER:
        raise Unevaluable(_("a container of more than %(most)s values") % {"most": LONGEST_CONTAINER})
    return Value(base, cardinality, kept, has_gaps) if kept or has_gaps else None


def read_scalar(base: str, text: str) -> Scalar | None:
    """A value as it stands in XML. What does not fit its base type is NULL."""
    words = text.split()
    plain = " ".join(words)
    found: Scalar | None
    match base:
        case "string":
            found = text or None
        case "boolean":
            found = {"true": True, "1": True, "false": False, "0": False}.get(plain)
        case "integer" | "float":
            found = _read_number(base, plain)
        case "pair" | "directedPair" | "point":
            found = _read_two(base, words)
        case "duration":
            found = _read_duration(plain)
        case _ if base in WORDS:
            found = plain or None
        case _:
            raise Unevaluable(_("unknown base type “%(base)s”") % {"base": base})
    return found


def _read_two(base: str, words: list[str]) -> Scalar | None:
    if len(words) != 2:
        return None
    if base == "point":
        return (float(words[0]), float(words[1])) if all(map(_NUMBER.fullmatch, words)) else None
    return (min(words), max(words)) if base == "pair" else (words[0], words[1])


def _read_number(base: str, plain: str) -> int | float | None:
    if not _NUMBER.fullmatch(plain):
        return None
    if base == "float":
        found = float(plain)
        return found if abs(found) != float("inf") else None
    whole = int(Decimal(plain)) if abs(float(plain)) <= LARGEST_INTEGER else None
    return whole if whole is not None and whole == Decimal(plain) else None


def _read_duration(plain: str) -> float | None:
    """In seconds: a number of them (2.x), or the ISO 8601 form with a year of 365 and a month of 30 days."""
    if _NUMBER.fullmatch(plain):
        return float(plain)
    found = _DURATION.fullmatch(plain)
    if not found or not any(found.groups()[1:]):
        return None
    seconds = sum(float(part or 0) * length for part, length in zip(found.groups()[1:], _SECONDS, strict=True))
    return -seconds if found[1] else seconds


def given(base: str | None, cardinality: str, raw: object) -> Held:
    """A response as a browser or a test hands it over: text, number, list or nothing."""
    if cardinality == "record":
        return _given_record(raw)
    listed = list(raw) if isinstance(raw, list | tuple) else [raw]
    members = [scalar for scalar in (_given_scalar(base or "string", part) for part in listed) if scalar is not None and scalar != ""]
    if cardinality == "single":
        return Value(base, "single", members[0]) if members else None
    return container(cardinality, base, members)


def _given_record(raw: object) -> Held:
    if isinstance(raw, str):
        return numeric_record(raw)
    if not isinstance(raw, Mapping):
        return None
    fields: dict[str, Held] = {}
    for name, part in raw.items():
        base = (
            "boolean"
            if isinstance(part, bool)
            else "integer"
            if isinstance(part, int)
            else "float"
            if isinstance(part, float)
            else "string"
        )
        fields[str(name)] = given(base, "single", part)
    return Value(None, "record", fields) if fields else None


def numeric_record(raw: str) -> Held:
    """A number that was typed, with how it was written: the fields that the standard gives to a record bound to a text entry."""
    text = raw.strip()
    if not text:
        return None
    fields: dict[str, Held] = {"stringValue": single("string", text)}
    found = read_scalar("float", text)
    if isinstance(found, float):
        written, _e, power = text.lstrip("+-").lower().partition("e")
        left, _point, right = written.partition(".")
        exponent = int(power) if power else None
        digits = (left + right).lstrip("0")
        fields |= {
            "floatValue": number(found),
            "integerValue": number(int(found)) if not right and exponent is None else None,
            "leftDigits": number(len(left)),
            "rightDigits": number(len(right)),
            "ndp": number(max(0, len(right) - (exponent or 0))),
            "nsf": number(len(digits)),
            "exponent": number(exponent),
        }
    return Value(None, "record", fields)


def _given_scalar(base: str, raw: object) -> Scalar | None:
    if raw is None:
        return None
    if isinstance(raw, bool):
        return raw if base == "boolean" else read_scalar(base, str(raw).lower())
    return read_scalar(base, repr(raw) if isinstance(raw, float) else str(raw))


def plain(value: Held) -> Any:
    """The value as JSON would have it."""
    if value is None:
        return None
    if value.cardinality == "record":
        return {name: plain(part) for name, part in value.data.items()}
    if value.is_container:
        return [_plain_scalar(scalar) for scalar in value.data]
    return _plain_scalar(value.data)


def _plain_scalar(scalar: Scalar) -> bool | int | float | str:
    if isinstance(scalar, tuple):
        return " ".join(f"{part:g}" if isinstance(part, float) else part for part in scalar)
    return scalar


def same(left: Value, right: Value) -> bool:
    """Whether `match` holds: the same cardinality, base type and content; the order counts only in ordered containers."""
    if left.cardinality != right.cardinality or left.base != right.base:
        return False
    if left.cardinality == "record":
        return left.data.keys() == right.data.keys() and all(same_or_null(left.data[name], right.data[name]) for name in left.data)
    if left.cardinality == "multiple":
        return Counter(left.data) == Counter(right.data)
    return bool(left.data == right.data)


def same_or_null(left: Held, right: Held) -> bool:
    return left is None and right is None if left is None or right is None else same(left, right)


def is_true(value: Held) -> bool:
    """A condition: NULL is not true; a number is unless it is 0, a text or a container unless it is empty."""
    if value is None:
        return False
    if value.is_container or value.cardinality == "record":
        return bool(value.data)
    return bool(value.data)


def exact(data: float) -> Decimal:
    """The number as it was written, so that 46.38 − 0.01 is 46.37."""
    return Decimal(repr(data))
