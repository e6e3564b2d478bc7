"""What every importer gives back: questions, complaints that name place, question and reason, and what else was seen."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exams.content import BadContent, Content, check_content

LARGEST_FILE = 10 * 2**20
MOST_QUESTIONS = 20_000
LONGEST_KEY = 60
LONGEST_SOURCE = 200
LONGEST_TITLE = 60
DIFFICULTIES = (1, 2, 3)
TELL_EVERY = 100
LISTENER: ContextVar[Callable[[int], object]] = ContextVar("listener", default=lambda _count: None)
"""Hears how many questions of a file are read."""


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why and what to do, in the words of who sent it."""


class BadQuestion(ValueError):
    """One question cannot be taken; the message says why. `line` where it is known better than the question's first."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class Unit(StrEnum):
    LINE = "line"
    ROW = "row"
    PARAGRAPH = "paragraph"
    ENTRY = "entry"
    QUESTION = "question"


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file, as its writer finds it again: line, row of a sheet, paragraph, file of a package."""

    number: int = 0
    unit: Unit = Unit.LINE
    sheet: str = ""

    def __str__(self) -> str:
        words = {
            Unit.LINE: _("line %(number)s"),
            Unit.ROW: _("row %(number)s"),
            Unit.PARAGRAPH: _("paragraph %(number)s"),
            Unit.ENTRY: _("file %(number)s"),
            Unit.QUESTION: _("question %(number)s"),
        }
        here = words[self.unit] % {"number": self.number}
        return f"{self.sheet} · {here}" if self.sheet else here


@dataclass(frozen=True)
class Remark:
    """Where, which question, and what about it. A problem keeps the question out; a note only says what was done."""

    place: Place
    title: str
    reason: str

    def __str__(self) -> str:
        if not self.title:
            return _("%(place)s: %(reason)s") % {"place": self.place, "reason": self.reason}
        return _("%(place)s, “%(title)s”: %(reason)s") % {"place": self.place, "title": self.title, "reason": self.reason}


@dataclass(frozen=True)
class Item:
    """A question as a file holds it.

    `key` is empty where the file gives none; `difficulty` and `source` are None where the file does not say. `topic` are
    the words that may name the topic, the nearest first. `pictures` are those that the content's figures name.
    """

    place: Place
    kind: str
    content: Mapping[str, Any]
    key: str = ""
    title: str = ""
    topic: tuple[str, ...] = ()
    difficulty: int | None = None
    source: str | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def checked(self) -> Content:
        """Raises BadContent."""
        return check_content(self.kind, self.content)

    @property
    def name(self) -> str:
        """What a person knows the question by."""
        return short(self.title or str(self.content.get("stem", "")) or self.key)


@dataclass
class Reading:
    """Filled by an importer while it goes through a file."""

    items: list[Item] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    _known: dict[str, Place] = field(default_factory=dict)
    _kept: dict[str, Place] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.items) + len(self.problems)

    def take(self, item: Item) -> None:
        """Into the items if it can be asked and marked and is not here already, else among the problems or notes."""
        try:
            digest = item.checked.digest
        except BadContent as error:
            self.complain(item.place, item.name, str(error))
            return
        reason = self._why_not(item)
        if reason:
            self.complain(item.place, item.name, reason)
            return
        twin = self._known.get(digest)
        if twin and (not item.key or item.key in self._kept):
            self.note(item.place, item.name, _("the same question as in %(place)s; it is taken once") % {"place": twin})
            return
        self._known.setdefault(digest, item.place)
        if item.key:
            self._kept[item.key] = item.place
        self.items.append(item)
        self._grow()

    def _why_not(self, item: Item) -> str:
        if len(item.key) > LONGEST_KEY:
            return _("the number of the question is longer than %(most)s characters") % {"most": LONGEST_KEY}
        if item.difficulty is not None and item.difficulty not in DIFFICULTIES:
            return _("the difficulty is 1 (easy), 2 (medium) or 3 (hard)")
        if len(item.source or "") > LONGEST_SOURCE:
            return _("the source is longer than %(most)s characters") % {"most": LONGEST_SOURCE}
        there = self._kept.get(item.key) if item.key else None
        if there and self._known.get(item.checked.digest) is None:
            return _("another question has the number %(key)s already: %(place)s") % {"key": item.key, "place": there}
        return ""

    def complain(self, place: Place, title: str, reason: str) -> None:
        self.problems.append(Remark(place, short(title), reason))
        self._grow()

    def note(self, place: Place, title: str, reason: str) -> None:
        self.notes.append(Remark(place, short(title), reason))

    def _grow(self) -> None:
        if len(self) % TELL_EVERY == 0:
            LISTENER.get()(len(self))
        if len(self) > MOST_QUESTIONS:
            raise Unreadable(_("There are more than %(most)s questions in this file. Please split it.") % {"most": MOST_QUESTIONS})

    def finished(self) -> "Reading":
        """Itself; a file without a single question is refused."""
        if not self.items and not self.problems and not self.notes:
            raise Unreadable(_("No question was found in this file."))
        self.problems.sort(key=lambda problem: problem.place)
        return self


def short(text: str) -> str:
    """The first words, on one line."""
    line = " ".join(text[: 4 * LONGEST_TITLE].split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"
