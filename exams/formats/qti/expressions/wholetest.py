"""What only a whole test can say: outcomes of all its items, how many were right, seen or answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import read_base
from exams.formats.qti.expressions.registry import Sitting, expression
from exams.formats.qti.names import Node
from exams.formats.qti.values import Held, Scalar, at, container, number


@dataclass(frozen=True)
class ItemDone:
    """One item of a test, as it stands after its own rules ran."""

    identifier: str
    outcomes: Mapping[str, Held]
    sections: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    is_correct: bool | None = None
    """None: nobody can say, because some response has no key."""
    is_presented: bool = True
    is_responded: bool = True
    lowest: Mapping[str, float] = field(default_factory=dict)
    highest: Mapping[str, float] = field(default_factory=dict)
    """What the declarations call normalMinimum and normalMaximum."""


@dataclass(frozen=True)
class TestSoFar:
    items: tuple[ItemDone, ...]

    def variable(self, path: str) -> Held:
        """`item.OUTCOME`."""
        identifier, _dot, name = path.partition(".")
        return next((item.outcomes.get(name) for item in self.items if item.identifier == identifier), None)

    def weight(self, path: str, weight: str) -> float:
        identifier = path.partition(".")[0]
        return next((item.weights.get(weight, 1.0) for item in self.items if item.identifier == identifier), 1.0)

    def chosen(self, node: Node) -> tuple[ItemDone, ...]:
        """Those of a section, with or without certain categories."""
        section = node.get("sectionidentifier").strip()
        wanted, unwanted = set(node.get("includecategory").split()), set(node.get("excludecategory").split())
        return tuple(
            item
            for item in self.items
            if (not section or section in item.sections) and (not wanted or wanted & item.categories) and not unwanted & item.categories
        )


def _items(sitting: Sitting, node: Node) -> tuple[ItemDone, ...]:
    if sitting.test is None:
        raise at(node, _("<%(name)s> counts over a whole test and says nothing of a single question") % {"name": node.name})
    return sitting.test.chosen(node)


@expression("testvariables")
def test_variables(sitting: Sitting, node: Node) -> Held:
    """The outcome of this name of all items, weighted where a weight is named."""
    name, weight = node.get("variableidentifier").strip(), node.get("weightidentifier").strip()
    base = read_base(node) if node.get("basetype") else None
    members: list[Scalar] = []
    bases: set[str] = set()
    for item in _items(sitting, node):
        held = item.outcomes.get(name)
        if held is None or held.cardinality != "single" or held.base is None or (base and not {held.base, base} <= {base, "integer"}):
            continue
        is_weighted = bool(weight) and held.is_number
        members.append(float(held.data * item.weights.get(weight, 1.0)) if is_weighted else held.data)
        bases.add("float" if is_weighted else held.base)
    kept = base or ("float" if bases == {"integer", "float"} else next(iter(bases), "float"))
    return container("multiple", kept, [float(part) if kept == "float" and isinstance(part, int) else part for part in members])


@expression("outcomeminimum", "outcomemaximum")
def extremes(sitting: Sitting, node: Node) -> Held:
    """What the declarations say can be had at least or at most; NULL for the most where one does not say."""
    name, weight = node.get("outcomeidentifier").strip(), node.get("weightidentifier").strip()
    is_maximum = node.name == "outcomemaximum"
    members: list[Scalar] = []
    for item in _items(sitting, node):
        bound = (item.highest if is_maximum else item.lowest).get(name)
        if bound is None and is_maximum and name in item.outcomes:
            return None
        if bound is not None:
            members.append(float(bound * (item.weights.get(weight, 1.0) if weight else 1.0)))
    return container("multiple", "float", members)


@expression("numbercorrect", "numberincorrect", "numberpresented", "numberresponded", "numberselected")
def counts(sitting: Sitting, node: Node) -> Held:
    items = _items(sitting, node)
    match node.name:
        case "numbercorrect":
            return number(sum(item.is_correct is True for item in items))
        case "numberincorrect":
            return number(sum(item.is_correct is False for item in items))
        case "numberpresented":
            return number(sum(item.is_presented for item in items))
        case "numberresponded":
            return number(sum(item.is_responded for item in items))
    return number(len(items))
