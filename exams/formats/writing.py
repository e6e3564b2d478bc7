"""Writing questions so that they read back the same. What a format cannot hold is named before anything is handed out.

Nothing is believed: every file is read again before it is given away, and a question that does not come back with the same
words, key and facts is left out and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from exams.content import check_content
from exams.formats.reading import Item, Reading, Remark
from exams.pictures import name_of


class CannotHold(ValueError):
    """The format has no place for something of the question; the message says for what."""


class Writer[Piece](Protocol):
    """How a format writes: each question by itself, then all of them as one file."""

    def piece(self, item: Item) -> Piece:
        """Raises CannotHold."""

    def whole(self, pieces: Sequence[tuple[Item, Piece]]) -> bytes: ...

    def read(self, content: bytes, name: str) -> Reading: ...


@dataclass
class File:
    """A file as it can be handed out, and what is not in it, with the reason."""

    content: bytes
    written: list[Item] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)


def write(writer: Writer[Any], items: Sequence[Item]) -> File:
    pieces, left_out = [], []
    for item in items:
        try:
            pieces.append((item, writer.piece(item)))
        except CannotHold as error:
            left_out.append(Remark(item.place, item.key, str(error)))
    content = writer.whole(pieces)
    back = {item.key: item for item in writer.read(content, "").items} if pieces else {}
    changed = [item for item, _piece in pieces if not is_same(item, back.get(item.key))]
    if changed:
        lost = {item.key for item in changed}
        reason = _("this format would change some of its signs or spaces")
        left_out += [Remark(item.place, item.key, reason) for item in changed]
        pieces = [(item, piece) for item, piece in pieces if item.key not in lost]
        content = writer.whole(pieces)
    return File(content, [item for item, _piece in pieces], left_out)


def is_same(item: Item, back: Item | None) -> bool:
    """Whether a question came back as it went out."""
    if back is None or item.topic[:1] != back.topic[:1] or item.difficulty != back.difficulty or item.source != (back.source or ""):
        return False
    return check_content(item.kind, by_bytes(item)).digest == check_content(back.kind, by_bytes(back)).digest


def by_bytes(item: Item) -> Mapping[str, Any]:
    """The content with its pictures named by their bytes, since a name is given anew wherever a picture is kept."""
    names = {name: str(name_of(content)) for name, content in item.pictures.items()}

    def renamed(figures: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return [figure | {"image": names.get(figure["image"], figure["image"])} if "image" in figure else figure for figure in figures]  # type: ignore[operator]

    return {**item.content, "figures": renamed(item.content["figures"])} if item.content.get("figures") else item.content


def weights(content: Mapping[str, Any]) -> dict[str, Any]:
    """What each option of a multiple choice earns, in shares, usual or not."""
    right = content["answer"]
    shares = content.get("shares", {})
    usual = {option["key"]: (1 / len(right) if option["key"] in right else -1 / len(right)) for option in content["options"]}
    return {letter: shares.get(letter, f"{share:.7f}") for letter, share in usual.items()}


def refuse(content: Mapping[str, Any], *names: str) -> None:
    """Raise CannotHold for the first named field that holds something."""
    sentences = {
        "figures": _("pictures and tables cannot be held"),
        "unit": _("the unit of a number cannot be held"),
        "case_sensitive": _("that capital and small letters differ cannot be held"),
        "fixed": _("that an option keeps its place cannot be held"),
        "rubric": _("criteria for marking cannot be held"),
        "words": _("a limit of words cannot be held"),
        "files": _("how many files may be added cannot be held"),
    }
    for name in names:
        is_there = any(option.get("fixed") for option in content.get("options", ())) if name == "fixed" else bool(content.get(name))
        if is_there:
            raise CannotHold(sentences[name])
