"""What a question holds, and what an answer to it looks like: the schema of two JSON fields.

A version's content is one object:

    {"stem": "…", "explanation": "…", "options": [{"key": "a", "text": "…"}, …], "answer": …, "unit": "%", "tolerance": "0.01"}

| kind       | options  | answer (the key)        | an answer given         |
|------------|----------|-------------------------|-------------------------|
| single     | 2 to 8   | "b"                     | "c"                     |
| multiple   | 2 to 8   | ["a", "c"]              | ["a", "b"]              |
| true_false | none     | true                    | false                   |
| numeric    | none     | "46.38" (+ tolerance)   | "４６．４ %" as typed     |

Options are named by letters that never move, so that an answer means the same in every order they are shown in.
Nothing given, or everything taken back, is null.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

type Answer = str | list[str] | bool | None
"""An answer as it is kept: see the table above."""

LETTERS = "abcdefgh"
LONGEST_STEM = 600
LONGEST_OPTION = 200
LONGEST_TYPED = 40


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"


class BadContent(ValueError):
    """The question cannot be asked or marked. The message says which part and why, for the person who wrote it."""


class BadAnswer(ValueError):
    """Not an answer that this question can have."""


@dataclass(frozen=True)
class Option:
    key: str
    text: str


@dataclass(frozen=True)
class Content:
    """A question's content, checked."""

    kind: Kind
    stem: str
    options: tuple[Option, ...]
    answer: Answer
    explanation: str = ""
    unit: str = ""
    tolerance: str = "0"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    @property
    def is_shuffled(self) -> bool:
        return bool(self.options)

    @property
    def shape(self) -> list[Any]:
        """What must be known to accept an answer: enough for `check_answer_shape`, small enough to stand on every paper."""
        return [self.kind.value, "".join(self.keys)]

    def as_json(self) -> dict[str, Any]:
        """The object that is stored. What the kind does not need is left out."""
        stored: dict[str, Any] = {"stem": self.stem, "answer": self.answer, "explanation": self.explanation}
        if self.options:
            stored["options"] = [{"key": option.key, "text": option.text} for option in self.options]
        if self.kind == Kind.NUMERIC:
            stored |= {"unit": self.unit, "tolerance": self.tolerance}
        return stored

    @property
    def digest(self) -> str:
        """The same question has the same digest, whoever writes it down and in whatever order of fields."""
        canonical = json.dumps([self.kind, self.as_json()], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The number a person meant: full-width digits, spaces, thousands commas and the unit behind it are all understood."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-")
    plain = "".join(plain.split()).replace(",", "")
    plain = plain.removesuffix("".join(unicodedata.normalize("NFKC", unit).split()))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def check_content(kind: str, raw: Mapping[str, Any]) -> Content:
    """The content as a checked value. Raises BadContent."""
    try:
        known = Kind(kind)
    except ValueError as error:
        raise BadContent(f"unknown kind {kind!r}") from error
    stem = _text(raw, "stem", LONGEST_STEM)
    if not stem:
        raise BadContent("the stem is empty")
    content = Content(
        kind=known,
        stem=stem,
        options=_options(raw) if known in {Kind.SINGLE, Kind.MULTIPLE} else (),
        answer=raw.get("answer"),
        explanation=_text(raw, "explanation", 2000),
        unit=_text(raw, "unit", 20),
        tolerance=str(raw.get("tolerance", "0")),
    )
    _check_key(content)
    return content


def _text(raw: Mapping[str, Any], name: str, longest: int) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise BadContent(f"{name} is not text")
    value = value.strip()
    if len(value) > longest:
        raise BadContent(f"{name} is longer than {longest} characters")
    return value


def _options(raw: Mapping[str, Any]) -> tuple[Option, ...]:
    given = raw.get("options")
    if not isinstance(given, list) or not 2 <= len(given) <= len(LETTERS):
        raise BadContent(f"a choice needs 2 to {len(LETTERS)} options")
    found = []
    for letter, option in zip(LETTERS, given, strict=False):
        if not isinstance(option, Mapping) or option.get("key") != letter:
            raise BadContent(f"option {letter} is not named {letter}")
        text = _text(option, "text", LONGEST_OPTION)
        if not text:
            raise BadContent(f"option {letter} is empty")
        found.append(Option(letter, text))
    if len({option.text for option in found}) < len(found):
        raise BadContent("two options say the same")
    return tuple(found)


def _check_key(content: Content) -> None:
    key = content.answer
    good = False
    match content.kind:
        case Kind.SINGLE:
            good = isinstance(key, str) and key in content.keys
        case Kind.MULTIPLE:
            good = isinstance(key, list) and bool(key) and set(key) <= set(content.keys) and key == sorted(set(key))
        case Kind.TRUE_FALSE:
            good = isinstance(key, bool)
        case Kind.NUMERIC:
            tolerance = read_number(content.tolerance)
            good = isinstance(key, str) and read_number(key) is not None and tolerance is not None and tolerance >= 0
    if not good:
        raise BadContent("the right answer does not fit the question")


def from_numbered(kind: str, raw: Mapping[str, Any]) -> Content:
    """Content as authors write it: options as plain texts, right ones by their number from 1. Raises BadContent."""
    stored = dict(raw)
    options, answer = raw.get("options"), raw.get("answer")
    if isinstance(options, list):
        stored["options"] = [{"key": letter, "text": str(text)} for letter, text in zip(LETTERS, options, strict=False)]
        if len(options) > len(LETTERS):
            raise BadContent(f"a choice needs 2 to {len(LETTERS)} options")
    if kind == Kind.SINGLE:
        stored["answer"] = _letter(answer)
    elif kind == Kind.MULTIPLE and isinstance(answer, list):
        stored["answer"] = sorted({_letter(number) for number in answer})
    elif kind == Kind.NUMERIC:
        stored["answer"] = str(answer)
    return check_content(kind, stored)


def _letter(number: object) -> str:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(LETTERS):
        raise BadContent(f"{number!r} is not the number of an option")
    return LETTERS[number - 1]


def check_answer(content: Content, raw: object) -> Answer:
    """An answer in the form it is kept in, or None for none. Raises BadAnswer."""
    return check_answer_shape(content.shape, raw)


def check_answer_shape(shape: Any, raw: object) -> Answer:
    """`check_answer`, where only the question's shape is at hand. Raises BadAnswer."""
    if raw is None or raw in ("", []):
        return None
    kind, keys = shape
    match kind, raw:
        case Kind.SINGLE, str() if len(raw) == 1 and raw in keys:
            return raw
        case Kind.MULTIPLE, list() if all(isinstance(key, str) and len(key) == 1 and key in keys for key in raw):
            return sorted(set(raw))
        case Kind.TRUE_FALSE, bool():
            return raw
        case Kind.NUMERIC, str() if len(raw) <= LONGEST_TYPED:
            return raw.strip() or None
    raise BadAnswer(f"not an answer to a question of kind {kind}")
