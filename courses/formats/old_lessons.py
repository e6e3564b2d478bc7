"""From a trainer's old file to the blocks of a lesson. Pure: bytes in; blocks, pictures and what was left out come out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from courses import pictures
from courses.formats.containers import BROKEN, Format, recognise
from courses.formats.exercises import take_exercises
from courses.formats.markdown import read_markdown
from courses.formats.pieces import BadOldLesson, Found, Kind, Piece
from courses.formats.slides import read_slides
from courses.formats.word import read_word

LONGEST_TITLE = 60
LONGEST_HEADING = 30
MOST_PICTURES = 20
WIDEST_TABLE = 4
LONGEST_CELL = 60
LONGEST_HEADER = 20
LONGEST_STEP = 200

READERS: dict[Format, Callable[[bytes], Found]] = {
    Format.WORD: read_word,
    Format.SLIDES: read_slides,
    Format.MARKDOWN: read_markdown,
}


@dataclass
class OldLesson:
    """What a file becomes. A block of the type `picture` has the number of its picture for a value."""

    title: str
    body: list[dict[str, Any]] = field(default_factory=list)
    practice: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(block["type"] == kind for block in self.body)


def read_old_lesson(content: bytes, name: str) -> OldLesson:
    """Raises BadOldLesson for whatever cannot become a lesson, with the reason in the author's words."""
    try:
        found = READERS[recognise(content, name)](content)
    except BadOldLesson:
        raise
    except BROKEN as error:
        raise BadOldLesson(_("This file is damaged. Open it in Word or WPS, save it anew, and try again.")) from error
    lesson = Assembly(found, name).assemble()
    if not lesson.body and not lesson.practice:
        raise BadOldLesson(_("There are no words in this file that could become a lesson."))
    return lesson


