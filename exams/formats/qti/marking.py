"""Whose marks are the same: the item's own rules against ours. A question is taken only where they agree on every answer that is tried."""

import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from exams.content import BadContent, Content, check_content
from exams.formats.making import plain_digits
from exams.formats.qti.declarations import Variable
from exams.formats.qti.names import BadQti
from exams.formats.qti.sitting import Item
from exams.formats.qti.values import Unevaluable, Value, plain
from exams.formats.reading import BadQuestion
from exams.grading import grade

NEAR = 0.00002
"""Shares are kept to seven digits; so much may thirds and sevenths differ."""
MOST_TRIED = 1200
"""Answers on which the marks are compared. Where there are no more, all are."""

type Responses = dict[str, object]
type Worth = Callable[[Responses], float]
"""The share of a part's points that a response earns."""


@dataclass(frozen=True)
class Solved:
    """A question of ours that marks as the item does, and how an answer to it is said in the item's terms."""

    kind: str
    content: dict[str, Any]
    respond: Callable[[Any], Responses]
    samples: list[Any]
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def share_text(share: float) -> str:
    return plain_digits(Decimal(repr(round(share, 7))))


def is_near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR


@dataclass
class Marking:
    """The item's own marks, as shares of what its key earns."""

    item: Item
    key: Responses = field(default_factory=dict)
    _known: dict[str, float] = field(default_factory=dict)

    def score(self, responses: Responses) -> float:
        """Raises BadQuestion where the rules cannot be followed."""
        named = repr(sorted(responses.items()))
        if named not in self._known:
            try:
                outcome = self.item.sit(responses)
            except (Unevaluable, BadQti) as error:
                raise BadQuestion(_("its marking rules cannot be followed here (%(detail)s)") % {"detail": error}) from error
            held = outcome.outcomes.get("SCORE")
            if held is None or not held.is_number:
                raise BadQuestion(_("its rules give no score"))
            self._known[named] = float(held.data)
        return self._known[named]

    @property
    def full(self) -> float:
        score = self.score(self.key)
        if score <= 0:
            raise BadQuestion(_("the answer given as right earns nothing by its own rules"))
        return score

    def share(self, responses: Responses) -> float:
        return self.score(responses) / self.full

    def declared_key(self) -> Responses:
        """The right responses that the item declares, after its template ran."""
        try:
            variables = self.item.begin().variables.values()
        except (Unevaluable, BadQti) as error:
            raise BadQuestion(_("its marking rules cannot be followed here (%(detail)s)") % {"detail": error}) from error
        return {found.identifier: plain(found.correct) for found in variables if found.kind == "response" and found.correct is not None}

    def complete_key(self, variables: Iterable[Variable]) -> None:
        """Where an item maps answers to points and names none as right, all that earns is right, or the best where there is one choice."""
        for variable in variables:
            mapping = variable.mapping
            if variable.kind != "response" or variable.identifier in self.key or mapping is None:
                continue
            earning = [entry for entry in mapping.entries if entry.key is not None and entry.value > 0]
            if not earning:
                continue
            best = max(earning, key=lambda entry: entry.value)
            right = [best] if variable.cardinality == "single" else earning
            keys = [plain(Value(variable.base, "single", entry.key)) for entry in right]
            self.key[variable.identifier] = keys[0] if variable.cardinality == "single" else keys

    def part(self, identifier: str) -> tuple[Worth, float]:
        """What one response earns while all others are right, and how much of the whole is its."""
        without = self.share(self.key | {identifier: None})
        own = 1 - without
        if own <= NEAR:
            raise BadQuestion(_("one of its answers earns nothing by itself; here every part has its share"))
        return (lambda responses: (self.share(self.key | responses) - without) / own), own


def prove(kind: str, content: Mapping[str, Any], cases: Iterable[tuple[Any, float]]) -> Content:
    """That our marks are these shares. Raises BadQuestion with the first answer where they differ."""
    try:
        checked = check_content(kind, {"stem": "?", **content})
    except BadContent as error:
        raise BadQuestion(str(error)) from error
    for answer, wanted in cases:
        ours = our_share(checked, answer)
        if ours is None or not is_near(float(ours), wanted):
            raise BadQuestion(_differing(answer, wanted, ours))
    return checked


def our_share(content: Content, answer: Any) -> Decimal | None:
    """None where people mark."""
    return grade(content, answer)


def _differing(answer: object, wanted: float, ours: Decimal | None) -> str:
    if wanted < -NEAR:
        return _("by its rules a wrong answer takes points away (%(answer)s); here it earns nothing at worst") % {"answer": told(answer)}
    return _("its rules mark otherwise than we can: for %(answer)s they give %(theirs)s %% of the points, we would give %(ours)s %%") % {
        "answer": told(answer),
        "theirs": f"{wanted * 100:.4g}",
        "ours": "–" if ours is None else f"{float(ours) * 100:.4g}",
    }


def told(answer: object) -> str:
    """An answer in a report."""
    if answer is None:
        return _("no answer")
    if isinstance(answer, Mapping):
        return ", ".join(f"{key} – {told(value)}" for key, value in answer.items())[:80]
    if isinstance(answer, list):
        return ", ".join(map(str, answer))[:80]
    return f"“{answer}”"[:80]


def first_proven(kind: str, candidates: Iterable[dict[str, Any]], cases: list[tuple[Any, float]]) -> dict[str, Any]:
    """The first content that marks as the cases say. Raises the last one's BadQuestion."""
    problem = BadQuestion(_("its rules mark otherwise than we can"))
    for candidate in candidates:
        try:
            prove(kind, candidate, cases)
        except BadQuestion as error:
            problem = error
        else:
            return candidate
    raise problem


def spread(choices: list[list[Any]], most: int = MOST_TRIED) -> list[tuple[Any, ...]]:
    """All combinations, or as many by chance as are tried; each single deviation from the first of each is among them."""
    total = 1
    for options in choices:
        total *= max(1, len(options))
        if total > most:
            break
    if total <= most:
        return list(itertools.product(*choices))
    chance = random.Random(1)  # noqa: S311 -- samples, the same each time
    first = tuple(options[0] for options in choices)
    alone = [(*first[:place], option, *first[place + 1 :]) for place, options in enumerate(choices) for option in options]
    drawn = [tuple(chance.choice(options) for options in choices) for _time in range(most // 2)]
    return list({repr(given): given for given in [first, *alone[: most // 2], *drawn]}.values())
