"""Which place a text means: the whole chain of names or a part of it, as people write it.

`马官镇号营村`, `普定县号营村` and `贵州省安顺市普定县马官镇号营村` are one village; a name alone is enough where only one place has it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_NAME = 20
SHORTEST_NAME = 2


@dataclass(frozen=True)
class PlaceName:
    """One place with the names of what contains it, province first, itself last; each in its full and its short form."""

    id: int
    full_name: str
    chain: Sequence[tuple[str, str]]


def folded(text: str) -> str:
    """Without spaces and the marks that people put between the parts of an address."""
    return re.sub(r"[\s,，、/\\\-—>·.]+", "", unicodedata.normalize("NFKC", text))


def possible_names(text: str) -> set[str]:
    """Every ending of the text that could be the name of the place itself."""
    text = folded(text)
    return {text[-length:] for length in range(SHORTEST_NAME, min(len(text), LONGEST_NAME) + 1)}


def fits(text: str, place: PlaceName) -> bool:
    """Whether the text ends with the place's own name, and all before it are names of what contains it, in order."""
    own = place.chain[-1]
    return any(_consumed(text[: -len(name)], place.chain[:-1]) for name in set(own) if name and text.endswith(name))


def _consumed(text: str, above: Sequence[tuple[str, str]]) -> bool:
    if not text:
        return True
    for position in range(len(above) - 1, -1, -1):
        for name in set(above[position]):
            if name and text.endswith(name) and _consumed(text[: -len(name)], above[:position]):
                return True
    return False


def matching(text: str, candidates: Iterable[PlaceName]) -> list[PlaceName]:
    """The places a text may mean. A full name means that one place, whatever else would fit."""
    text = folded(text)
    found = [place for place in candidates if fits(text, place)]
    return [place for place in found if place.full_name == text] or found
