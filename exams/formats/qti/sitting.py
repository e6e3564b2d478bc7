"""An item and one sitting of it: responses in, outcomes out, exactly as its own rules say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import KINDS, Variable, declare
from exams.formats.qti.expressions import Chance, Effort, ItemDone, Sitting, TestSoFar
from exams.formats.qti.names import BadQti, Node, parse
from exams.formats.qti.rules import Fetch, Rules
from exams.formats.qti.templates import template
from exams.formats.qti.values import Held, Unevaluable, Value, given, number, plain, same_or_null, single

ITEM = "assessmentitem"
USUAL_SEED = 42


@dataclass(frozen=True)
class Outcome:
    """What came out of a sitting."""

    outcomes: Mapping[str, Held]
    responses: Mapping[str, Held]
    templates: Mapping[str, Held]
    keys: Mapping[str, Held]
    feedback: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """All outcomes as JSON would have them."""
        return {name: plain(value) for name, value in self.outcomes.items()}

    @property
    def score(self) -> float:
        """SCORE, or 0 where there is none."""
        held = self.outcomes.get("SCORE")
        return float(held.data) if held is not None and held.is_number else 0.0

    @property
    def is_correct(self) -> bool | None:
        """Whether every response is its key; None where one has none."""
        if not self.keys or any(key is None for key in self.keys.values()):
            return None
        return all(same_or_null(self.responses.get(name), key) for name, key in self.keys.items())


@dataclass(frozen=True)
class Item:
    """A parsed item, ready to be sat as often as one likes."""

    root: Node
    fetch: Fetch | None = field(default=None, compare=False)
    effort: Effort = field(default_factory=Effort, compare=False)

    @property
    def identifier(self) -> str:
        return self.root.get("identifier")

    @cached_property
    def declarations(self) -> tuple[Variable, ...]:
        """In the order of the item. Raises Unevaluable."""
        return tuple(declare(node) for node in self.root.children if node.name in KINDS)

    @cached_property
    def response_rules(self) -> Node | None:
        """The item's own; else those of the template that it names. Raises BadQti."""
        found = self.root.child("responseprocessing")
        if found is None or found.children:
            return found
        address = found.get("template") or found.get("templatelocation")
        return template(address) if address else found

    def begin(self, seed: int = USUAL_SEED, *, test: TestSoFar | None = None) -> Sitting:
        """All variables at their defaults, then the template's draw."""
        sitting = Sitting({variable.identifier: replace(variable) for variable in self.declarations}, Chance(seed), test, self.effort)
        for name, value in (
            ("numAttempts", number(1)),
            ("duration", Value("duration", "single", 0.0)),
            ("completionStatus", single("identifier", "unknown")),
        ):
            sitting.variables.setdefault(name, Variable(name, "context", "single", value.base if value else None, value=value))
        drawn = self.root.child("templateprocessing")
        if drawn is not None:
            Rules(sitting, self.fetch).draw(drawn)
        return sitting

    def sit(self, responses: Mapping[str, object], seed: int = USUAL_SEED, *, test: TestSoFar | None = None) -> Outcome:
        """Follow all rules on these responses. What is not given keeps its default. Raises Unevaluable or BadQti."""
        sitting = self.begin(seed, test=test)
        for name, raw in responses.items():
            variable = sitting.variables.get(name)
            if variable is not None and variable.kind == "response":
                variable.value = given(variable.base, variable.cardinality, raw)
        for rules in (self.response_rules, self.root.child("outcomeprocessing")):
            if rules is not None:
                Rules(sitting, self.fetch).run(rules)
        return self._outcome(sitting)

    def _outcome(self, sitting: Sitting) -> Outcome:
        by_kind: dict[str, dict[str, Held]] = {"response": {}, "outcome": {}, "template": {}, "context": {}}
        for variable in sitting.variables.values():
            by_kind[variable.kind][variable.identifier] = variable.value
        keys = {variable.identifier: variable.correct for variable in sitting.variables.values() if variable.kind == "response"}
        return Outcome(by_kind["outcome"], by_kind["response"], by_kind["template"], keys, self._feedback(sitting))

    def _feedback(self, sitting: Sitting) -> tuple[str, ...]:
        """The modal feedback that is shown."""
        shown = []
        for node in self.root.children:
            if node.name != "modalfeedback":
                continue
            held = sitting.value(node.get("outcomeidentifier").strip())
            is_named = held is not None and node.get("identifier").strip() in held.members
            if is_named == (node.get("showhide", "show").strip() != "hide"):
                shown.append(node.get("identifier").strip())
        return tuple(shown)

    def body_text(self, seed: int = USUAL_SEED) -> str:
        """The words of the body, with the drawn values in their places."""
        sitting = self.begin(seed)
        body = self.root.child("itembody")
        return _printed(body, sitting) if body is not None else ""

    def done(
        self,
        outcome: Outcome,
        *,
        sections: tuple[str, ...] = (),
        categories: frozenset[str] = frozenset(),
        weights: Mapping[str, float] | None = None,
    ) -> ItemDone:
        """Itself as a test counts it."""
        bounds: dict[str, dict[str, float]] = {"normalminimum": {}, "normalmaximum": {}}
        for variable in self.declarations:
            for name, kept in bounds.items():
                if variable.kind == "outcome" and (raw := given("float", "single", variable.attributes.get(name) or None)) is not None:
                    kept[variable.identifier] = raw.data
        return ItemDone(
            self.identifier, outcome.outcomes, sections, categories, weights or {}, outcome.is_correct,
            is_responded=any(value is not None for value in outcome.responses.values()),
            lowest=bounds["normalminimum"], highest=bounds["normalmaximum"],
        )  # fmt: skip


