"""Patterns of XML Schema, matched in time that grows with pattern times text and no faster.

A pattern becomes a small machine whose states are all followed at once, so that no pattern that somebody brings can keep a server busy.
XML Schema matches the whole text. `^` in front and `$` behind, which it would take literally, are taken as authors mean them.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

LONGEST_PATTERN = 1000
MOST_STATES = 4000
LONGEST_TEXT = 10_000

type Test = Callable[[str], bool]

_QUANTITY = re.compile(r"\{(\d{1,4})(,(\d{1,4})?)?\}", re.ASCII)
_BLOCKS = {
    "BasicLatin": (0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Thai": (0xE00, 0xE7F),
    "Tibetan": (0xF00, 0xFFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_SPACE, _SIGNS = " \t\n\r", "\\|.-^?*+{}()[]$/'\"#&,:;<>=@!%~`_ "


class BadPattern(ValueError):
    """No pattern of XML Schema, or one too large."""


@dataclass(slots=True)
class _State:
    """Goes on by a character (`test`), or for free (`free`)."""

    test: Test | None = None
    onward: int = -1
    free: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of the pattern: a character, a sequence, a choice, or a repetition."""

    kind: str
    test: Test | None = None
    parts: tuple["_Piece", ...] = ()
    least: int = 1
    most: int | None = 1


class Pattern:
    """Ready to be matched."""

    def __init__(self, piece: _Piece) -> None:
        self.states: list[_State] = []
        self.end = self._add(_State())
        self.start = self._build(piece, self.end)

    def _add(self, state: _State) -> int:
        if len(self.states) >= MOST_STATES:
            raise BadPattern("it is too large")
        self.states.append(state)
        return len(self.states) - 1

    def _build(self, piece: _Piece, onward: int) -> int:
        """The state to begin in so that the piece leads to `onward`."""
        match piece.kind:
            case "character":
                return self._add(_State(test=piece.test, onward=onward))
            case "sequence":
                for part in reversed(piece.parts):
                    onward = self._build(part, onward)
                return onward
            case "choice":
                return self._add(_State(free=[self._build(part, onward) for part in piece.parts]))
        return self._repeat(piece, onward)

    def _repeat(self, piece: _Piece, onward: int) -> int:
        (part,) = piece.parts
        if piece.most is None:
            loop = self._add(_State())
            self.states[loop].free = [self._build(part, loop), onward]
            onward = loop
        else:
            for _time in range(piece.most - piece.least):
                onward = self._add(_State(free=[self._build(part, onward), onward]))
        for _time in range(piece.least):
            onward = self._build(part, onward)
        return onward

    def cost(self, text: str) -> int:
        """Steps at most."""
        return len(text) * len(self.states)

    def matches(self, text: str) -> bool:
        """The whole text."""
        if len(text) > LONGEST_TEXT:
            raise BadPattern("the text is too long")
        now = self._reached([self.start])
        for character in text:
            ahead = [state.onward for place in now if (state := self.states[place]).test is not None and state.test(character)]
            now = self._reached(ahead)
            if not now:
                return False
        return self.end in now

    def _reached(self, places: list[int]) -> set[int]:
        found: set[int] = set()
        waiting = places
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting.extend(self.states[place].free)
        return found


@lru_cache(maxsize=256)
def compiled(raw: str, *, is_case_sensitive: bool = True) -> Pattern:
    """Raises BadPattern."""
    if len(raw) > LONGEST_PATTERN:
        raise BadPattern("it is too long")
    reader = _Reader(_without_anchors(raw), is_case_sensitive=is_case_sensitive)
    piece = reader.choice(depth=0)
    if reader.place < len(reader.raw):
        raise BadPattern("a bracket is closed that was never opened")
    return Pattern(piece)


def _without_anchors(raw: str) -> str:
    bare = raw.removeprefix("^")
    is_escaped = (len(bare) - 1 - len(bare[:-1].rstrip("\\"))) % 2 == 1
    return bare[:-1] if bare.endswith("$") and not is_escaped else bare


