"""How an expression of QTI is followed: every element name has one function here, and anything else is refused by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from exams.formats.qti.names import Node
from exams.formats.qti.values import Held, Unevaluable, Value, at, read_scalar

if TYPE_CHECKING:
    from exams.formats.qti.declarations import Variable
    from exams.formats.qti.expressions.wholetest import TestSoFar

MOST_STEPS = 50_000
"""Evaluations of one sitting before it is given up: real items need some hundred."""
MOST_OF_A_QUESTION, MOST_OF_A_FILE = 1_000_000, 40_000_000
"""The same for all sittings of one question that is imported, and of a whole file: some minutes at most."""


class Effort:
    """What following the rules of a file has cost so far. One evaluation is one step; long values cost more."""

    def __init__(self) -> None:
        self.of_question = self.of_file = 0

    def begin_question(self) -> None:
        self.of_question = 0

    def spend(self, steps: int) -> None:
        self.of_question += steps
        self.of_file += steps
        if self.of_question > MOST_OF_A_QUESTION:
            raise Unevaluable(_("the rules of the item never come to an end"))
        if self.of_file > MOST_OF_A_FILE:
            raise Unevaluable(_("the file asks for too much work; please split it"))


class Chance:
    """Numbers from a seed, the same ones on every machine: the public-domain generator mulberry32."""

    def __init__(self, seed: int) -> None:
        self.state = seed & 0xFFFFFFFF

    def draw(self) -> float:
        """At least 0, below 1."""
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 15)) * (mixed | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 2**32


@dataclass(slots=True)
class Sitting:
    """What the rules may see and change while they run."""

    variables: "dict[str, Variable]"
    chance: Chance
    test: "TestSoFar | None" = None
    effort: Effort = field(default_factory=Effort)
    steps: int = 0

    def spend(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise Unevaluable(_("the rules of the item never come to an end"))
        self.effort.spend(steps)

    def value(self, identifier: str) -> Held:
        """NULL for what nobody declared. `item.OUTCOME` is another item's, in a test."""
        variable = self.variables.get(identifier)
        if variable is not None:
            return variable.value
        return self.test.variable(identifier) if self.test else None


type Expression = Callable[[Sitting, Node], Held]
_KNOWN: dict[str, Expression] = {}


def expression(*names: str) -> Callable[[Expression], Expression]:
    """Register the function for these elements."""

    def register(function: Expression) -> Expression:
        for name in names:
            _KNOWN[name] = function
        return function

    return register


def known() -> frozenset[str]:
    return frozenset(_KNOWN)


def evaluate(sitting: Sitting, node: Node) -> Held:
    """What the expression comes to; NULL is None. Raises Unevaluable."""
    sitting.spend()
    function = _KNOWN.get(node.name)
    if function is None:
        raise at(node, _("there is no way to follow <%(name)s>") % {"name": node.name})
    found = function(sitting, node)
    if found is not None and found.is_container:
        sitting.spend(len(found.data) // 20)
    return found


def operands(sitting: Sitting, node: Node, least: int = 1, most: int | None = None) -> list[Held]:
    """All sub-expressions, in their order."""
    found = len(node.children)
    if found < least or (most is not None and found > most):
        raise at(node, _("<%(name)s> has %(count)s operands") % {"name": node.name, "count": found})
    return [evaluate(sitting, child) for child in node.children]


def pair_of(sitting: Sitting, node: Node) -> tuple[Held, Held]:
    left, right = operands(sitting, node, 2, 2)
    return left, right


def number_or_variable(sitting: Sitting, node: Node, name: str, raw: str | None = None) -> int | float | None:
    """An attribute that is a number or the name of a variable which holds one."""
    text = (node.get(name) if raw is None else raw).strip().strip("{}")
    if not text:
        return None
    literal = read_scalar("float", text)
    if isinstance(literal, float):
        return int(literal) if literal.is_integer() else literal
    held = sitting.value(text)
    return held.data if held is not None and held.is_number else None


def text_of(value: Value) -> str | None:
    """The text of a single value; None where it holds no text."""
    return value.data if value.cardinality == "single" and isinstance(value.data, str) else None
