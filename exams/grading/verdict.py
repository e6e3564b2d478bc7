"""The whole paper: points, topics, passed or not."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Mark:
    """What one position of a paper earned."""

    topic: str
    points: Decimal
    of: Decimal


@dataclass(frozen=True)
class TopicMark:
    topic: str
    points: Decimal
    of: Decimal

    @property
    def percent(self) -> Decimal:
        return percent_of(self.points, self.of)


@dataclass(frozen=True)
class Verdict:
    points: Decimal
    of: Decimal
    percent: Decimal
    topics: tuple[TopicMark, ...]
    failed_must_pass: tuple[str, ...]
    is_passed: bool


def percent_of(points: Decimal, of: Decimal) -> Decimal:
    """To two places, never rounded up: 59.996 % is not 60 %."""
    if not of:
        return Decimal("0.00")
    return (points * 100 / of).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def judge(marks: list[Mark], *, pass_percent: int, must_pass: dict[str, int]) -> Verdict:
    """The whole paper: the total, each topic in the order of the paper, and whether it is passed.

    A topic that must be passed and was not on the paper does not hold anybody back.
    """
    topics: dict[str, TopicMark] = {}
    for mark in marks:
        so_far = topics.get(mark.topic, TopicMark(mark.topic, Decimal(0), Decimal(0)))
        topics[mark.topic] = TopicMark(mark.topic, so_far.points + mark.points, so_far.of + mark.of)
    points, of = sum((mark.points for mark in marks), Decimal(0)), sum((mark.of for mark in marks), Decimal(0))
    failed = tuple(slug for slug, share in must_pass.items() if slug in topics and topics[slug].points * 100 < share * topics[slug].of)
    return Verdict(
        points=points,
        of=of,
        percent=percent_of(points, of),
        topics=tuple(topics.values()),
        failed_must_pass=failed,
        is_passed=of > 0 and points * 100 >= pass_percent * of and not failed,
    )
