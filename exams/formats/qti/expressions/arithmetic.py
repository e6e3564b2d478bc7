"""Numbers. Whole ones stay whole; one NULL makes the result NULL; so does what no number is."""

import math
from collections.abc import Callable, Iterable
from functools import reduce

from django.utils.translation import gettext as _

from exams.formats.qti.expressions.logic import rounded
from exams.formats.qti.expressions.registry import Sitting, expression, operands
from exams.formats.qti.names import Node
from exams.formats.qti.values import Held, at, number


def _numbers(values: Iterable[Held]) -> list[int | float] | None:
    """All of them, containers laid open; None where one is NULL or no number."""
    found: list[int | float] = []
    for value in values:
        if value is None or value.has_gaps:
            return None
        for scalar in value.members if value.cardinality != "record" else ("",):
            if isinstance(scalar, bool) or not isinstance(scalar, int | float) or value.base == "duration":
                return None
            found.append(scalar)
    return found or None


def _safely(function: Callable[..., int | float], *arguments: float) -> Held:
    try:
        return number(function(*arguments))
    except (ArithmeticError, ValueError):
        return None


@expression("sum")
def total(sitting: Sitting, node: Node) -> Held:
    found = _numbers(operands(sitting, node))
    return None if found is None else number(sum(found))


@expression("product")
def product(sitting: Sitting, node: Node) -> Held:
    found = _numbers(operands(sitting, node))
    return None if found is None else _safely(lambda: reduce(lambda left, right: _bounded(left * right), found))


def _bounded(value: float) -> int | float:
    return float(value) if abs(value) > 2**200 else value


@expression("max", "min")
def extreme(sitting: Sitting, node: Node) -> Held:
    found = _numbers(operands(sitting, node))
    if found is None:
        return None
    chosen = max(found) if node.name == "max" else min(found)
    return number(chosen if all(isinstance(part, int) for part in found) else float(chosen))


def _two(sitting: Sitting, node: Node) -> tuple[int | float, int | float] | None:
    found = _numbers(operands(sitting, node, 2, 2))
    return (found[0], found[1]) if found is not None and len(found) == 2 else None


def _two_whole(sitting: Sitting, node: Node) -> tuple[int, int] | None:
    both = _two(sitting, node)
    if both is None or any(not float(part).is_integer() for part in both):
        return None
    return int(both[0]), int(both[1])


@expression("subtract")
def subtract(sitting: Sitting, node: Node) -> Held:
    both = _two(sitting, node)
    return None if both is None else number(both[0] - both[1])


@expression("divide")
def divide(sitting: Sitting, node: Node) -> Held:
    both = _two(sitting, node)
    return None if both is None else _safely(lambda: both[0] / both[1])


@expression("power")
def power(sitting: Sitting, node: Node) -> Held:
    both = _two(sitting, node)
    return None if both is None else _safely(math.pow, *both)


@expression("mod")
def remainder(sitting: Sitting, node: Node) -> Held:
    """Not of the standard: what division leaves, with the sign of the first."""
    both = _two(sitting, node)
    return None if both is None else _safely(math.fmod, *both)


@expression("integerdivide")
def integer_divide(sitting: Sitting, node: Node) -> Held:
    """Rounded down, also below 0."""
    both = _two_whole(sitting, node)
    return None if both is None else _safely(lambda: both[0] // both[1])


@expression("integermodulus")
def integer_modulus(sitting: Sitting, node: Node) -> Held:
    both = _two_whole(sitting, node)
    return None if both is None else _safely(lambda: both[0] % both[1])


@expression("gcd", "lcm")
def divisors(sitting: Sitting, node: Node) -> Held:
    found = _numbers(operands(sitting, node))
    if found is None or any(not float(part).is_integer() for part in found):
        return None
    whole = [int(part) for part in found]
    if node.name == "gcd":
        return number(math.gcd(*whole))
    least = 1
    for part in whole:
        least = math.lcm(least, part)
        if number(least) is None:
            return None
    return number(least)


def _one(sitting: Sitting, node: Node) -> int | float | None:
    found = _numbers(operands(sitting, node, 1, 1))
    return found[0] if found is not None and len(found) == 1 else None


@expression("round")
def nearest(sitting: Sitting, node: Node) -> Held:
    """Halves upwards: −6.5 becomes −6."""
    value = _one(sitting, node)
    return None if value is None else _safely(lambda: math.floor(value + 0.5))


@expression("truncate")
def truncate(sitting: Sitting, node: Node) -> Held:
    value = _one(sitting, node)
    return None if value is None else _safely(math.trunc, value)


@expression("integertofloat")
def integer_to_float(sitting: Sitting, node: Node) -> Held:
    value = _one(sitting, node)
    return None if value is None else number(float(value))


@expression("roundto")
def round_to(sitting: Sitting, node: Node) -> Held:
    value = _one(sitting, node)
    return None if value is None else number(rounded(sitting, node, value))


@expression("mathconstant")
def constant(sitting: Sitting, node: Node) -> Held:
    found = {"pi": math.pi, "e": math.e}.get(node.get("name").strip().lower())
    if found is None:
        raise at(node, _("unknown constant “%(name)s”") % {"name": node.get("name")[:20]})
    return number(found)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


_FUNCTIONS: dict[str, Callable[..., int | float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "cot": lambda x: 1 / math.tan(x),
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "asec": lambda x: math.acos(1 / x),
    "acsc": lambda x: math.asin(1 / x),
    "acot": lambda x: math.atan(1 / x),
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sech": lambda x: 1 / math.cosh(x),
    "csch": lambda x: 1 / math.sinh(x),
    "coth": lambda x: 1 / math.tanh(x),
    "log": math.log10,
    "ln": math.log,
    "exp": math.exp,
    "abs": abs,
    "signum": _sign,
    "floor": math.floor,
    "ceil": math.ceil,
    "todegrees": math.degrees,
    "toradians": math.radians,
}


@expression("mathoperator")
def math_operator(sitting: Sitting, node: Node) -> Held:
    name = node.get("name").strip().lower()
    function = _FUNCTIONS.get(name)
    if function is None:
        raise at(node, _("unknown function “%(name)s”") % {"name": name[:20]})
    expected = 2 if name == "atan2" else 1
    found = _numbers(operands(sitting, node, expected, expected))
    return None if found is None or len(found) != expected else _safely(function, *found)


def _statistics(name: str, node: Node, values: list[int | float]) -> Held:
    mean = math.fsum(values) / len(values)
    if name == "mean":
        return number(mean)
    if name not in {"samplevariance", "samplesd", "popvariance", "popsd"}:
        raise at(node, _("unknown statistic “%(name)s”") % {"name": name[:20]})
    freedom = len(values) - 1 if name.startswith("sample") else len(values)
    if freedom < 1:
        return None
    variance = math.fsum((value - mean) ** 2 for value in values) / freedom
    return number(math.sqrt(variance) if name.endswith("sd") else variance)


@expression("statsoperator")
def statistics(sitting: Sitting, node: Node) -> Held:
    found = _numbers(operands(sitting, node, 1, 1))
    return None if found is None else _safely_statistics(node.get("name").strip().lower(), node, found)


@expression("mean", "samplevariance", "samplesd", "popvariance", "popsd")
def named_statistics(sitting: Sitting, node: Node) -> Held:
    """Not of the standard: the statistic as an element of its own."""
    found = _numbers(operands(sitting, node))
    return None if found is None else _safely_statistics(node.name, node, found)


def _safely_statistics(name: str, node: Node, values: list[int | float]) -> Held:
    try:
        return _statistics(name, node, values)
    except ArithmeticError:
        return None
