"""Interactions in which something is chosen, put in order or matched: as questions of ours that mark the same."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from exams.content import LETTERS
from exams.formats import making
from exams.formats.qti.body import Page
from exams.formats.qti.declarations import is_yes
from exams.formats.qti.marking import MOST_TRIED, NEAR, Responses, Solved, Worth, first_proven, is_near, share_text
from exams.formats.qti.names import Node
from exams.formats.reading import BadQuestion

_CHANCE_SEED = 1
MOST_TO_MATCH = 20


@dataclass(frozen=True)
class Option:
    identifier: str
    text: str
    is_fixed: bool = False
    most: int = 1


def read_options(node: Node, names: set[str], page: Page, where: str) -> list[Option]:
    found = [child for child in node.walk() if child.name in names]
    options = [
        Option(
            child.get("identifier").strip(),
            page.words(child, where),
            is_yes(child, "fixed", default=False),
            whole_number(child, "matchmax", 1),
        )
        for child in found
    ]
    if len({option.identifier for option in options}) < len(options):
        raise BadQuestion(_("two of its options have the same name"))
    if any(child.get("templateidentifier") for child in found):
        raise BadQuestion(_("its options differ from person to person"))
    return options


def whole_number(node: Node, name: str, default: int) -> int:
    raw = node.get(name).strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else default


@dataclass(frozen=True)
class Choice:
    """choiceInteraction, inlineChoiceInteraction, hottextInteraction, hotspotInteraction: some of the options are right."""

    identifier: str
    options: list[Option]
    is_list: bool
    most: int
    is_shuffled: bool = True

    @classmethod
    def read(cls, node: Node, page: Page, cardinality: str, options: list[Option] | None = None) -> "Choice":
        options = options if options is not None else read_options(node, {"simplechoice", "inlinechoice", "hottext"}, page, _("an option"))
        most = 1 if node.name == "inlinechoiceinteraction" else whole_number(node, "maxchoices", 1)
        shuffled = is_yes(node, "shuffle", default=False)
        return cls(node.get("responseidentifier").strip(), options, cardinality != "single", most or len(options), shuffled)

    @property
    def by_letter(self) -> dict[str, str]:
        return dict(zip(LETTERS, (option.identifier for option in self.options), strict=False))

    def _options(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = [*making.options([option.text for option in self.options])]
        for kept, option in zip(made, self.options, strict=True):
            if option.is_fixed or not self.is_shuffled:
                kept["fixed"] = True
        return made

    def solve(self, worth: Worth, key: object) -> Solved:
        return self._many(worth) if self.is_list and self.most > 1 else self._one(worth, key)

    def _respond_one(self, letter: str | None) -> Responses:
        named = None if letter is None else self.by_letter[letter]
        return {self.identifier: [named] if self.is_list and named else named}

    def _one(self, worth: Worth, key: object) -> Solved:
        made = self._options()
        shares = {letter: worth(self._respond_one(letter)) for letter in self.by_letter}
        whole = [letter for letter, share in shares.items() if is_near(share, 1)]
        declared = key[0] if isinstance(key, list) and key else key
        answer = next((letter for letter in whole if self.by_letter[letter] == declared), whole[0] if whole else None)
        if answer is None:
            raise BadQuestion(_("no option is marked as wholly right"))
        partly = {letter: share_text(share) for letter, share in shares.items() if share > NEAR and letter != answer}
        content: dict[str, Any] = {"options": made, "answer": answer} | ({"shares": partly} if partly else {})
        samples = [*self.by_letter, None]
        cases = [(letter, worth(self._respond_one(letter))) for letter in samples]
        names = {identifier.lower() for identifier in self.by_letter.values()}
        if names == {"true", "false"} and not partly:
            return self._true_or_false(cases)
        return Solved("single", first_proven("single", [content], cases), self._respond_one, samples)

    def _true_or_false(self, cases: list[tuple[Any, float]]) -> Solved:
        letters = {identifier.lower() == "true": letter for letter, identifier in self.by_letter.items()}
        back = {letter: truth for truth, letter in letters.items()}
        named = [(back.get(letter), share) for letter, share in cases]
        content = {"answer": next(truth for truth, share in named if is_near(share, 1))}
        first_proven("true_false", [content], named)
        return Solved(
            "true_false", content, lambda truth: self._respond_one(None if truth is None else letters[truth]), [True, False, None]
        )

    def _respond_many(self, letters: list[str] | None) -> Responses:
        return {self.identifier: [self.by_letter[letter] for letter in letters] if letters else None}

    def _many(self, worth: Worth) -> Solved:
        """All subsets are tried; there are at most 256."""
        made = self._options()
        subsets = [list(some) for count in range(len(made) + 1) for some in itertools.combinations(self.by_letter, count)]
        cases = [(some or None, worth(self._respond_many(some))) for some in subsets]
        within = [(some, share) for some, share in cases if len(some or ()) <= self.most]
        answer = next((some for some, share in within if some and is_near(share, 1)), None)
        if answer is None:
            raise BadQuestion(_("no option is marked as right"))
        texts = [option.text for option in self.options]
        candidates = [{"options": made, "answer": answer}]
        alone = {tuple(some or ()): share for some, share in cases}
        weights = [alone[letter,] if letter in answer else alone[tuple(sorted({*answer, letter}))] - 1 for letter in self.by_letter]
        try:
            candidates.append(making.multiple(texts, [Decimal(repr(round(weight * 100, 6))) for weight in weights]) | {"options": made})
        except BadQuestion:
            candidates.append({"options": made, "answer": answer, "credit": "each"})
        content = first_proven("multiple", candidates, cases)
        if (
            content.get("credit") == "each"
            and self.most < len(made)
            and any(share > NEAR for some, share in cases if len(some or ()) > self.most)
        ):
            raise BadQuestion(
                _("no more than %(most)s options may be chosen there; here nothing would hinder anybody to choose all")
                % {"most": self.most}
            )
        return Solved("multiple", content, self._respond_many, [some for some, _share in cases])


@dataclass(frozen=True)
class Order:
    identifier: str
    options: list[Option]

    @classmethod
    def read(cls, node: Node, page: Page, options: list[Option] | None = None) -> "Order":
        options = options if options is not None else read_options(node, {"simplechoice"}, page, _("an item"))
        for name in ("minchoices", "maxchoices"):
            if node.get(name) and whole_number(node, name, len(options)) not in {0, len(options)}:
                raise BadQuestion(_("only some of its items are put in order"))
        return cls(node.get("responseidentifier").strip(), options)

    def solve(self, worth: Worth, key: object) -> Solved:
        texts = [option.text for option in self.options]
        made = making.options(texts)
        letters = {option.identifier: letter for option, letter in zip(self.options, LETTERS, strict=False)}
        named = {letter: identifier for identifier, letter in letters.items()}
        if not isinstance(key, list) or sorted(key) != sorted(letters):
            raise BadQuestion(_("its right order is not given in full"))
        answer = [letters[identifier] for identifier in key]

        def respond(order: list[str] | None) -> Responses:
            return {self.identifier: [named[letter] for letter in order] if order else None}

        samples: list[Any] = [answer, None, *_orders(answer)]
        cases = [(order, worth(respond(order))) for order in samples]
        candidates = [{"options": made, "answer": answer, "credit": credit} for credit in ("all", "each")]
        return Solved("ordering", first_proven("ordering", candidates, cases), respond, samples)


def _orders(letters: list[str]) -> Iterator[list[str]]:
    """All of six at most; of more, the right one with two changed, and some by chance."""
    if len(letters) <= 6:
        yield from map(list, itertools.permutations(sorted(letters)))
        return
    for one, other in itertools.combinations(range(len(letters)), 2):
        changed = [*letters]
        changed[one], changed[other] = changed[other], changed[one]
        yield changed
    chance = random.Random(_CHANCE_SEED)  # noqa: S311 -- samples, the same each time
    for _time in range(MOST_TRIED // 2):
        yield chance.sample(letters, len(letters))


@dataclass(frozen=True)
class Match:
    """matchInteraction: each row takes one option. The side whose members take one each becomes the rows."""

    identifier: str
    rows: list[Option]
    options: list[Option]
    is_turned: bool

    @classmethod
    def read(cls, node: Node, page: Page) -> "Match":
        sets = [child for child in node.children if child.name == "simplematchset"]
        if len(sets) != 2:
            raise BadQuestion(_("it does not match two sets"))
        if any(len(part.children) > MOST_TO_MATCH for part in sets):
            raise BadQuestion(_("it asks for more than %(most)s answers") % {"most": MOST_TO_MATCH})
        left, right = (read_options(part, {"simpleassociablechoice"}, page, _("an item")) for part in sets)
        if all(option.most == 1 for option in left):
            return cls(node.get("responseidentifier").strip(), left, right, is_turned=False)
        if all(option.most == 1 for option in right):
            return cls(node.get("responseidentifier").strip(), right, left, is_turned=True)
        raise BadQuestion(_("on both sides an item may be matched more than once"))

    def pair(self, row: str, option: str) -> str:
        return f"{option} {row}" if self.is_turned else f"{row} {option}"

    def solve(self, worth: Worth, keys: list[str]) -> Solved:
        made = making.options([option.text for option in self.options])
        rows = [{"key": str(number), "text": row.text} for number, row in enumerate(self.rows, start=1)]
        named = dict(zip(LETTERS, (option.identifier for option in self.options), strict=False))
        row_names = {str(number): row.identifier for number, row in enumerate(self.rows, start=1)}

        def respond(answer: dict[str, str] | None) -> Responses:
            pairs = [self.pair(row_names[row], named[letter]) for row, letter in (answer or {}).items()]
            return {self.identifier: pairs or None}

        right = set(keys)
        answer = {row: letter for row, name in row_names.items() for letter, option in named.items() if self.pair(name, option) in right}
        if len(answer) < len(rows) or len(right) > len(rows):
            raise BadQuestion(_("not every item of the one side belongs to just one of the other"))
        combinations = _combinations(answer, list(named))
        samples: list[Any] = [answer, None, *combinations]
        cases = [(given, worth(respond(given))) for given in samples]
        candidates = [{"options": made, "rows": rows, "answer": answer, "credit": credit} for credit in ("all", "each")]
        return Solved("matching", first_proven("matching", candidates, cases), respond, samples)


def _combinations(answer: dict[str, str], letters: list[str]) -> list[dict[str, str]]:
    """Answers with every row right, wrong or left out: all where they are few, else some by chance."""
    chance = random.Random(_CHANCE_SEED)  # noqa: S311 -- samples, the same each time
    choices: list[str | None] = [*letters, None]
    if len(choices) ** len(answer) <= MOST_TRIED:
        drawn: Iterator[tuple[str | None, ...]] = itertools.product(choices, repeat=len(answer))
    else:
        drawn = (tuple(_likely(right, choices, chance) for right in answer.values()) for _time in range(MOST_TRIED // 2))
    found = [{row: letter for row, letter in zip(answer, drawn_ones, strict=True) if letter} for drawn_ones in drawn]
    return [given for given in found if given]


def _likely(right: str, choices: list[str | None], chance: random.Random) -> str | None:
    """Right half of the time, so that some samples are mostly right."""
    return right if chance.random() < 0.5 else chance.choice(choices)
