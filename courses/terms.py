"""The words of the trade that lessons explain: where they stand in a text, and the order of a dictionary."""

from collections.abc import Iterable, Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin

from accounts.hanzi import spaced


def terms_in(body: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Each explained word of a lesson's raw body with its meaning; explained twice, the first stands."""
    found: dict[str, str] = {}
    for block in body:
        if block["type"] == "term":
            word, meaning = str(block["value"]["word"]).strip(), str(block["value"]["meaning"]).strip()
            if word and meaning:
                found.setdefault(word, meaning)
    return found


def sort_key(word: str) -> str:
    """As a dictionary orders: by sound, the tones of the same sound in order; Latin words by their letters.

    Letters and figures only, with 0 between the sounds: databases differ in where a blank or a sign stands.
    """
    sounds = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=spaced)
    bare = "0".join(sound.rstrip("12345") or sound for sound in sounds)
    tones = "".join(sound[-1] for sound in sounds if sound[-1:].isdigit())
    return f"{bare}00{tones}"[:120]


def initial(key: str) -> str:
    """The letter under which a word stands: A to Z, or # for what begins with a figure."""
    first = key[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"
