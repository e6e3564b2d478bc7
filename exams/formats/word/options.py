"""Options as papers set them: one a line, several a line, with and without spaces, in any width."""

import re
import unicodedata

LETTERS = "ABCDEFGH"
_BEHIND = "[.、．:：)）]"
_WIDE = {letter: f"[{letter}{chr(ord(letter) + 0xFEE0)}]" for letter in LETTERS}
_FIRST = {letter: re.compile(rf"\s{{0,20}}[（(]?\s?{wide}\s?{_BEHIND}\s{{0,9}}") for letter, wide in _WIDE.items()}
_NEXT = {letter: re.compile(rf"(?<![A-Za-z0-9])[（(]?{wide}{_BEHIND}\s{{0,9}}") for letter, wide in _WIDE.items()}


def options_in(text: str, following: int = 0) -> list[str]:
    """The options of a line that goes on after so many; empty where it holds none. Letters follow each other without a gap."""
    if following >= len(LETTERS):
        return []
    found = _FIRST[LETTERS[following]].match(text)
    if not found:
        return []
    cuts = [(found.start(), found.end())]
    for letter in LETTERS[following + 1 :]:
        found = _NEXT[letter].search(text, cuts[-1][1])
        if not found:
            break
        cuts.append((found.start(), found.end()))
    ends = [start for start, _end in cuts[1:]] + [len(text)]
    return [text[end:until].strip(" \t\u3000;；") for (_start, end), until in zip(cuts, ends, strict=True)]


def split_options(text: str) -> list[str]:
    """All options of a cell: lettered, or one a line, or between strokes."""
    lettered: list[str] = []
    for line in text.split("\n"):
        lettered += options_in(line, len(lettered))
    if len(lettered) > 1:
        return lettered
    parts = text.split("\n") if "\n" in text else text.replace("｜", "|").split("|")
    return [part.strip() for part in parts if part.strip()]


def is_option(text: str) -> bool:
    """Whether a line begins like some option, whichever comes next."""
    return any(pattern.match(unicodedata.normalize("NFC", text)) for pattern in _FIRST.values())
