"""Words as people type them: when two are the same, and when one fits a pattern."""

import re
import unicodedata

_STAR = re.compile(r"(?<!\\)\*")


def plain_words(text: str, *, case_sensitive: bool = False) -> str:
    """One form for what is written in half or full width, in capitals or not, with one space or several."""
    plain = unicodedata.normalize("NFKC", text)
    if not case_sensitive:
        plain = unicodedata.normalize("NFKC", plain.casefold())
    return " ".join(plain.split())


def without_escapes(pattern: str) -> str:
    """A pattern as somebody could type an answer to it: `\\*` is a star."""
    return pattern.replace(r"\*", "*")


def says_something(pattern: str, *, wildcards: bool) -> bool:
    """Whether there are words in it, and not only what stands for anything."""
    pieces = _STAR.split(pattern) if wildcards else [pattern]
    return any(plain_words(without_escapes(piece)) for piece in pieces)


def fits(given: str, accepted: str, *, case_sensitive: bool = False, wildcards: bool = False) -> bool:
    """Whether the words given are those accepted. Where wildcards are on, `*` stands for anything, also for nothing."""
    given = plain_words(given, case_sensitive=case_sensitive)
    if not wildcards:
        return given == plain_words(accepted, case_sensitive=case_sensitive)
    # Each piece is searched from where the last one ended: never slow, however many stars there are.
    pieces = [plain_words(without_escapes(piece), case_sensitive=case_sensitive) for piece in _STAR.split(accepted)]
    if len(pieces) == 1:
        return given == pieces[0]
    first, *middle, last = pieces
    if not given.startswith(first) or not given.endswith(last) or len(given) < len(first) + len(last):
        return False
    place, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True
