"""A question's content as a checked value, and the forms in which it is stored."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exams.content.kinds import Answer, Kind
from exams.content.mixing import Mix, mix_of


@dataclass(frozen=True)
class Option:
    key: str
    text: str
    fixed: bool = False
    """Keeps its place where the others are shuffled."""

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "text": self.text} | ({"fixed": True} if self.fixed else {})


@dataclass(frozen=True)
class Row:
    """The left side of a matching."""

    key: str
    text: str


@dataclass(frozen=True)
class Picture:
    image: str
    alt: str


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


type Figure = Picture | Table


@dataclass(frozen=True)
class Near:
    """A number beside the key that earns a share of the points."""

    answer: str
    tolerance: str
    share: str


@dataclass(frozen=True)
class Accepted:
    """Words that earn a share of the points."""

    text: str
    share: str = "1"


@dataclass(frozen=True)
class Part:
    """A gap of a cloze or a question of a case, by its number."""

    key: str
    content: "Content"
    weight: str = "1"

    def as_json(self) -> dict[str, Any]:
        stored = {"kind": self.content.kind.value} | self.content.as_json()
        if self.weight != "1":
            stored["weight"] = self.weight
        for empty in ("stem", "explanation"):
            if not stored[empty]:
                del stored[empty]
        return stored


@dataclass(frozen=True)
class Content:
    """A question's content, checked. What the kind does not need has its default."""

    kind: Kind
    stem: str
    options: tuple[Option, ...] = ()
    answer: Answer = None
    explanation: str = ""
    unit: str = ""
    tolerance: str = "0"
    figures: tuple[Figure, ...] = ()
    credit: str = "all"
    shares: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Near, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    case_sensitive: bool = False
    wildcards: bool = False
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    words: int = 0
    files: int = 0
    rubric: tuple[Mapping[str, Any], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    @property
    def is_shuffled(self) -> bool:
        return bool(self.mix)

    @cached_property
    def mix(self) -> Mix:
        """What must be known to shuffle it: see `exams.content.mixing`."""
        return mix_of(self)

    @cached_property
    def shape(self) -> list[Any]:
        """What must be known to accept an answer, small enough to stand on every paper: see `exams.content.accepting`."""
        spec: Any = "".join(self.keys)
        if self.kind == Kind.MATCHING:
            spec = [len(self.rows), spec]
        elif self.kind in {Kind.CLOZE, Kind.CASE}:
            spec = {part.key: part.content.shape for part in self.parts}
        elif self.kind == Kind.ESSAY:
            spec = self.files
        return [self.kind.value, spec]

    @property
    def is_marked_by_people(self) -> bool:
        return self.kind == Kind.ESSAY

    def as_json(self) -> dict[str, Any]:
        """The object that is stored. What the kind does not need, and what is as usual, is left out."""
        stored: dict[str, Any] = {"stem": self.stem, "explanation": self.explanation}
        if self.kind not in _KEYLESS:
            stored["answer"] = self.answer
        if self.options:
            stored["options"] = [option.as_json() for option in self.options]
        if self.kind == Kind.NUMERIC:
            stored |= {"unit": self.unit, "tolerance": self.tolerance}
        if self.credit != "all":
            stored["credit"] = self.credit
        for name in ("case_sensitive", "wildcards", "words", "files"):
            if getattr(self, name):
                stored[name] = getattr(self, name)
        return stored | self._lists_as_json()

    def _lists_as_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {}
        if self.shares:
            stored["shares"] = dict(self.shares)
        if self.also:
            stored["also"] = [dict(vars(near)) for near in self.also]
        if self.accepted:
            stored["accepted"] = [dict(vars(accepted)) for accepted in self.accepted]
        if self.rows:
            stored["rows"] = [dict(vars(row)) for row in self.rows]
        if self.figures:
            stored["figures"] = [_figure_as_json(figure) for figure in self.figures]
        if self.rubric:
            stored["rubric"] = [dict(criterion) for criterion in self.rubric]
        if self.kind == Kind.CLOZE:
            stored["gaps"] = {part.key: part.as_json() for part in self.parts}
        elif self.kind == Kind.CASE:
            stored["parts"] = [part.as_json() for part in self.parts]
        return stored

    @property
    def digest(self) -> str:
        """The same question has the same digest, whoever writes it down and in whatever order of fields."""
        canonical = json.dumps([self.kind, self.as_json()], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def pictures(self) -> list[str]:
        """Which pictures it shows, its parts' with it."""
        own = [figure.image for figure in self.figures if isinstance(figure, Picture)]
        return own + [image for part in self.parts for image in part.content.pictures]


_KEYLESS = {Kind.SHORT_TEXT, Kind.CLOZE, Kind.CASE, Kind.ESSAY}
"""Their key stands elsewhere in the content, or nowhere."""


def key_of_parts(parts: tuple[Part, ...]) -> Answer:
    return {part.key: part.content.answer for part in parts}


def _figure_as_json(figure: Figure) -> dict[str, Any]:
    if isinstance(figure, Picture):
        return {"image": figure.image, "alt": figure.alt}
    return {"table": {"header": list(figure.header), "rows": [list(row) for row in figure.rows]}}
