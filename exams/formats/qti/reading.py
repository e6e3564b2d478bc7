"""Questions from QTI: an item's interactions become a question of ours, or the reason why none marks the same."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from exams.formats.qti.body import GAP, Page, explanation, gap
from exams.formats.qti.expressions import Sitting
from exams.formats.qti.marking import Marking, Solved, Worth, is_near, prove, share_text, spread
from exams.formats.qti.names import BadQti, Node
from exams.formats.qti.sitting import Item as QtiItem
from exams.formats.qti.solving import SOLVERS, Asked
from exams.formats.qti.values import Unevaluable
from exams.formats.reading import LONGEST_KEY, BadQuestion, Item, Place
from exams.formats.rich import Rich

INLINE = {"inlinechoiceinteraction", "textentryinteraction"}
LONGEST_EXPLANATION = 2000
MOST_PARTS = 20
"""Gaps or questions in one item."""
MOST_SAMPLES = 14
"""Answers of one part that are tried with those of all others."""
_RANDOM = {"random", "randominteger", "randomfloat"}
_ALONE = re.compile(r"(?:^|\n)\ue0001\ue001[ \t]*(?P<unit>\S{0,20})$")
_BLANK = "____"
_OUR_GAP = re.compile(r"\[\[\d+\]\]")

type PageOf = Callable[[Sitting], Page]


@dataclass
class Asker:
    """One item on its way to a question."""

    item: QtiItem
    page: Page
    marking: Marking
    sitting: Sitting
    notes: list[str] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def keep(self, rich: Rich) -> str:
        """The words; figures are gathered beside."""
        self.figures += rich.figures
        self.pictures |= rich.pictures
        return rich.text

    def asked(self, node: Node) -> Asked:
        solve = SOLVERS.get(node.name)
        if solve is None:
            raise BadQuestion(_("there is no like of <%(name)s> here") % {"name": node.name})
        variable = self.sitting.variables.get(node.get("responseidentifier").strip())
        if variable is None or variable.kind != "response":
            raise BadQuestion(_("an answer of it is not declared"))
        return Asked(self.item, node, variable, self.page, self.marking.key.get(variable.identifier), solve)

    def take(self, solved: Solved) -> dict[str, Any]:
        self.notes += solved.notes
        self.pictures |= solved.pictures
        self.figures += solved.content.pop("figures", [])
        return dict(solved.content)


def question(item: QtiItem, place: Place, page_of: PageOf, before: tuple[tuple[str, Node], ...] = ()) -> tuple[Item, list[str]]:
    """The item as a question of ours, and what to note. `before`: texts that stand above it, with their folders. Raises BadQuestion."""
    try:
        _refuse_unsteady(item)
        sitting = item.begin()
    except (Unevaluable, BadQti) as error:
        raise BadQuestion(_("its marking rules cannot be followed here (%(detail)s)") % {"detail": error}) from error
    if item.response_rules is None and any(variable.correct is not None for variable in sitting.variables.values()):
        raise BadQuestion(_("it names a right answer and has no rules that give points for it"))
    marking = Marking(item)
    marking.key = marking.declared_key()
    marking.complete_key(sitting.variables.values())
    asker = Asker(item, page_of(sitting), marking, sitting)
    kind, content = _composed(asker, before)
    content["explanation"] = _explanation(asker)
    if asker.figures:
        content["figures"] = asker.figures
    identifier, title = item.identifier.strip(), " ".join(item.root.get("title").split())
    key = identifier if len(identifier) <= LONGEST_KEY else ""
    return Item(place, kind, content, key=key, title=title, pictures=asker.pictures), asker.notes


def _refuse_unsteady(item: QtiItem) -> None:
    if item.root.get("adaptive").strip() == "true":
        raise BadQuestion(_("it changes while it is answered (adaptive)"))
    drawn, rules = item.root.child("templateprocessing"), item.response_rules
    if drawn is not None and any(node.name in _RANDOM for node in drawn.walk()):
        raise BadQuestion(_("its numbers are drawn anew for each person; write them out as questions of their own"))
    if rules is not None and any(node.name in _RANDOM for node in rules.walk()):
        raise BadQuestion(_("its marks depend on chance"))
    own = next((node for node in item.root.walk() if node.name == "customoperator"), None)
    if own is not None:
        name = own.get("class") or own.get("definition") or "?"
        raise BadQuestion(_("the item brings an operator of its own (%(name)s), which nobody here can follow") % {"name": name[:60]})


def _explanation(asker: Asker) -> str:
    said = explanation(asker.item.root, asker.page)
    if len(said) > LONGEST_EXPLANATION:
        asker.notes.append(_("the feedback is longer than %(most)s characters and is left out") % {"most": LONGEST_EXPLANATION})
        return ""
    return said


def _composed(asker: Asker, before: tuple[tuple[str, Node], ...]) -> tuple[str, dict[str, Any]]:
    """One interaction is a question; several within the words are a cloze; several of their own are a case."""
    body = asker.item.root.child("itembody")
    found = [node for node in body.walk() if node.name.endswith("interaction")] if body is not None else []
    if body is None or not found:
        raise BadQuestion(_("it asks nothing"))
    if len(found) > MOST_PARTS:
        raise BadQuestion(_("it asks for more than %(most)s answers") % {"most": MOST_PARTS})
    stem = [asker.keep(replace(asker.page, folder=folder).inside(node)) for folder, node in before]
    asked = [asker.asked(node) for node in found]
    for number, one in enumerate(asked, start=1):
        asker.page.marks[id(one.node)] = gap(number) if one.node.name in INLINE else ""
    stem.append(asker.keep(asker.page.inside(body)))
    if len(asked) == 1:
        return _alone(asker, asked[0], _joined(*stem))
    if all(one.is_unmarked for one in asked):
        return _essay(asker, asked, _joined(*stem))
    if all(node.name in INLINE for node in found):
        return _cloze(asker, asked, _joined(*stem))
    # Gaps beside questions of their own are questions too: a blank shows where each belongs.
    return _case(asker, asked, GAP.sub(lambda gap_found: f"{_BLANK}({gap_found[1]})", _joined(*stem)))


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _alone(asker: Asker, asked: Asked, stem: str) -> tuple[str, dict[str, Any]]:
    solved = asked.solve(asked, asker.marking.share)
    prompt = asker.keep(asked.prompt)
    content = asker.take(solved)
    if asked.node.name in INLINE:
        stem, unit = _without_gap(stem)
        if unit and solved.kind == "numeric":
            content["unit"] = unit
        elif unit:
            stem = f"{stem}\n{_BLANK} {unit}"
    return solved.kind, content | {"stem": _joined(stem, prompt, str(content.get("stem", "")))}


def _essay(asker: Asker, asked: list[Asked], stem: str) -> tuple[str, dict[str, Any]]:
    """Texts and files that people mark together."""
    prompts = [asker.keep(one.prompt) for one in asked]
    files = sum(one.node.name == "uploadinteraction" for one in asked)
    return "essay", {"stem": _joined(stem, *prompts)} | ({"files": files} if files else {})


def _without_gap(stem: str) -> tuple[str, str]:
    """A gap on the last line of its own is where one answers anyhow; a word behind it is the unit. Else it shows as a blank."""
    alone = _ALONE.search(stem)
    if alone:
        return stem[: alone.start()].rstrip(), alone["unit"]
    return GAP.sub(_BLANK, stem), ""


def _parts(asker: Asker, asked: list[Asked]) -> list[tuple[Solved, dict[str, Any]]]:
    """Each part solved for itself, with its weight where the weights differ."""
    found: list[tuple[Solved, float]] = []
    for one in asked:
        if one.is_unmarked:
            raise BadQuestion(_("it mixes what people mark with what is marked at once"))
        worth, weight = asker.marking.part(one.variable.identifier)
        found.append((one.solve(one, worth), weight))
    is_even = all(is_near(weight, found[0][1]) for _solved, weight in found)
    made = []
    for solved, weight in found:
        asker.notes += solved.notes
        asker.pictures |= solved.pictures
        made.append((solved, {"kind": solved.kind} | solved.content | ({} if is_even else {"weight": share_text(weight)})))
    return made


def _cloze(asker: Asker, asked: list[Asked], stem: str) -> tuple[str, dict[str, Any]]:
    if _OUR_GAP.search(stem):
        raise BadQuestion(_("its text holds [[1]], which marks a gap here"))
    made = _parts(asker, asked)
    order = {str(number): part for number, (_solved, part) in enumerate(made, start=1)}
    content = {"stem": GAP.sub(lambda found: f"[[{found[1]}]]", stem), "gaps": order}
    _prove_whole(asker.marking.share, "cloze", content, [solved for solved, _part in made])
    return "cloze", content


def _case(asker: Asker, asked: list[Asked], stem: str) -> tuple[str, dict[str, Any]]:
    made = _parts(asker, asked)
    parts = []
    for number, (one, (_solved, part)) in enumerate(zip(asked, made, strict=True), start=1):
        prompt = one.prompt
        asker.pictures |= prompt.pictures
        figures = [*prompt.figures, *part.pop("figures", [])]
        words = _joined(prompt.text, str(part.get("stem", ""))) or f"({number})"
        parts.append(part | {"stem": words} | ({"figures": figures} if figures else {}))
    content = {"stem": stem or asker.item.root.get("title"), "parts": parts}
    _prove_whole(asker.marking.share, "case", content, [solved for solved, _part in made])
    return "case", content


def _prove_whole(worth: Worth, kind: str, content: Mapping[str, Any], solved: list[Solved]) -> None:
    """That the parts add up as the item's rules say, for answers right, wrong and missing together."""
    samples = [_few(one.samples) for one in solved]

    def cases() -> list[tuple[Any, float]]:
        found = []
        for given in spread(samples):
            answer = {str(number): part for number, part in enumerate(given, start=1) if part is not None}
            responses = {name: value for one, part in zip(solved, given, strict=True) for name, value in one.respond(part).items()}
            found.append((answer or None, worth(responses)))
        return found

    prove(kind, content, cases())


def _few(samples: list[Any]) -> list[Any]:
    """Some of them, evenly from all; nothing given is always among them."""
    if len(samples) <= MOST_SAMPLES:
        return samples
    step = len(samples) / (MOST_SAMPLES - 1)
    chosen = [samples[int(place * step)] for place in range(MOST_SAMPLES - 1)]
    return chosen if None in chosen else [*chosen, None]
