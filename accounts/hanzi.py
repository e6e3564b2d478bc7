"""The one tokeniser of the house: how Chinese text becomes searchable words.

Every Chinese character is a token of its own, and a run of them in a query must stand together (a phrase),
so any two-character word is found and nothing else is. Latin letters and digits stay whole words.
"""

import re
import unicodedata

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")


def tokens(text: str) -> list[str]:
    """Tokens in order: 选品 A1 → 选, 品, a1. Width and case are folded."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def spaced(text: str) -> str:
    """What is put into an index: the tokens with a space between each."""
    return " ".join(tokens(text))


def phrases(query: str) -> list[str]:
    """What must be found for a query: each run of Chinese as one phrase of spaced characters, each other word alone."""
    folded = unicodedata.normalize("NFKC", query).casefold()
    return [spaced(run) for run in _RUN.findall(folded)]
