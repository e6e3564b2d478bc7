"""A question as its learner sees it: in this paper's order, with the answer that stands, never with a key or an explanation. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.content import Answer, Content, Kind, Picture, Row, Table
from exams.content.gaps import pieces
from exams.content.kinds import WITH_A_PASSAGE
from exams.selection import Order

HINTS: dict[Kind, Promise] = {
    Kind.SINGLE: _("one answer"),
    Kind.MULTIPLE: _("all that are right"),
    Kind.TRUE_FALSE: _("right or wrong"),
    Kind.NUMERIC: _("a number"),
    Kind.SHORT_TEXT: _("a word or two"),
    Kind.ORDERING: _("number them in order"),
    Kind.MATCHING: _("choose what belongs to each"),
    Kind.CLOZE: _("fill the gaps"),
    Kind.CASE: _("read, then answer"),
    Kind.ESSAY: _("write in your own words"),
}


@dataclass(frozen=True)
class Size:
    """How large a stored picture is shown."""

    width: int
    height: int
    address: str = ""
    """Of a picture that is not stored yet: the picture itself."""


@dataclass(frozen=True)
class ShownOption:
    key: str
    text: str
    is_chosen: bool = False
    place: int = 0
    """Where an ordering's answer puts it; 0: nowhere yet."""


@dataclass(frozen=True)
class ShownRow:
    key: str
    text: str
    options: tuple[ShownOption, ...]


@dataclass(frozen=True)
class ShownFigure:
    """A picture or a table. A picture that is not there any more has no size."""

    image: str = ""
    alt: str = ""
    size: Size | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Shown:
    """One question. `name` is what its field is called in a form; parts have names of their own behind a point: q3.1."""

    name: str
    key: str
    content: Content
    order: Order
    answer: Answer
    sizes: Mapping[str, Size]

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def stem(self) -> str:
        return self.content.stem

    @property
    def unit(self) -> str:
        return self.content.unit

    @property
    def hint(self) -> Promise:
        return HINTS[self.kind]

    @property
    def template(self) -> str:
        return f"exams/questions/{self.kind}.html"

    @property
    def numbered(self) -> str:
        """How a case counts its questions."""
        return f"({self.key})"

    @property
    def has_passage(self) -> bool:
        """There is something to read: too long for the name of a group of fields."""
        return self.kind in WITH_A_PASSAGE

    @cached_property
    def options(self) -> tuple[ShownOption, ...]:
        """In the order of this paper."""
        chosen = self.answer if isinstance(self.answer, list) else [self.answer]
        places = {key: place for place, key in enumerate(chosen, start=1) if key is not None}
        return tuple(ShownOption(option.key, option.text, option.key in places, places.get(option.key, 0)) for option in self._in_order())

    def _in_order(self) -> list[Any]:
        by_key = {option.key: option for option in self.content.options}
        return [by_key[key] for key in self.order if key in by_key] if self.order else list(by_key.values())

    @property
    def places(self) -> range:
        return range(1, len(self.content.options) + 1)

    @property
    def rows(self) -> tuple[ShownRow, ...]:
        given = self.answer if isinstance(self.answer, dict) else {}
        return tuple(self._row(row, given.get(row.key)) for row in self.content.rows)

    def _row(self, row: Row, chosen: object) -> ShownRow:
        options = tuple(ShownOption(option.key, option.text, option.key == chosen) for option in self._in_order())
        return ShownRow(row.key, row.text, options)

    @cached_property
    def parts(self) -> tuple[Shown, ...]:
        given = self.answer if isinstance(self.answer, dict) else {}
        orders = self.order if isinstance(self.order, dict) else {}
        return tuple(
            Shown(f"{self.name}.{part.key}", part.key, part.content, orders.get(part.key, ""), given.get(part.key), self.sizes)
            for part in self.content.parts
        )

    @property
    def pieces(self) -> Iterator[tuple[str, Shown | None]]:
        """The words of a cloze, each followed by its gap."""
        gaps = {part.key: part for part in self.parts}
        for words, name in pieces(self.stem):
            yield words, gaps.get(name)

    @property
    def text(self) -> str:
        """What was written in an essay so far."""
        return str(self.answer.get("text", "")) if isinstance(self.answer, dict) else ""

    @property
    def files(self) -> list[str]:
        return list(self.answer.get("files", [])) if isinstance(self.answer, dict) else []

    @property
    def figures(self) -> tuple[ShownFigure, ...]:
        return tuple(
            ShownFigure(image=figure.image, alt=figure.alt, size=self.sizes.get(figure.image))
            if isinstance(figure, Picture)
            else ShownFigure(table=figure)
            for figure in self.content.figures
        )


def show(content: Content, order: Order = "", answer: Answer = None, *, name: str, sizes: Mapping[str, Size] | None = None) -> Shown:
    """The question under this name. Without an order the options stand as they were written."""
    return Shown(name, name.removeprefix("q"), content, order, answer, sizes or {})
