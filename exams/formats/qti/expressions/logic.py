"""Truth: and, or, not, comparing, and what counts as the same. NULL stays NULL wherever the standard says so."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import is_yes
from exams.formats.qti.expressions.registry import Sitting, evaluate, expression, number_or_variable, operands, pair_of
from exams.formats.qti.names import Node
from exams.formats.qti.values import Held, Value, at, exact, is_true, same, truth


@expression("isnull")
def is_null(sitting: Sitting, node: Node) -> Held:
    return truth(is_true=operands(sitting, node, 1, 1)[0] is None)


@expression("isnotnull")
def is_not_null(sitting: Sitting, node: Node) -> Held:
    return truth(is_true=operands(sitting, node, 1, 1)[0] is not None)


@expression("precondition")
def precondition(sitting: Sitting, node: Node) -> Held:
    return truth(is_true=is_true(operands(sitting, node, 1, 1)[0]))


@expression("not")
def negation(sitting: Sitting, node: Node) -> Held:
    (value,) = operands(sitting, node, 1, 1)
    return None if value is None else truth(is_true=not is_true(value))


@expression("and")
def conjunction(sitting: Sitting, node: Node) -> Held:
    """False as soon as one is; else NULL as soon as one is."""
    values = operands(sitting, node)
    if any(value is not None and not is_true(value) for value in values):
        return truth(is_true=False)
    return None if None in values else truth(is_true=True)


@expression("or")
def disjunction(sitting: Sitting, node: Node) -> Held:
    values = operands(sitting, node)
    if any(is_true(value) for value in values):
        return truth(is_true=True)
    return None if None in values else truth(is_true=False)


@expression("anyn")
def any_n(sitting: Sitting, node: Node) -> Held:
    """Between min and max of them are true; NULL where what is NULL decides."""
    least, most = number_or_variable(sitting, node, "min"), number_or_variable(sitting, node, "max")
    if least is None or most is None:
        raise at(node, _("anyN without min or max"))
    values = operands(sitting, node)
    true, open_ones = sum(map(is_true, values)), values.count(None)
    if true > most or true + open_ones < least:
        return truth(is_true=False)
    if true >= least and true + open_ones <= most:
        return truth(is_true=True)
    return None


@expression("alln")
def all_n(sitting: Sitting, node: Node) -> Held:
    """Not of the standard: at most max of them are true."""
    most = number_or_variable(sitting, node, "max")
    return truth(is_true=sum(map(is_true, operands(sitting, node))) <= (len(node.children) if most is None else most))


@expression("match")
def match(sitting: Sitting, node: Node) -> Held:
    left, right = pair_of(sitting, node)
    return None if left is None or right is None else truth(is_true=same(left, right))


@expression("equal")
def equal(sitting: Sitting, node: Node) -> Held:
    left, right = pair_of(sitting, node)
    if left is None or right is None:
        return None
    mode = node.get("tolerancemode", "exact").strip().lower() or "exact"
    if not (left.is_number and right.is_number):
        return truth(is_true=_loosely_same(left, right))
    if mode == "exact":
        return truth(is_true=left.data == right.data)
    if mode not in {"absolute", "relative"}:
        raise at(node, _("unknown tolerance mode “%(mode)s”") % {"mode": mode[:20]})
    below, above = _tolerances(sitting, node)
    middle, other = exact(left.data), exact(right.data)
    if mode == "relative":
        below, above = middle * below / 100, middle * above / 100
    lower, upper = middle - below, middle + above
    is_above = other >= lower if is_yes(node, "includelowerbound", default=True) else other > lower
    is_below = other <= upper if is_yes(node, "includeupperbound", default=True) else other < upper
    return truth(is_true=is_above and is_below)


def _loosely_same(left: Value, right: Value) -> bool:
    """The standard compares numbers alone; authors compare whatever they have."""
    return same(left, Value(left.base, right.cardinality, right.data))


def _tolerances(sitting: Sitting, node: Node) -> tuple[Decimal, Decimal]:
    found = [number_or_variable(sitting, node, "tolerance", raw) for raw in node.get("tolerance").split()]
    if not 1 <= len(found) <= 2 or any(part is None or part < 0 for part in found):
        raise at(node, _("the tolerance cannot be read"))
    known = [exact(part) for part in found if part is not None]
    return known[0], known[-1]


@expression("notequal")
def not_equal(sitting: Sitting, node: Node) -> Held:
    held = equal(sitting, node)
    return None if held is None else truth(is_true=not held.data)


def rounded(sitting: Sitting, node: Node, value: float) -> float | None:
    """To decimal places or significant figures, halves away from 0."""
    figures = number_or_variable(sitting, node, "figures")
    mode = node.get("roundingmode", "significantFigures").strip().replace("-", "").lower().removesuffix("s")
    if figures is None or figures != int(figures) or figures < (mode == "significantfigure") or figures > 40:
        return None
    number = exact(value)
    if mode == "significantfigure":
        if not number:
            return 0.0
        places = int(figures) - 1 - number.adjusted()
    elif mode == "decimalplace":
        places = int(figures)
    else:
        raise at(node, _("unknown rounding mode"))
    if places - number.adjusted() > 300 or places < -300:
        return float(number)
    return float(_quantized(number, places))


def _quantized(number: Decimal, places: int) -> Decimal:
    """Where the number has fewer digits than asked for, it is what it is."""
    _sign, _digits, exponent = number.as_tuple()
    return number if isinstance(exponent, int) and -exponent <= places else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@expression("equalrounded")
def equal_rounded(sitting: Sitting, node: Node) -> Held:
    left, right = pair_of(sitting, node)
    if left is None or right is None or not left.is_number or not right.is_number:
        return None
    one, other = rounded(sitting, node, left.data), rounded(sitting, node, right.data)
    return None if one is None or other is None else truth(is_true=one == other)


def _ordered_numbers(sitting: Sitting, node: Node) -> tuple[float, float] | None:
    left, right = pair_of(sitting, node)
    if left is None or right is None or not left.is_number or not right.is_number:
        return None
    return left.data, right.data


@expression("lt", "gt", "lte", "gte")
def compare(sitting: Sitting, node: Node) -> Held:
    both = _ordered_numbers(sitting, node)
    if both is None:
        return None
    left, right = both
    return truth(is_true={"lt": left < right, "gt": left > right, "lte": left <= right, "gte": left >= right}[node.name])


@expression("durationlt", "durationgte")
def compare_durations(sitting: Sitting, node: Node) -> Held:
    left, right = pair_of(sitting, node)
    if left is None or right is None or left.base != "duration" or right.base != "duration":
        return None
    is_shorter = left.data < right.data
    return truth(is_true=is_shorter if node.name == "durationlt" else not is_shorter)


@expression("istypeof")
def is_type_of(sitting: Sitting, node: Node) -> Held:
    """Not of the standard: whether a value has the named base type."""
    value, base = pair_of(sitting, node)
    if value is None or base is None:
        return truth(is_true=False)
    return truth(is_true=str(value.base).lower() == str(base.data).lower())


@expression("customoperator")
def custom_operator(sitting: Sitting, node: Node) -> Held:
    """An operator of the item's own, which nobody here knows, comes to nothing. No question that uses one is imported."""
    return None


@expression("null")
def null(sitting: Sitting, node: Node) -> Held:
    return None


def holds(sitting: Sitting, node: Node) -> bool:
    """Whether a condition is met; NULL is not."""
    return is_true(evaluate(sitting, node))