class Assembly:
    """Pieces become blocks, in their order; what does not fit a block becomes text, what cannot be kept is said."""

    def __init__(self, found: Found, name: str) -> None:
        self.lesson = OldLesson(title="", left_out=list(found.left_out))
        self.pieces, self.name = found.pieces, name
        self.texts: list[str] = []
        self.known: dict[str, int] = {}

    def assemble(self) -> OldLesson:
        self.lesson.title = self.take_title()
        exercises = take_exercises(self.pieces)
        self.lesson.practice = exercises.questions
        self.lesson.left_out += exercises.remarks
        pieces, place = exercises.rest, 0
        while place < len(pieces):
            run = run_of(pieces, place)
            self.place(pieces[place : place + run])
            place += run
        self.flush()
        return self.lesson

    def take_title(self) -> str:
        """What the file calls its title, else its first heading, else its name."""
        for wanted in (Kind.TITLE, Kind.HEADING):
            for place, piece in enumerate(self.pieces):
                if piece.kind == wanted and piece.text and len(piece.text) <= LONGEST_TITLE and (wanted == Kind.TITLE or place == 0):
                    self.pieces = self.pieces[:place] + self.pieces[place + 1 :]
                    return piece.text.replace("\n", " ")
        return PurePath(self.name).stem[:LONGEST_TITLE].strip() or _("An old lesson")

    def place(self, run: Sequence[Piece]) -> None:
        first = run[0]
        match first.kind:
            case Kind.HEADING | Kind.TITLE:
                self.heading(first)
            case Kind.NUMBERED if len(run) > 1 and all(len(piece.text) <= LONGEST_STEP for piece in run):
                self.steps(run)
            case Kind.NUMBERED | Kind.BULLET:
                tag = "ol" if first.kind == Kind.NUMBERED else "ul"
                self.texts.append(f"<{tag}>" + "".join(f"<li>{piece.html}</li>" for piece in run) + f"</{tag}>")
            case Kind.TABLE:
                self.table(first)
            case Kind.PICTURE:
                self.picture(first.content)
            case _:
                self.texts.append(f"<p>{first.html}</p>")

    def flush(self) -> None:
        if self.texts:
            self.lesson.body.append({"type": "text", "value": "".join(self.texts)})
            self.texts = []

    def block(self, kind: str, value: Any) -> None:
        self.flush()
        self.lesson.body.append({"type": kind, "value": value})

    def heading(self, piece: Piece) -> None:
        text = piece.text.replace("\n", " ")
        if len(text) <= LONGEST_HEADING:
            self.block("heading", text)
        else:
            self.texts.append(f"<p><b>{escape(text)}</b></p>")

    def steps(self, run: Sequence[Piece]) -> None:
        """A short line with a colon right before the list is its title."""
        title = ""
        if self.texts and (line := plain_line(self.texts[-1])) and line[-1] in "：:" and len(line) <= LONGEST_HEADING:
            title = line.rstrip("：:")
            self.texts.pop()
        self.block("steps", {"title": title or _("Step by step"), "items": [piece.text.replace("\n", " ") for piece in run]})

    def table(self, piece: Piece) -> None:
        width = max(map(len, piece.rows))
        rows = [[*row, *[""] * (width - len(row))] for row in piece.rows]
        header, body = rows[0], [[cell.replace("\n", " ") for cell in row] for row in rows[1:]]
        header = [cell.replace("\n", " ") for cell in header]
        fits = 2 <= width <= WIDEST_TABLE and all(0 < len(cell) <= LONGEST_HEADER for cell in header) and body
        if fits and all(len(cell) <= LONGEST_CELL for row in body for cell in row):
            self.block("table", {"caption": self.caption(), "header": header, "rows": body})
            return
        if width > WIDEST_TABLE:
            self.lesson.left_out.append(
                _("A table has %(width)s columns; a phone shows %(most)s. Its words are in the text: %(first)s")
                % {"width": width, "most": WIDEST_TABLE, "first": "、".join(filter(None, header))[:30]}
            )
        for row in rows:
            self.texts.append(f"<p>{escape('；'.join(filter(None, row)))}</p>")

    def caption(self) -> str:
        """A short line right before a table that names it is taken for its caption."""
        if self.texts and (line := plain_line(self.texts[-1])) and len(line) <= LONGEST_HEADING and ("表" in line or line[-1] in "：:"):
            self.texts.pop()
            return line.rstrip("：:")
        return _("Table")

    def picture(self, content: bytes) -> None:
        digest = hashlib.sha256(content).hexdigest()
        if digest in self.known:
            return  # the same logo on every slide
        self.known[digest] = len(self.known)
        reason = why_no_picture(content)
        if reason is None and len(self.lesson.pictures) >= MOST_PICTURES:
            reason = _("There are more than %(most)s pictures; the others are not taken along.") % {"most": MOST_PICTURES}
        if reason is None:
            self.block("picture", len(self.lesson.pictures))
            self.lesson.pictures.append(content)
        elif reason not in self.lesson.left_out:
            self.lesson.left_out.append(reason)


def run_of(pieces: Sequence[Piece], place: int) -> int:
    """How many items of one list follow each other from here; everything else stands alone."""
    kind, end = pieces[place].kind, place + 1
    if kind in {Kind.NUMBERED, Kind.BULLET}:
        while end < len(pieces) and pieces[end].kind == kind:
            end += 1
    return end - place


def plain_line(html: str) -> str:
    """The words of one paragraph without marks; empty for anything else."""
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html.startswith("<p>") and "<" not in inner and "&" not in inner else ""


def why_no_picture(content: bytes) -> str | None:
    """What keeps a picture out, judged by its bytes as an upload is; None where nothing does."""
    try:
        pictures.kept(content)
    except pictures.BadPicture as error:
        return _("A picture is left out: %(reason)s") % {"reason": error}
    except BROKEN:
        return _("A picture is left out: %(reason)s") % {"reason": _("it is damaged.")}
    return None
