"""What an item declares: its variables, their defaults and keys, and the tables that turn answers into points."""

from dataclasses import dataclass, field
from itertools import chain, pairwise

from django.utils.translation import gettext as _

from exams.formats.qti.names import Node
from exams.formats.qti.values import (
    BASE_TYPES,
    LONGEST_CONTAINER,
    NUMERIC,
    WORDS,
    Held,
    Scalar,
    Value,
    at,
    container,
    number,
    read_scalar,
    single,
)

CARDINALITIES = frozenset({"single", "multiple", "ordered", "record"})
KINDS = {
    "responsedeclaration": "response",
    "outcomedeclaration": "outcome",
    "templatedeclaration": "template",
    "contextdeclaration": "context",
}
_BASE = {base.lower(): base for base in BASE_TYPES}


@dataclass(frozen=True, slots=True)
class MapEntry:
    key: Scalar | None
    value: float
    is_case_sensitive: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def hold(self, total: float) -> float:
        if self.lower is not None and total < self.lower:
            return self.lower
        if self.upper is not None and total > self.upper:
            return self.upper
        return total


@dataclass(frozen=True, slots=True)
class Mapping:
    """An answer is worth what its entry says; several answers, the sum of theirs, held within the bounds."""

    bounds: Bounds
    entries: tuple[MapEntry, ...]

    def worth(self, base: str, scalar: Scalar) -> float:
        return next((entry.value for entry in self.entries if _is_key(base, entry, scalar)), self.bounds.default)

    def total(self, base: str, value: Held, *, is_container: bool) -> float:
        if value is None:
            return self.bounds.hold(0.0 if is_container else self._worth_of_nothing())
        return self.bounds.hold(sum(self.worth(base, scalar) for scalar in value.members))

    def _worth_of_nothing(self) -> float:
        """An author may say what an empty text is worth; else it is what any unknown answer is."""
        return next((entry.value for entry in self.entries if entry.key is None), self.bounds.default)


def _is_key(base: str, entry: MapEntry, scalar: Scalar) -> bool:
    if isinstance(scalar, str) and isinstance(entry.key, str) and not entry.is_case_sensitive:
        return scalar.casefold() == entry.key.casefold()
    if base in WORDS and isinstance(scalar, str) and isinstance(entry.key, str):
        return scalar.strip() == entry.key.strip()
    return scalar == entry.key


