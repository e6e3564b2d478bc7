"""How much of a question an answer earns."""

from dataclasses import dataclass
from decimal import Decimal

from exams.content import Answer, Content, Kind, read_number


def grade(content: Content, answer: Answer) -> Decimal:
    """The share of the points, 0 or 1. No answer earns nothing; several choices count only all together."""
    return Decimal(_is_right(content, answer))


def _is_right(content: Content, answer: Answer) -> bool:
    if answer is None:
        return False
    if content.kind != Kind.NUMERIC:
        return bool(answer == content.answer) and type(answer) is type(content.answer)
    given, key = read_number(str(answer), content.unit), read_number(str(content.answer))
    tolerance = read_number(content.tolerance) or Decimal(0)
    return given is not None and key is not None and abs(given - key) <= tolerance


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
