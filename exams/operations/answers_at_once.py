"""Reading the attempts of an exam many at a time: four statements for every 500 of them, whatever they answered."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exams.content import LETTERS
from exams.item_analysis import Answers
from exams.item_analysis.timing import seconds_by_position
from exams.models import AnswerEvent, Attempt, Exam, Lease, Result

AT_ONCE = 500
PHONES = ("Mobi", "Android", "iPhone", "HarmonyOS", "MicroMessenger")


@dataclass(frozen=True)
class Gathered:
    """`versions` are the items by number; a corrected key is another version, by which the newest marks stand."""

    answers: Answers
    versions: Sequence[int]
    bits: NDArray[np.uint16]
    seconds: Sequence[float | None]
    """Of each item: the median time at it."""
    places: Sequence[str]
    """Of each person: the path of the region."""
    on_phone: Sequence[bool]
    left_out: int
    """Attempts in which nothing was answered, or that people have still to mark."""


def gather(exam: Exam, *, progress: Callable[[int], object] = lambda _done: None) -> Gathered:
    """Everybody's first attempt that is marked and holds an answer."""
    collected = _Collected()
    attempts = Attempt.objects.filter(exam=exam, number=1, graded_at__isnull=False).order_by("pk")
    rows = attempts.values_list("pk", "started_at", "region__path")
    after = 0
    while chunk := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        collected.add(chunk)
        after = chunk[-1][0]
        progress(len(collected.places) + collected.left_out)
    return collected.whole()


def bits_of(answer: Any) -> int:
    """The options that were chosen: bit 0 is a, or true."""
    if isinstance(answer, bool):
        return 1 if answer else 2
    chosen = answer if isinstance(answer, list) else [answer]
    return sum(1 << LETTERS.index(key) for key in {key for key in chosen if isinstance(key, str) and len(key) == 1 and key in LETTERS})


class _Collected:
    """Numbers side by side, eight bytes each, since there may be a million answers."""

    def __init__(self) -> None:
        self.person, self.item, self.bits = array("q"), array("q"), array("H")
        self.share, self.most = array("d"), array("d")
        self.items: dict[int, int] = {}
        self.seconds_item, self.seconds = array("q"), array("d")
        self.places: list[str] = []
        self.on_phone: list[bool] = []
        self.left_out = 0

    def add(self, chunk: Sequence[tuple[int, datetime, str | None]]) -> None:
        ids = [attempt for attempt, _began, _place in chunk]
        marks = dict(Result.objects.filter(attempt__in=ids).order_by("attempt", "number").values_list("attempt_id", "marks"))
        agents = dict(Lease.objects.filter(attempt__in=ids).order_by("attempt", "number").values_list("attempt_id", "agent"))
        changes = _changes(ids)
        for attempt, began, place in chunk:
            made = changes.get(attempt, [])
            standing = {position: answer for position, answer, _at in made}
            marked = [row for row in marks.get(attempt, {}).items() if row[1][0] is not None and float(row[1][1])]
            if not marked or all(answer is None for answer in standing.values()):
                self.left_out += 1
                continue
            agent = agents.get(attempt, "")
            self.on_phone.append(any(sign in agent for sign in PHONES))
            self.places.append(place or "")
            self._add_one(marked, standing, seconds_by_position(began, ((position, at) for position, _answer, at in made)))

    def _add_one(self, marked: Sequence[tuple[str, Any]], standing: dict[int, Any], seconds: dict[int, float]) -> None:
        person = len(self.places) - 1
        for position, (points, of, version) in marked:
            item = self.items.setdefault(version, len(self.items))
            self.person.append(person)
            self.item.append(item)
            self.share.append(min(max(float(points) / float(of), 0.0), 1.0))
            self.most.append(float(of))
            self.bits.append(bits_of(standing.get(int(position))))
            if int(position) in seconds:
                self.seconds_item.append(item)
                self.seconds.append(seconds[int(position)])

    def whole(self) -> Gathered:
        """Items in the order of their versions, so that the order in which attempts were read leaves no trace."""
        versions = sorted(self.items)
        place = np.zeros(len(versions), dtype=np.int64)
        for number, version in enumerate(versions):
            place[self.items[version]] = number
        item = place[np.array(self.item, dtype=np.int64)]
        answers = Answers(
            len(self.places),
            len(versions),
            np.array(self.person, dtype=np.int64),
            item,
            np.array(self.share),
            np.array(self.most),
        )
        medians = _medians(place[np.array(self.seconds_item, dtype=np.int64)], np.array(self.seconds), len(versions))
        return Gathered(answers, versions, np.array(self.bits, dtype=np.uint16), medians, self.places, self.on_phone, self.left_out)


def _changes(ids: Sequence[int]) -> dict[int, list[tuple[int, Any, datetime]]]:
    """Attempt → position, answer, moment, in the order in which they stand: the last at a position counts."""
    found: dict[int, list[tuple[int, Any, datetime]]] = {}
    for attempt, position, answer, at in _events(ids):
        found.setdefault(attempt, []).append((position, answer, at))
    return found


def _events(ids: Sequence[int]) -> Iterator[tuple[int, int, Any, datetime]]:
    rows = AnswerEvent.objects.filter(attempt__in=ids).order_by("attempt_id", "lease", "seq")
    for attempt, position, answer, claimed, received in rows.values_list("attempt_id", "position", "answer", "claimed_at", "received_at"):
        yield attempt, position, answer, claimed or received


def _medians(item: NDArray[np.int64], seconds: NDArray[np.float64], items: int) -> list[float | None]:
    order = np.argsort(item, kind="stable")
    edges = np.searchsorted(item[order], np.arange(items + 1))
    parts = [seconds[order[begin:end]] for begin, end in pairwise(edges)]
    return [round(float(np.median(part)), 1) if len(part) else None for part in parts]