def _printed(node: Node, sitting: Sitting) -> str:
    if node.name == "printedvariable":
        return printed(sitting.value(node.get("identifier").strip()), node)
    return node.text + "".join(_printed(child, sitting) + child.tail for child in node.children)


def printed(held: Held, node: Node) -> str:
    """A variable as the body shows it."""
    if held is None:
        return ""
    index = given("integer", "single", node.get("index") or None)
    if held.is_container and index is not None and 1 <= index.data <= len(held.data):
        held = Value(held.base, "single", held.data[index.data - 1])
    if held.is_container:
        return node.get("delimiter", ";").join(_shown(scalar, node) for scalar in held.data)
    if held.cardinality == "record":
        return node.get("delimiter", ";").join(
            f"{name}{node.get('mappingindicator', '=')}{plain(part)}" for name, part in held.data.items()
        )
    return _shown(held.data, node)


def _shown(scalar: object, node: Node) -> str:
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    if not isinstance(scalar, int | float):
        return str(plain(Value(None, "single", scalar)))
    wanted = node.get("format").strip()
    if wanted and len(wanted) < 12 and wanted.startswith("%"):
        try:
            return wanted % (int(scalar) if wanted[-1] in "dixXo" else scalar)
        except (ValueError, TypeError, OverflowError, MemoryError):
            return f"{scalar:g}"
    return str(scalar) if isinstance(scalar, int) else f"{scalar:.15g}"


def read_item(data: bytes, fetch: Fetch | None = None, effort: Effort | None = None) -> Item:
    """An item from its XML. Raises BadQti."""
    root = parse(data)
    if root.name != ITEM:
        raise BadQti(_("the file holds <%(name)s>, not a question") % {"name": root.name})
    return Item(root, fetch, effort or Effort())


def outcomes_of_test(root: Node, items: tuple[ItemDone, ...], fetch: Fetch | None = None) -> dict[str, Held]:
    """The outcomes of a whole assessmentTest, from its items as they stand. Raises Unevaluable."""
    declared = {node.get("identifier"): declare(node) for node in root.children if node.name == "outcomedeclaration"}
    sitting = Sitting(declared, Chance(USUAL_SEED), TestSoFar(items))
    rules = root.child("outcomeprocessing")
    if rules is not None:
        Rules(sitting, fetch).run(rules)
    if not all(isinstance(variable, Variable) for variable in declared.values()):
        raise Unevaluable(_("the test declares nothing"))
    return {name: variable.value for name, variable in declared.items()}
