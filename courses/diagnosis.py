"""The entry diagnosis: three axes, seven links of the trade, and a path through the courses. Plain data in, plain data out.

Nothing is scored against anybody: an answer says what to learn first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from courses.sheets import Sheet

LEVELS = {"cannot": 0, "half": 1, "can": 2}
AXES = ("opening", "design", "running")
LONGEST_PATH = 7


@dataclass(frozen=True)
class Axis:
    """`lacks` is what the survey behind the baseline asked: lacks the knowledge, cannot design, finds running the hardest."""

    key: str
    title: str
    baseline: int
    level: int
    lacks: bool
    said: str


@dataclass(frozen=True)
class Stage:
    """A course, or a module of it, and the answer it follows from."""

    place: str
    because: str


@dataclass(frozen=True)
class Finding:
    axes: tuple[Axis, ...]
    weak_links: tuple[str, ...]
    path: tuple[Stage, ...]

    def axis(self, key: str) -> Axis:
        return next(axis for axis in self.axes if axis.key == key)


def diagnose(sheet: Sheet, answers: Mapping[str, Any]) -> Finding:
    """What the answers come to. What was left open counts as not said: a level of 0 without a lack."""
    words = {item.key: {option.value: option.text for option in item.options} for item in sheet.items}
    axes = tuple(
        Axis(
            key=key,
            title=axis["title"],
            baseline=int(axis["baseline"]),
            level=LEVELS.get(answers.get(key, ""), 0),
            lacks=all(answers.get(item) == option for item, option in axis["lacks"].items()),
            said=words[key].get(answers.get(key, ""), ""),
        )
        for key, axis in sheet.more["axes"].items()
    )
    weak = tuple(link for link in words["links"] if link in (answers.get("links") or ()))
    return Finding(axes, weak, path_through(sheet, answers, axes, weak, words))


def path_through(
    sheet: Sheet, answers: Mapping[str, Any], axes: tuple[Axis, ...], weak: tuple[str, ...], words: Mapping[str, Mapping[str, str]]
) -> tuple[Stage, ...]:
    """What is missing first, in the order of the trade; then what is half there; each place once, no more than fit a calm page."""
    level = {axis.key: axis.level for axis in axes}
    said = {axis.key: axis.said for axis in axes}
    running_first = level["opening"] > 0 and any(axis.key == "running" and axis.lacks for axis in axes)

    def wanted() -> Iterator[tuple[str, str]]:
        if running_first:
            yield "running", words["hardest"]["running"]
        if level["opening"] == 0:
            yield "opening", said["opening"]
        yield answers.get("trade", "unsure"), words["trade"].get(answers.get("trade", ""), "")
        if level["design"] == 0:
            yield "design", said["design"]
        for link in weak:
            yield link, words["links"][link]
        yield from ((key, said[key]) for key in AXES if level[key] < len(LEVELS) - 1)
        yield "running", ""

    path: dict[str, Stage] = {}
    for key, because in wanted():
        for place in sheet.more["paths"].get(key, ()):
            path.setdefault(place, Stage(place, because))
    return tuple(path.values())[:LONGEST_PATH]


def is_answered(answers: Mapping[str, Any]) -> bool:
    """Something was said on each axis."""
    return all(answers.get(key) for key in (*AXES, "hardest"))
