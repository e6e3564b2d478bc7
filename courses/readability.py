"""How hard a lesson is to read, for somebody who left school after the ninth year. Plain data in, plain data out.

A word counts as common when it is on the list of GF 0025-2021 (data/NOTICE.md); text is cut so that as few characters as
possible fall outside the list. A word that the lesson itself explains is not hard.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from math import ceil
from pathlib import Path
from typing import Any

SENTENCE_LIMIT = 30
"""Characters of a sentence, at the 90th percentile of a lesson."""
OUTSIDE_LIMIT = 0.05
"""Share of the characters that stand in words outside the list."""
MINUTES_LIMIT = 8
CHARACTERS_A_MINUTE = 250
"""Half of what 义务教育语文课程标准 (2022) asks of the ninth year (500): this is read to be done, not to be skimmed."""
MINUTES_A_QUESTION = 0.4

_SENTENCE_END = re.compile(r"[。！？；!?;…\n]+")
_PARAGRAPH_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_CHARACTER = re.compile(rf"[{_HAN}]|[A-Za-z]+|\d[\d.,:%]*")
_NOT_PROSE = frozenset(
    {"source", "unit", "answer", "right", "tolerance", "formula", "id", "type", "caption", "header", "rows", "image", "sheet"}
)
"""Parts of a block that are no sentences: figures, cells, where a fact is from."""


@dataclass(frozen=True)
class Reading:
    """`minutes` is how long reading and practising take; `outside` counts the hard words, the most frequent first."""

    characters: int
    sentence_length: int
    long_sentences: list[str]
    outside: dict[str, int]
    outside_share: float
    minutes: int

    @property
    def is_plain(self) -> bool:
        return self.sentence_length <= SENTENCE_LIMIT and self.outside_share <= OUTSIDE_LIMIT and self.minutes <= MINUTES_LIMIT


def measure(body: Iterable[Mapping[str, Any]], practice: Iterable[Mapping[str, Any]], *, known: Collection[str] = ()) -> Reading:
    """Of a lesson's raw blocks (`type` and `value`). `known` are words that earlier lessons or a glossary explain."""
    body, practice = list(body), list(practice)
    pieces = [piece for block in [*body, *practice] for piece in prose(block.get("value"))]
    sentences = [sentence for piece in pieces for sentence in sentences_of(piece)]
    explained = {str(block["value"].get("word", "")) for block in body if block.get("type") == "term"}
    outside = Counter(word for piece in pieces for word in words_outside(piece, frozenset(explained | set(known))))
    han = sum(len(run) for piece in pieces for run in _HAN_RUN.findall(piece))
    characters = sum(map(length, sentences))
    return Reading(
        characters=characters,
        sentence_length=percentile([length(sentence) for sentence in sentences], 0.9),
        long_sentences=[sentence for sentence in sentences if length(sentence) > SENTENCE_LIMIT],
        outside=dict(outside.most_common()),
        outside_share=sum(len(word) * times for word, times in outside.items()) / han if han else 0.0,
        minutes=ceil(characters / CHARACTERS_A_MINUTE + MINUTES_A_QUESTION * len(practice)),
    )


def prose(value: Any) -> Iterator[str]:
    """Every text of a block that is read as sentences."""
    if isinstance(value, str):
        yield unescape(_TAG.sub("", _PARAGRAPH_END.sub("\n", value)))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_PROSE:
                yield from prose(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from prose(inner)


def sentences_of(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE_END.split(text) if _CHARACTER.search(sentence)]


def length(sentence: str) -> int:
    """Characters as a reader meets them: a number or a word in Latin letters is one."""
    return len(_CHARACTER.findall(sentence))


def percentile(values: list[int], share: float) -> int:
    """The smallest value that so great a share does not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[ceil(share * len(ordered)) - 1] if ordered else 0


def words_outside(text: str, explained: frozenset[str]) -> list[str]:
    return [word for run in _HAN_RUN.findall(text) for word in outside_of_run(run, explained)]


def outside_of_run(run: str, explained: frozenset[str]) -> list[str]:
    """The stretches of a run that no common word covers, cut so that they are as short as possible in all."""
    common = common_words()
    longest = max([common.longest, *map(len, explained)])
    best: list[tuple[int, int]] = [(0, 0)]  # (characters outside, where the last word began)
    for end in range(1, len(run) + 1):
        cost, begin = best[end - 1][0] + 1, -1
        for start in range(max(0, end - longest), end):
            if best[start][0] < cost and (run[start:end] in common.words or run[start:end] in explained):
                cost, begin = best[start][0], start
        best.append((cost, begin))
    stretches, end, last = [], len(run), len(run)
    while end > 0:
        begin = best[end][1]
        if begin >= 0:
            stretches.append(run[end:last])
            last = begin
        end = begin if begin >= 0 else end - 1
    stretches.append(run[0:last])
    return [stretch for stretch in reversed(stretches) if stretch]


@dataclass(frozen=True)
class Words:
    words: frozenset[str]
    longest: int


@cache
def common_words() -> Words:
    words = frozenset((Path(__file__).parent / "data" / "common_words.txt").read_text().split())
    return Words(words, max(map(len, words)))
