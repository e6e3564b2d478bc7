"""Variables, constants and containers: putting values together and taking them out again."""

from collections import Counter

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import read_base, read_lookup
from exams.formats.qti.expressions.registry import Sitting, evaluate, expression, number_or_variable, operands, pair_of
from exams.formats.qti.names import Node
from exams.formats.qti.values import (
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
    truth,
)


@expression("basevalue")
def base_value(sitting: Sitting, node: Node) -> Held:
    base = read_base(node)
    text = node.words()
    return single(base, read_scalar(base, text if base == "string" else text.strip()))


@expression("variable")
def variable(sitting: Sitting, node: Node) -> Held:
    """Its value; in a test, an item's outcome times the item's weight."""
    identifier = node.get("identifier").strip()
    value = sitting.value(identifier)
    if node.get("weightidentifier") and sitting.test and value is not None and value.is_number:
        return number(value.data * sitting.test.weight(identifier, node.get("weightidentifier").strip()))
    return value


@expression("correct")
def correct(sitting: Sitting, node: Node) -> Held:
    declared = sitting.variables.get(node.get("identifier").strip())
    return declared.correct if declared else None


@expression("default")
def default(sitting: Sitting, node: Node) -> Held:
    declared = sitting.variables.get(node.get("identifier").strip())
    return declared.default if declared else None


def _joined_base(values: list[Value]) -> str | None:
    """One base type for all; whole numbers and others go together as numbers; else none, and no rule fits the container."""
    bases = {value.base for value in values}
    if len(bases) == 1:
        return bases.pop()
    if bases <= NUMERIC:
        return "float"
    return "string" if bases <= WORDS else None


@expression("multiple", "ordered")
def gathered(sitting: Sitting, node: Node) -> Held:
    """NULLs are left out. Containers given are laid open."""
    values = operands(sitting, node, 0)
    present = [value for value in values if value is not None]
    if any(value.cardinality == "record" for value in present):
        return None
    members = [scalar for value in present for scalar in value.members]
    has_gaps = len(present) < len(values) or any(value.has_gaps for value in present)
    if not members:
        return None
    return container(node.name, _joined_base(present), members, has_gaps=has_gaps)


@expression("containersize")
def container_size(sitting: Sitting, node: Node) -> Held:
    (value,) = operands(sitting, node, 1, 1)
    if value is None:
        return number(0)
    return number(len(value.data) if value.is_container or value.cardinality == "record" else 1)


@expression("index")
def index(sitting: Sitting, node: Node) -> Held:
    """The n-th, from 1; NULL beyond the end. n stands in the attribute, or (not of the standard) as a second operand."""
    values = operands(sitting, node, 1, 2)
    place: object = number_or_variable(sitting, node, "n")
    if len(values) == 2:
        place = values[1].data if values[1] is not None and values[1].is_number else None
    held = values[0]
    if held is None or not held.is_container or not isinstance(place, int | float) or place != int(place):
        return None
    inside = 1 <= place <= len(held.data)
    return Value(held.base, "single", held.data[int(place) - 1]) if inside else None


def _fits(container_value: Value, value: Value) -> bool:
    return (
        container_value.base == value.base
        or (container_value.base in WORDS and value.base in WORDS)
        or {container_value.base, value.base} <= NUMERIC
    )


@expression("member")
def member(sitting: Sitting, node: Node) -> Held:
    value, held = pair_of(sitting, node)
    if value is None or held is None:
        return None
    return truth(is_true=held.cardinality != "record" and _fits(held, value) and value.data in held.members)


