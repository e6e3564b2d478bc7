"""A guide: from a few choices to one recommendation, with the reason for each. Every answer gives points for and against each
way; the most points win, and of equals the way named first. Nothing hidden: the points are what is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variant:
    """A form of a way, for who gave all these answers."""

    name: str
    text: str
    when: Mapping[str, str]


@dataclass(frozen=True)
class Way:
    key: str
    name: str
    text: str
    mind: str
    next_steps: tuple[str, ...]
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Point:
    """What one answer says about one way."""

    question: str
    option: str
    points: int
    reason: str


@dataclass(frozen=True)
class Guide:
    ways: tuple[Way, ...]
    effects: Mapping[str, Mapping[str, Mapping[str, tuple[int, str]]]]
    """question → option → way → points and reason"""


@dataclass(frozen=True)
class Change:
    """Another answer to one question that would lead to another way."""

    question: str
    option: str
    way: Way


@dataclass(frozen=True)
class Advice:
    way: Way
    variant: Variant | None
    points: tuple[Point, ...]
    """What each answer says about this way, the strongest reason first; 0 is neither for nor against."""
    totals: tuple[tuple[Way, int], ...]
    changes: tuple[Change, ...]


def read_guide(content: Mapping[str, Any]) -> Guide:
    ways = tuple(
        Way(
            key=str(way["key"]),
            name=str(way["name"]),
            text=str(way["text"]).strip(),
            mind=str(way["mind"]).strip(),
            next_steps=tuple(map(str, way["next"])),
            variants=tuple(
                Variant(str(variant["name"]), str(variant["text"]).strip(), {**variant.get("when", {})})
                for variant in way.get("variants", ())
            ),
        )
        for way in content["ways"]
    )
    known = {way.key for way in ways}
    effects = {
        str(question): {
            str(option): {str(way): (int(effect[0]), str(effect[1])) for way, effect in on.items()} for option, on in options.items()
        }
        for question, options in content["effects"].items()
    }
    strange = {way for options in effects.values() for on in options.values() for way in on} - known
    if strange:
        raise ValueError(f"guide: no such way: {sorted(strange)}")
    for way in ways:
        if way.variants and way.variants[-1].when:
            raise ValueError(f"guide: {way.key}: the last form must fit everybody, so that there is always one")
    return Guide(ways, effects)


def is_complete(guide: Guide, answers: Mapping[str, Any]) -> bool:
    return all(answers.get(question) in options for question, options in guide.effects.items())


def points_for(guide: Guide, way: Way, answers: Mapping[str, Any]) -> list[Point]:
    found = []
    for question, options in guide.effects.items():
        effect = options[answers[question]].get(way.key)
        if effect:
            found.append(Point(question, answers[question], *effect))
    return found


def best(guide: Guide, answers: Mapping[str, Any]) -> tuple[Way, tuple[tuple[Way, int], ...]]:
    totals = tuple((way, sum(point.points for point in points_for(guide, way, answers))) for way in guide.ways)
    highest = max(total for _, total in totals)
    return next(way for way, total in totals if total == highest), totals


def advise(guide: Guide, answers: Mapping[str, Any]) -> Advice | None:
    """The one recommendation; None while a question is open."""
    if not is_complete(guide, answers):
        return None
    way, totals = best(guide, answers)
    points = points_for(guide, way, answers)
    changes = []
    for question, options in guide.effects.items():
        for option in options:
            other = best(guide, {**answers, question: option})[0]
            if other != way:
                changes.append(Change(question, option, other))
    return Advice(
        way=way,
        variant=next(
            (form for form in way.variants if all(answers.get(question) == option for question, option in form.when.items())), None
        ),
        points=tuple(sorted(points, key=lambda point: -point.points)),
        totals=totals,
        changes=tuple(changes),
    )
