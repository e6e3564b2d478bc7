"""How well a person fits what a platform looks for: points with a reason for each, and nothing else.

Only places, certificates, topics of the exam, and what the person wants are counted. Sex, age, ethnicity, religion
and disability do not exist here. The same facts always give the same points, and the person sees the same reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    SAME_TOWNSHIP = "same_township", _("same township")
    SAME_COUNTY = "same_county", _("same county")
    WANTS_PLACE = "wants_place", _("wants to work here")
    CERTIFICATE = "certificate", _("certificate fits")
    TOPICS = "topics", _("exam topics")
    ROLE = "role", _("wants this role")
    FULL_TIME = "full_time", _("full time")
    PREMISES = "premises", _("has premises")


POINTS = {
    Reason.SAME_TOWNSHIP: 20,
    Reason.SAME_COUNTY: 12,
    Reason.WANTS_PLACE: 15,
    Reason.CERTIFICATE: 24,
    Reason.TOPICS: 14,
    Reason.ROLE: 10,
    Reason.FULL_TIME: 5,
    Reason.PREMISES: 12,
}
"""Place (the nearer of the two), wish, certificate, topics, role, time and premises add up to 100 at most."""


@dataclass(frozen=True)
class Need:
    """What is looked for. Paths are region paths; an empty one asks nothing."""

    path: str = ""
    township: str = ""
    county: str = ""
    role: str = ""
    standard: int | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a candidate."""

    path: str = ""
    wanted: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    standards: frozenset[int] = frozenset()
    topic_percent: int = 0
    full_time: bool = False
    has_premises: bool = False


@dataclass(frozen=True)
class Match:
    """The points, and each reason with its share."""

    reasons: list[tuple[Reason, int]] = field(default_factory=list)

    @property
    def score(self) -> int:
        return sum(points for _, points in self.reasons)


def match(need: Need, facts: Facts) -> Match:
    """Each reason that holds, with its points, in a fixed order."""
    reasons: list[Reason] = []
    if need.township and facts.path.startswith(need.township):
        reasons.append(Reason.SAME_TOWNSHIP)
    elif need.county and facts.path.startswith(need.county):
        reasons.append(Reason.SAME_COUNTY)
    if need.path and any(need.path.startswith(place) or place.startswith(need.path) for place in facts.wanted):
        reasons.append(Reason.WANTS_PLACE)
    if facts.standards if need.standard is None else need.standard in facts.standards:
        reasons.append(Reason.CERTIFICATE)
    if need.role and need.role in facts.roles:
        reasons.append(Reason.ROLE)
    if facts.full_time:
        reasons.append(Reason.FULL_TIME)
    if facts.has_premises:
        reasons.append(Reason.PREMISES)
    found = [(reason, POINTS[reason]) for reason in reasons]
    if topics := topic_points(facts.topic_percent):
        found.append((Reason.TOPICS, topics))
    return Match(found)


def topic_points(percent: int) -> int:
    """From 60 % (just passed: nothing) to 100 % (all of them), in whole points."""
    return round(POINTS[Reason.TOPICS] * (min(max(percent, 60), 100) - 60) / 40)


def spread[T](ranked: Sequence[T], unranked: Sequence[T]) -> list[T]:
    """One list of both. Who has switched off the ranking stands at even distances: neither first nor last for it."""
    if not unranked:
        return list(ranked)
    if not ranked:
        return list(unranked)
    total = len(ranked) + len(unranked)
    places = {(2 * index + 1) * total // (2 * len(unranked)) for index in range(len(unranked))}
    first, second = iter(ranked), iter(unranked)
    return [next(second) if place in places else next(first) for place in range(total)]
