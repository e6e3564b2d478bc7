"""Every interaction that has a like of ours, and how it is turned into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exams.content import LETTERS
from exams.formats import making
from exams.formats.qti.body import GAP, Page, gap
from exams.formats.qti.choosing import Choice, Match, Option, Order, read_options
from exams.formats.qti.declarations import Variable
from exams.formats.qti.filling import Typed, uses
from exams.formats.qti.marking import NEAR, Responses, Solved, Worth, is_near, prove, share_text, spread
from exams.formats.qti.names import Node
from exams.formats.qti.sitting import Item
from exams.formats.qti.spots import Spots, read_spots
from exams.formats.reading import BadQuestion
from exams.formats.rich import Rich

MOST_GAPS = 20


@dataclass
class Asked:
    """One interaction: what it asks, of which response, and what is right."""

    item: Item
    node: Node
    variable: Variable
    page: Page
    key: object
    solve: "Solver"

    @cached_property
    def prompt(self) -> Rich:
        prompt = self.node.child("prompt")
        return self.page.inside(prompt) if prompt is not None else Rich()

    @property
    def keys(self) -> list[str]:
        """What is right, as a list."""
        return [str(key) for key in self.key] if isinstance(self.key, list) else [] if self.key is None else [str(self.key)]

    @property
    def is_unmarked(self) -> bool:
        """A file, or a text that no rule looks at: people mark it."""
        variable = self.variable
        if self.node.name == "uploadinteraction":
            return True
        if self.node.name != "extendedtextinteraction" or variable.correct is not None or variable.mapping is not None:
            return False
        return not any(node.name == "basevalue" and _looks(parent, variable.identifier) for parent, node in uses(self.item))


type Solver = Callable[[Asked, Worth], Solved]


def _looks(parent: Node, identifier: str) -> bool:
    return any(node.name == "variable" and node.get("identifier").strip() == identifier for node in parent.walk())


def _choice(asked: Asked, worth: Worth) -> Solved:
    return Choice.read(asked.node, asked.page, asked.variable.cardinality).solve(worth, asked.key)


def _order(asked: Asked, worth: Worth) -> Solved:
    return Order.read(asked.node, asked.page).solve(worth, asked.key)


def _match(asked: Asked, worth: Worth) -> Solved:
    """Where its rows weigh differently, each row is a gap with a weight of its own."""
    match = Match.read(asked.node, asked.page)
    try:
        return match.solve(worth, asked.keys)
    except BadQuestion as error:
        right = {
            row.identifier: option.identifier
            for row in match.rows
            for option in match.options
            if match.pair(row.identifier, option.identifier) in asked.keys
        }
        stem = "\n".join(f"{row.text} — [[{number}]]" for number, row in enumerate(match.rows, start=1))
        filled = Gaps(match.identifier, [row.identifier for row in match.rows], match.options, match.pair)
        try:
            return filled.solve(worth, right, stem, Rich())
        except BadQuestion:
            raise error from None


def _typed(asked: Asked, worth: Worth) -> Solved:
    if asked.variable.cardinality != "single":
        raise BadQuestion(_("it takes several texts in one answer"))
    return Typed(asked.variable, asked.item).solve(worth, asked.key)


def _extended(asked: Asked, worth: Worth) -> Solved:
    if not asked.is_unmarked:
        return _typed(asked, worth)
    return Solved("essay", {}, lambda answer: {asked.variable.identifier: answer}, [])


def _upload(asked: Asked, worth: Worth) -> Solved:
    return Solved("essay", {"files": 1}, lambda _answer: {asked.variable.identifier: None}, [])


def _slider(asked: Asked, worth: Worth) -> Solved:
    solved = _typed(asked, worth)
    limits = _("(from %(low)s to %(high)s)") % {"low": asked.node.get("lowerbound"), "high": asked.node.get("upperbound")}
    return Solved(solved.kind, solved.content | {"stem": limits}, solved.respond, solved.samples)


def _hottext(asked: Asked, worth: Worth) -> Solved:
    """The words to choose from stand within the text; there they are put in brackets."""
    page, node = asked.page, asked.node
    options = read_options(node, {"hottext"}, page, _("an option"))
    for found in node.find("hottext"):
        page.marks[id(found)] = f"【{' '.join(found.words().split())}】"
    text = page.shown(*[child for child in node.children if child.name != "prompt"])
    for found in node.find("hottext"):
        del page.marks[id(found)]
    options = [Option(option.identifier, option.text, is_fixed=True) for option in options]
    solved = Choice.read(node, page, asked.variable.cardinality, options).solve(worth, asked.key)
    shown: dict[str, Any] = {"stem": text.text} | ({"figures": text.figures} if text.figures else {})
    return Solved(solved.kind, solved.content | shown, solved.respond, solved.samples, pictures=text.pictures)


def _gap_match(asked: Asked, worth: Worth) -> Solved:
    """Each gap chooses from all words that are offered."""
    page, node = asked.page, asked.node
    words = read_options(node, {"gaptext"}, page, _("an option"))
    if node.find("gapimg"):
        raise BadQuestion(_("pictures are put into its gaps"))
    gaps = node.find("gap")
    if not gaps:
        raise BadQuestion(_("it asks nothing"))
    for number, found in enumerate(gaps, start=1):
        page.marks[id(found)] = gap(number)
    text = page.shown(*[child for child in node.children if child.name not in {"prompt", "gaptext"}])
    stem = GAP.sub(lambda found: f"[[{found[1]}]]", text.text)
    right: dict[str, str] = {}
    for pair in asked.keys:
        word, _space, name = pair.partition(" ")
        right[name] = word
    filled = Gaps(
        asked.variable.identifier, [found.get("identifier").strip() for found in gaps], words, lambda name, word: f"{word} {name}"
    )
    return filled.solve(worth, right, stem, text)


@dataclass(frozen=True)
class Gaps:
    """Several gaps, each of which takes one of the same words, in one response of pairs."""

    identifier: str
    names: list[str]
    words: list[Option]
    pair: Callable[[str, str], str]

    def solve(self, worth: Worth, right: Mapping[str, str], stem: str, text: Rich) -> Solved:
        if len(self.names) > MOST_GAPS:
            raise BadQuestion(_("it asks for more than %(most)s answers") % {"most": MOST_GAPS})
        made = making.options([word.text for word in self.words])
        by_name = {word.identifier: option["key"] for option, word in zip(made, self.words, strict=True)}
        if set(right) != set(self.names) or any(word not in by_name for word in right.values()):
            raise BadQuestion(_("not every gap has just one right word"))
        answer = {str(number): by_name[right[name]] for number, name in enumerate(self.names, start=1)}
        gaps, weights = {}, []
        for number, letter in answer.items():
            gaps[number], weight = self._gap(worth, answer, number, letter)
            weights.append(weight)
        if not all(is_near(weight, weights[0]) for weight in weights):
            for content, weight in zip(gaps.values(), weights, strict=True):
                content["weight"] = share_text(weight)
        choices: list[list[str | None]] = [
            [letter, *[other for other in by_name.values() if other != letter], None] for letter in answer.values()
        ]
        samples = [{str(number): letter for number, letter in enumerate(some, start=1) if letter} or None for some in spread(choices)]
        shown: dict[str, Any] = {"stem": stem, "gaps": gaps} | ({"figures": text.figures} if text.figures else {})
        prove("cloze", shown, [(given, worth(self.respond(given))) for given in samples])
        return Solved("cloze", shown, self.respond, samples, pictures=text.pictures)

    def _gap(self, worth: Worth, answer: dict[str, str], number: str, letter: str) -> tuple[dict[str, Any], float]:
        """One gap, by what each word earns in it while all others are right; and its weight."""
        without = worth(self.respond({other: chosen for other, chosen in answer.items() if other != number}))
        own = 1 - without
        if own <= NEAR:
            raise BadQuestion(_("one of its answers earns nothing by itself; here every part has its share"))
        made = making.options([word.text for word in self.words])
        shares = {option["key"]: (worth(self.respond(answer | {number: option["key"]})) - without) / own for option in made}
        partly = {option: share_text(share) for option, share in shares.items() if share > NEAR and option != letter}
        return {"kind": "single", "options": made, "answer": letter} | ({"shares": partly} if partly else {}), own

    def respond(self, answer: Mapping[str, str] | None) -> Responses:
        named = dict(zip(LETTERS, (word.identifier for word in self.words), strict=False))
        pairs = [self.pair(self.names[int(number) - 1], named[letter]) for number, letter in (answer or {}).items()]
        return {self.identifier: pairs or None}


def _with_picture(solved: Solved, spots: Spots) -> Solved:
    return Solved(solved.kind, solved.content | {"figures": spots.figures}, solved.respond, solved.samples, pictures=spots.pictures)


def _hotspot(asked: Asked, worth: Worth) -> Solved:
    spots = read_spots(asked.node, asked.page)
    return _with_picture(Choice.read(asked.node, asked.page, asked.variable.cardinality, spots.options).solve(worth, asked.key), spots)


def _graphic_order(asked: Asked, worth: Worth) -> Solved:
    spots = read_spots(asked.node, asked.page)
    return _with_picture(Order.read(asked.node, asked.page, spots.options).solve(worth, asked.key), spots)


def _graphic_gap_match(asked: Asked, worth: Worth) -> Solved:
    """Each place of the picture takes one of the words."""
    if asked.node.find("gapimg"):
        raise BadQuestion(_("pictures are put into its gaps"))
    words = read_options(asked.node, {"gaptext"}, asked.page, _("an option"))
    spots = read_spots(asked.node, asked.page)
    right: dict[str, str] = {}
    for pair in asked.keys:
        word, _space, name = pair.partition(" ")
        right[name] = word
    stem = "\n".join(f"{spot.text} — [[{number}]]" for number, spot in enumerate(spots.options, start=1))
    filled = Gaps(asked.variable.identifier, [spot.identifier for spot in spots.options], words, lambda name, word: f"{word} {name}")
    return _with_picture(filled.solve(worth, right, stem, Rich()), spots)


SOLVERS: dict[str, Solver] = {
    "choiceinteraction": _choice,
    "inlinechoiceinteraction": _choice,
    "orderinteraction": _order,
    "matchinteraction": _match,
    "gapmatchinteraction": _gap_match,
    "hottextinteraction": _hottext,
    "textentryinteraction": _typed,
    "extendedtextinteraction": _extended,
    "sliderinteraction": _slider,
    "hotspotinteraction": _hotspot,
    "graphicorderinteraction": _graphic_order,
    "graphicgapmatchinteraction": _graphic_gap_match,
    "uploadinteraction": _upload,
}
