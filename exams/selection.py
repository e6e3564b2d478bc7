"""Drawing a paper from a bank. The same seed and the same supply draw the same paper."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exams.content import Mix

type Order = str | dict[str, Order]
"""Letters as they are shown, or of each part that has some."""


@dataclass(frozen=True)
class Cell:
    """One line of a blueprint: so many questions of a topic and difficulty, so many points each."""

    topic: int
    difficulty: int
    count: int
    points: int


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn. `exposure`: on how many recent papers it stood."""

    version: int
    question: int
    topic: int
    difficulty: int
    exposure: int = 0


@dataclass(frozen=True)
class Drawn:
    """One position of a paper."""

    position: int
    version: int
    topic: int
    points: int


@dataclass(frozen=True)
class Shortage:
    """A cell that the bank cannot fill."""

    cell: Cell
    have: int


class TooFew(Exception):
    """The bank cannot fill the blueprint. `shortages` names every cell that lacks questions."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(shortages)
        self.shortages = list(shortages)


AMPLE = 5
"""A cell with fewer than this many times the questions it needs is soon known by heart."""


def shortages(cells: Iterable[Cell], candidates: Iterable[Candidate], *, times: int = 1) -> list[Shortage]:
    """The cells that hold fewer than `times` the questions they need."""
    supply: dict[tuple[int, int], set[int]] = {}
    for candidate in candidates:
        supply.setdefault((candidate.topic, candidate.difficulty), set()).add(candidate.question)
    found = [Shortage(cell, len(supply.get((cell.topic, cell.difficulty), ()))) for cell in cells]
    return [shortage for shortage in found if shortage.have < times * shortage.cell.count]


def draw(
    cells: Sequence[Cell],
    candidates: Sequence[Candidate],
    *,
    seed: int,
    seen: Mapping[int, int],
    shown: Mapping[int, int] | None = None,
) -> list[Drawn]:
    """A paper that honours every cell, easy questions first. Raises TooFew.

    What the person has met least often (`seen`: question → times) goes first. Among the rest chance decides between
    those shown least to everybody, up to twice as many as are needed, so that neighbours in a room get different papers.
    `shown` adds what was drawn since the candidates' exposure was counted.
    """
    since = shown or {}
    missing = shortages(cells, candidates)
    if missing:
        raise TooFew(missing)
    chance = random.Random(seed)  # noqa: S311 - a paper must be drawn again alike from its stored seed
    stock: dict[tuple[int, int], list[Candidate]] = {(cell.topic, cell.difficulty): [] for cell in cells}
    for candidate in candidates:
        if (candidate.topic, candidate.difficulty) in stock:
            stock[candidate.topic, candidate.difficulty].append(candidate)
    chosen: list[tuple[Cell, Candidate]] = []
    for cell in sorted(cells, key=lambda cell: (cell.difficulty, cell.topic)):
        pool = sorted(stock[cell.topic, cell.difficulty], key=lambda candidate: (candidate.question, candidate.version))
        chance.shuffle(pool)
        rank = {one.question: (seen.get(one.question, 0), one.exposure + since.get(one.question, 0)) for one in pool}
        pool.sort(key=lambda candidate: rank[candidate.question])
        chosen += [(cell, candidate) for candidate in _among_the_least(pool, rank, cell.count, chance)]
    chance.shuffle(chosen)
    chosen.sort(key=lambda pair: pair[0].difficulty)
    return [
        Drawn(position=position, version=candidate.version, topic=cell.topic, points=cell.points)
        for position, (cell, candidate) in enumerate(chosen, start=1)
    ]


def _among_the_least(pool: list[Candidate], rank: Mapping[int, tuple[int, int]], count: int, chance: random.Random) -> list[Candidate]:
    """`count` of a sorted pool: what is shown hardly more often than the last one needed has the same chance as it."""
    seen, shown = rank[pool[count - 1].question]
    surely = [candidate for candidate in pool[:count] if rank[candidate.question][0] < seen]
    even = [
        candidate
        for candidate in pool[len(surely) : len(surely) + 2 * count]
        if rank[candidate.question][0] == seen and rank[candidate.question][1] <= shown + shown // 4 + 1
    ]
    chance.shuffle(even)
    return [*surely, *even[: count - len(surely)]]


def order_of_options(mix: Mix, *, seed: int, position: int) -> Order:
    """The order in which this paper shows the options of a position: letters, or for each part of it its own.

    `mix` says what may change places (`exams.content.mixing`).
    """
    return _shuffled(mix, f"{seed}/{position}")


def _shuffled(mix: Mix, seed: str) -> Order:
    if not isinstance(mix, str):
        return {name: _shuffled(part, f"{seed}/{name}") for name, part in mix.items()}
    chance = random.Random(seed)  # noqa: S311 - as above
    if mix.startswith(">"):
        return _out_of_order(mix[1:], chance)
    return "".join(_within(run, chance) for run in mix.split("|"))


def _within(run: str, chance: random.Random) -> str:
    """The small letters change places; a capital keeps its own."""
    free = [letter for letter in run if letter.islower()]
    drawn = iter(chance.sample(free, len(free)))
    return "".join(next(drawn) if letter.islower() else letter.lower() for letter in run)


def _out_of_order(right: str, chance: random.Random) -> str:
    shown = "".join(chance.sample(right, len(right)))
    return shown if shown != right else shown[1:] + shown[0]
