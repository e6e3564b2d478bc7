"""The textbook's formulas, written slowly in plain Python: what `exams.item_analysis` must agree with. And data to try."""

import csv
from pathlib import Path
from random import Random
from statistics import fmean, stdev, variance

LSAT6 = Path(__file__).parent / "data" / "psychometrics"


def lsat6() -> list[list[int]]:
    """A row for each of the thousand."""
    with (LSAT6 / "LSAT6_patterns.csv").open() as opened:
        return [[int(row[f"Item_{item}"]) for item in range(1, 6)] for row in csv.DictReader(opened) for _ in range(int(row["Freq"]))]


def simulated(persons: int, items: int, *, seed: int = 1, spread: float = 1.5) -> list[list[int]]:
    """Right and wrong by the Rasch model."""
    random = Random(seed)
    places = [spread * (2 * item / max(items - 1, 1) - 1) for item in range(items)]
    rows = []
    for _ in range(persons):
        ability = random.gauss()
        rows.append([int(random.random() < 1 / (1 + 2.718281828 ** (place - ability))) for place in places])
    return rows


def correlation(one: list[float], other: list[float]) -> float | None:
    if len(one) < 2 or max(one) - min(one) < 1e-9 or max(other) - min(other) < 1e-9:
        return None
    left, right = fmean(one), fmean(other)
    with_each = sum((a - left) * (b - right) for a, b in zip(one, other, strict=True))
    spread: float = (sum((a - left) ** 2 for a in one) * sum((b - right) ** 2 for b in other)) ** 0.5
    return with_each / spread


def column(rows: list[list[float]], item: int) -> list[float]:
    return [row[item] for row in rows]


def totals(rows: list[list[float]]) -> list[float]:
    return [sum(row) for row in rows]


def without(rows: list[list[float]], item: int) -> list[list[float]]:
    return [row[:item] + row[item + 1 :] for row in rows]


def alpha(rows: list[list[float]]) -> float | None:
    """Cronbach's, by the variances."""
    items = len(rows[0])
    if items < 2 or len(rows) < 2 or variance(totals(rows)) < 1e-12:
        return None
    return items / (items - 1) * (1 - sum(variance(column(rows, item)) for item in range(items)) / variance(totals(rows)))


def upper_less_lower(rows: list[list[float]], item: int, share: float = 0.27) -> float:
    """Each person of a tie weighs the same; weights are spent from either end until the share is used up."""
    whole = totals(rows)

    def mean_of(order: list[float]) -> float:
        room = share * len(rows)
        width, found = room, 0.0
        for total in order:
            tied = [row[item] for row, at in zip(rows, whole, strict=True) if abs(at - total) < 1e-9]
            used = min(room, len(tied))
            found += used * fmean(tied)
            room -= used
        return found / width

    return mean_of(sorted(set(whole), reverse=True)) - mean_of(sorted(set(whole)))


def shape(values: list[float]) -> tuple[float, float]:
    """Adjusted Fisher–Pearson skewness and excess kurtosis, as spreadsheets give them (SKEW, KURT)."""
    n, middle, spread = len(values), fmean(values), stdev(values)
    z = [(value - middle) / spread for value in values]
    skewness = n / ((n - 1) * (n - 2)) * sum(each**3 for each in z)
    kurtosis = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(each**4 for each in z) - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    return skewness, kurtosis
