"""The kinds of questions, and the limits of what they hold."""

from enum import StrEnum
from typing import Any

type Answer = str | list[Any] | dict[str, Any] | bool | None
"""An answer as it is kept: see the table of the package."""

LETTERS = "abcdefgh"
NUMBERS = "12345678"
LONGEST_STEM = 600
LONGEST_PASSAGE = 3000
"""The stem of a case, a cloze or an essay: there is something to read."""
LONGEST_OPTION = 200


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"
    ORDERING = "ordering"
    MATCHING = "matching"
    CLOZE = "cloze"
    CASE = "case"
    ESSAY = "essay"


IN_A_GAP = (Kind.SINGLE, Kind.SHORT_TEXT, Kind.NUMERIC)
IN_A_CASE = tuple(kind for kind in Kind if kind not in {Kind.CASE, Kind.ESSAY})
WITH_A_PASSAGE = (Kind.CLOZE, Kind.CASE, Kind.ESSAY)


class BadContent(ValueError):
    """The question cannot be asked or marked. The message says which part and why, for the person who wrote it."""


class BadAnswer(ValueError):
    """Not an answer that this question can have."""


def storable(text: str) -> str:
    """The text as every database keeps it: without NUL, and without the half of a character that a length limit left."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()