class _Reader:
    """Reads a pattern from the left, one character ahead."""

    def __init__(self, raw: str, *, is_case_sensitive: bool) -> None:
        self.raw, self.place, self.is_case_sensitive = raw, 0, is_case_sensitive

    @property
    def ahead(self) -> str:
        return self.raw[self.place : self.place + 1]

    def take(self) -> str:
        character = self.ahead
        if not character:
            raise BadPattern("it ends too soon")
        self.place += 1
        return character

    def skip(self, text: str) -> bool:
        if self.raw.startswith(text, self.place):
            self.place += len(text)
            return True
        return False

    def choice(self, depth: int) -> _Piece:
        if depth > 50:
            raise BadPattern("it is nested too deeply")
        branches = [self.branch(depth)]
        while self.skip("|"):
            branches.append(self.branch(depth))
        return branches[0] if len(branches) == 1 else _Piece("choice", parts=tuple(branches))

    def branch(self, depth: int) -> _Piece:
        parts = []
        while self.ahead and self.ahead not in "|)":
            parts.append(self.quantified(self.atom(depth)))
        return _Piece("sequence", parts=tuple(parts))

    def atom(self, depth: int) -> _Piece:
        character = self.take()
        if character == "(":
            if self.ahead == "?" and not self.skip("?:"):
                raise BadPattern("(? is not of XML Schema")
            inner = self.choice(depth + 1)
            if not self.skip(")"):
                raise BadPattern("a bracket is not closed")
            return inner
        if character in "?*+{}":
            raise BadPattern(f"{character} has nothing before it")
        if character == "[":
            return self.character(self.class_test(depth))
        if character == ".":
            return self.character(lambda other: other not in "\n\r")
        if character == "\\":
            return self.character(self.escape())
        return self.character(_is(character))

    def character(self, test: Test) -> _Piece:
        if self.is_case_sensitive:
            return _Piece("character", test=test)
        return _Piece("character", test=lambda other: any(test(form) for form in {other, other.lower(), other.upper()} if len(form) == 1))

    def quantified(self, piece: _Piece) -> _Piece:
        least, most = 1, 1
        if self.skip("?"):
            return self._once(_Piece("repeat", parts=(piece,), least=0, most=1))
        if self.skip("*"):
            return self._once(_Piece("repeat", parts=(piece,), least=0, most=None))
        if self.skip("+"):
            return self._once(_Piece("repeat", parts=(piece,), least=1, most=None))
        found = _QUANTITY.match(self.raw, self.place)
        if found is None:
            return piece
        self.place = found.end()
        least = int(found[1])
        unbounded = found[2] is not None and found[3] is None
        most = int(found[3]) if found[3] else least
        if most < least:
            raise BadPattern("a repetition of at most fewer than at least")
        return self._once(_Piece("repeat", parts=(piece,), least=least, most=None if unbounded else most))

    def _once(self, piece: _Piece) -> _Piece:
        if self.ahead and self.ahead in "?*+":
            raise BadPattern("two quantities stand one after the other")
        return piece

    def escape(self) -> Test:
        character = self.take()
        if character in "pP":
            return self.category(is_negated=character == "P")
        if character in "nrt":
            return _is({"n": "\n", "r": "\r", "t": "\t"}[character])
        test = _NAMED.get(character.lower())
        if test is not None:
            return test if character.islower() else lambda other: not test(other)
        if character in _SIGNS:
            return _is(character)
        raise BadPattern(f"\\{character} is not of XML Schema")

    def category(self, *, is_negated: bool) -> Test:
        if not self.skip("{"):
            raise BadPattern("\\p without a category")
        end = self.raw.find("}", self.place)
        name = self.raw[self.place : end] if end > 0 else ""
        self.place = end + 1
        if name.startswith("Is"):
            first, last = _BLOCKS.get(name[2:], (1, 0))
            if first > last:
                raise BadPattern(f"the block {name[:30]} is not known")
            return lambda character: (first <= ord(character) <= last) != is_negated
        if not re.fullmatch(r"[LMNPZSC][a-z]?", name):
            raise BadPattern(f"the category {name[:10]} is not known")
        return lambda character: unicodedata.category(character).startswith(name) != is_negated

    def class_test(self, depth: int) -> Test:
        """Behind an opening [, with ranges and what is taken off again."""
        is_negated = self.skip("^")
        tests: list[Test] = []
        minus: Test | None = None
        while True:
            if self.skip("]") and (tests or minus):
                break
            if tests and self.skip("-["):
                minus = self.class_test(depth + 1)
                if depth > 20 or not self.skip("]"):
                    raise BadPattern("a class is not closed")
                break
            tests.append(self.class_part())
        chosen = tuple(tests)
        taken = minus
        return lambda character: (any(test(character) for test in chosen) != is_negated) and not (taken is not None and taken(character))

    def class_part(self) -> Test:
        character = self.take()
        if character == "[":
            raise BadPattern("[ within a class")
        if character == "\\":
            if self.ahead not in _SIGNS and self.ahead not in "nrt":
                return self.escape()
            character = {"n": "\n", "r": "\r", "t": "\t"}.get(self.ahead, self.ahead)
            self.take()
        if self.ahead == "-" and self.raw[self.place + 1 : self.place + 2] not in {"]", "[", ""}:
            self.take()
            last = self.take()
            if last == "\\":
                last = self.take()
                last = {"n": "\n", "r": "\r", "t": "\t"}.get(last, last)
            if last < character:
                raise BadPattern(f"the range {character}-{last} runs backwards")
            return lambda other: character <= other <= last
        return _is(character)


def _is(character: str) -> Test:
    return lambda other: other == character


_NAMED: dict[str, Test] = {
    "s": lambda character: character in _SPACE,
    "d": lambda character: unicodedata.category(character) == "Nd",
    "w": lambda character: unicodedata.category(character)[0] not in "PZC",
    "i": lambda character: character.isalpha() or character in "_:",
    "c": lambda character: character.isalnum() or character in "._:-·",
}