@expression("contains")
def contains(sitting: Sitting, node: Node) -> Held:
    """All of the second are in the first, as often; in ordered containers one after the other. A single value is taken as one of them."""
    whole, part = pair_of(sitting, node)
    if whole is None or part is None:
        return None
    if not whole.is_container or part.cardinality == "record" or not _fits(whole, part):
        return truth(is_true=False)
    if whole.cardinality == "multiple" or part.cardinality != "ordered":
        return truth(is_true=Counter(part.members) <= Counter(whole.data))
    length = len(part.members)
    sitting.spend(length * len(whole.data) // 20)
    return truth(is_true=any(whole.data[start : start + length] == part.members for start in range(len(whole.data) - length + 1)))


@expression("delete")
def delete(sitting: Sitting, node: Node) -> Held:
    """The container without this value, wherever it stands. The standard names the value first; the other order is understood."""
    value, held = pair_of(sitting, node)
    if value is not None and held is not None and value.is_container and not held.is_container:
        value, held = held, value
    if value is None or held is None or not held.is_container:
        return None
    gone = set(value.members)
    return container(held.cardinality, held.base, [scalar for scalar in held.data if scalar not in gone])


@expression("repeat")
def repeat(sitting: Sitting, node: Node) -> Held:
    """The operands anew for each round (a random one differs), as one ordered container."""
    rounds = number_or_variable(sitting, node, "numberrepeats")
    if rounds is None or rounds < 1:
        return None
    if rounds * max(1, len(node.children)) > LONGEST_CONTAINER:
        raise at(node, _("too many repetitions"))
    present: list[Value] = []
    members: list[Scalar] = []
    for _round in range(int(rounds)):
        for value in operands(sitting, node):
            if value is not None and value.cardinality != "record":
                present.append(value)
                members.extend(value.members)
        if len(members) > LONGEST_CONTAINER:
            raise at(node, _("too many repetitions"))
    return container("ordered", _joined_base(present), members) if present else None


@expression("record")
def record(sitting: Sitting, node: Node) -> Held:
    """Fields by name, each from its expression."""
    fields: dict[str, Held] = {}
    for field in node.children:
        if field.name not in {"fieldvalue", "recordfield", "field"} or not field.get("fieldidentifier") or not field.children:
            raise at(field, _("a record's field without a name or a value"))
        fields[field.get("fieldidentifier")] = evaluate(sitting, field.children[0])
    return Value(None, "record", fields) if fields else None


@expression("fieldvalue")
def field_value(sitting: Sitting, node: Node) -> Held:
    (held,) = operands(sitting, node, 1, 1)
    if held is None or held.cardinality != "record":
        return None
    found: Held = held.data.get(node.get("fieldidentifier"))
    return found


@expression("lookuptable")
def lookup_table(sitting: Sitting, node: Node) -> Held:
    """Not of the standard: a table within the expression. Its interpolation runs along lines."""
    if len(node.children) != 2 or node.children[1].name not in {"matchtable", "interpolationtable"}:
        raise at(node, _("a lookup without a value or a table"))
    table = read_lookup(node.children[1], "float")
    table = type(table)(table.default, table.matches, table.words, table.thresholds, is_linear=bool(table.thresholds))
    return table.find(evaluate(sitting, node.children[0]))


@expression("random")
def chosen(sitting: Sitting, node: Node) -> Held:
    (held,) = operands(sitting, node, 1, 1)
    if held is None or held.cardinality == "record":
        return None
    return Value(held.base, "single", held.members[int(sitting.chance.draw() * len(held.members))])


def _limits(sitting: Sitting, node: Node) -> tuple[float, float] | None:
    """In the attributes, or (not of the standard) as operands."""
    least: object = number_or_variable(sitting, node, "min") if node.get("min") else None
    most: object = number_or_variable(sitting, node, "max")
    if node.children and most is None:
        read = [value.data if value is not None and value.is_number else None for value in operands(sitting, node, 2, 3)]
        least, most = read[0], read[1]
    elif least is None and not node.get("min"):
        least = 0
    if not isinstance(least, int | float) or not isinstance(most, int | float) or least > most:
        return None
    return least, most


@expression("randominteger")
def random_integer(sitting: Sitting, node: Node) -> Held:
    limits = _limits(sitting, node)
    step = number_or_variable(sitting, node, "step") if node.get("step") else 1
    if limits is None or step is None or step != int(step) or step < 1:
        return None
    least, most = (int(limits[0] // 1) + (limits[0] != limits[0] // 1)), int(limits[1] // 1)
    if least > most:
        return None
    return number(least + int(step) * int(sitting.chance.draw() * ((most - least) // int(step) + 1)))


@expression("randomfloat")
def random_float(sitting: Sitting, node: Node) -> Held:
    limits = _limits(sitting, node)
    return None if limits is None else number(float(limits[0] + sitting.chance.draw() * (limits[1] - limits[0])))