@dataclass(frozen=True, slots=True)
class Area:
    shape: str
    coords: tuple[float, ...]
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class AreaMapping:
    bounds: Bounds
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of an outcome: values that are matched, or thresholds of which the first that is reached counts."""

    default: Held
    matches: tuple[tuple[float, Held], ...] = ()
    words: tuple[tuple[str, Held], ...] = ()
    thresholds: tuple[tuple[float, bool, Held], ...] = ()
    is_linear: bool = False

    def find(self, source: Held) -> Held:
        if source is None or source.cardinality != "single":
            return self.default
        found = source.data
        if isinstance(found, str):
            return next((target for word, target in self.words if word == found), self.default)
        if not isinstance(found, int | float):
            return self.default
        if self.is_linear:
            return self._between(found)
        matched = (target for point, target in self.matches if found == point)
        reached = (target for point, is_included, target in self.thresholds if found > point or (is_included and found == point))
        return next(chain(matched, reached), self.default)

    def _between(self, x: float) -> Held:
        """On the line between the two entries around it; beyond the ends, what the end says."""
        points = sorted(
            (point, float(target.data)) for point, _included, target in self.thresholds if target is not None and target.is_number
        )
        if not points:
            return self.default
        if x <= points[0][0] or x >= points[-1][0]:
            return number(points[0][1] if x <= points[0][0] else points[-1][1])
        for (left, low), (right, high) in pairwise(points):
            if left <= x <= right:
                return number(low if left == right else low + (x - left) / (right - left) * (high - low))
        return self.default


@dataclass(slots=True)
class Variable:
    """A declared variable and what it holds now."""

    identifier: str
    kind: str
    cardinality: str
    base: str | None
    default: Held = None
    correct: Held = None
    mapping: Mapping | None = None
    areas: AreaMapping | None = None
    lookup: Lookup | None = None
    value: Held = None
    line: int = 0
    attributes: dict[str, str] = field(default_factory=dict)

    def conform(self, value: Held) -> Held:
        """The value as this variable holds it: whole numbers and others pass into each other where nothing is lost."""
        if value is None or value.cardinality != self.cardinality or value.base == self.base or self.base is None:
            return value
        if self.base in WORDS and value.base in WORDS:
            return Value(self.base, value.cardinality, value.data, value.has_gaps)
        if self.base not in NUMERIC or value.base not in NUMERIC:
            return value
        numbers = [float(scalar) if isinstance(scalar, int | float) else 0.0 for scalar in value.members]
        if self.base == "integer" and any(not scalar.is_integer() for scalar in numbers):
            return value
        kept = [int(scalar) if self.base == "integer" else scalar for scalar in numbers]
        return Value(self.base, value.cardinality, tuple(kept) if value.is_container else kept[0], value.has_gaps)


def read_number(node: Node, name: str) -> float | None:
    raw = node.get(name).strip()
    if not raw:
        return None
    found = read_scalar("float", raw)
    if not isinstance(found, float):
        raise at(node, _("%(name)s=“%(value)s” is not a number") % {"name": name, "value": raw[:40]})
    return found


def is_yes(node: Node, name: str, *, default: bool) -> bool:
    raw = node.get(name).strip().lower()
    return default if not raw else raw in {"true", "1"}


def read_base(node: Node, name: str = "basetype") -> str:
    raw = node.get(name).strip()
    base = _BASE.get(raw.replace("-", "").lower())
    if base is None:
        raise at(node, _("unknown base type “%(value)s”") % {"value": raw[:40]})
    return "identifier" if base == "intOrIdentifier" else base


def declare(node: Node) -> Variable:
    """One declaration. Raises Unevaluable."""
    identifier = node.get("identifier").strip()
    cardinality = node.get("cardinality", "single").strip() or "single"
    if not identifier or cardinality not in CARDINALITIES:
        raise at(node, _("a declaration without a name or with the cardinality “%(cardinality)s”") % {"cardinality": cardinality[:40]})
    base = None if cardinality == "record" else read_base(node) if node.get("basetype") else "string"
    variable = Variable(identifier, KINDS[node.name], cardinality, base, line=node.line, attributes=node.attributes)
    declared = node.child("defaultvalue")
    if declared is not None:
        variable.default = read_values(declared, base, cardinality)
    elif node.get("defaultvalue") and base:
        variable.default = single(base, read_scalar(base, node.get("defaultvalue")))
    elif variable.kind == "outcome" and cardinality == "single" and base in NUMERIC:
        # The standard starts a numeric outcome at 0, every other at NULL.
        variable.default = number(0 if base == "integer" else 0.0)
    correct = node.child("correctresponse")
    if correct is not None:
        variable.correct = read_values(correct, base, cardinality)
    if (mapping := node.child("mapping")) is not None:
        variable.mapping = _mapping(mapping, base or "string")
    if (areas := node.child("areamapping")) is not None:
        variable.areas = _areas(areas)
    if (table := node.child("matchtable", "interpolationtable")) is not None:
        variable.lookup = read_lookup(table, base or "float")
    variable.value = variable.default
    return variable


def read_values(node: Node, base: str | None, cardinality: str) -> Held:
    """The values of a key or a default."""
    values = [child for child in node.children if child.name == "value"]
    if len(values) > LONGEST_CONTAINER:
        raise at(node, _("too many values"))
    if cardinality == "record":
        fields: dict[str, Held] = {}
        for value in values:
            own = read_base(value)
            fields[value.get("fieldidentifier")] = single(own, read_scalar(own, value.words()))
        return Value(None, "record", fields) if fields else None
    own = base or "string"
    read = [read_scalar(own, value.words().strip()) for value in values]
    members = [scalar for scalar in read if scalar is not None]
    if cardinality == "single":
        return single(own, members[0]) if members else None
    return container(cardinality, own, members)


def _bounds(node: Node) -> Bounds:
    return Bounds(read_number(node, "defaultvalue") or 0.0, read_number(node, "lowerbound"), read_number(node, "upperbound"))


def _mapping(node: Node, base: str) -> Mapping:
    usual = is_yes(node, "casesensitive", default=True)
    entries = [
        MapEntry(
            read_scalar(base, entry.get("mapkey").strip()),
            _needed(entry, "mappedvalue"),
            is_yes(entry, "casesensitive", default=usual),
        )
        for entry in node.children
        if entry.name == "mapentry"
    ]
    return Mapping(_bounds(node), tuple(entries))


def _needed(node: Node, name: str) -> float:
    found = read_number(node, name)
    if found is None:
        raise at(node, _("%(name)s is missing") % {"name": name})
    return found


def read_area(node: Node) -> Area:
    parts = node.get("coords").replace(",", " ").split()
    coords = [read_scalar("float", part.rstrip("%")) for part in parts]
    shape = node.get("shape", "default").strip().lower()
    fits = {"default": True, "circle": len(coords) == 3, "rect": len(coords) == 4, "ellipse": len(coords) == 4, "poly": len(coords) >= 6}
    if not fits.get(shape) or any(part.endswith("%") for part in parts):
        raise at(node, _("the shape “%(shape)s” with %(count)s coordinates cannot be read") % {"shape": shape[:20], "count": len(coords)})
    if any(not isinstance(part, float) for part in coords) or (shape == "poly" and len(coords) % 2):
        raise at(node, _("the coordinates of a shape cannot be read"))
    return Area(shape, tuple(part for part in coords if isinstance(part, float)), read_number(node, "mappedvalue") or 0.0)


def _areas(node: Node) -> AreaMapping:
    return AreaMapping(_bounds(node), tuple(read_area(entry) for entry in node.children if entry.name == "areamapentry"))


def read_lookup(node: Node, base: str) -> Lookup:
    """A match table or an interpolation table. Targets have the base type of the outcome."""
    raw = node.get("defaultvalue").strip()
    default = single(base, read_scalar(base, raw)) if raw else None
    if node.name == "interpolationtable":
        thresholds = tuple(
            (
                _needed(entry, "sourcevalue"),
                is_yes(entry, "includeboundary", default=True),
                single(base, read_scalar(base, entry.get("targetvalue"))),
            )
            for entry in node.children
            if entry.name == "interpolationtableentry"
        )
        return Lookup(default, thresholds=thresholds)
    numbers: list[tuple[float, Held]] = []
    words: list[tuple[str, Held]] = []
    for entry in node.children:
        if entry.name != "matchtableentry":
            continue
        source, target = entry.get("sourcevalue").strip(), single(base, read_scalar(base, entry.get("targetvalue")))
        words.append((source, target))
        point = read_scalar("float", source)
        if isinstance(point, float):
            numbers.append((point, target))
    return Lookup(default, tuple(numbers), tuple(words))
