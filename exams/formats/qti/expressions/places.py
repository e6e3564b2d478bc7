"""Answers turned into points by the tables of their declaration, and points of a picture that lie within a shape."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import Area, Variable, read_area
from exams.formats.qti.expressions.registry import Sitting, expression, operands
from exams.formats.qti.names import Node
from exams.formats.qti.values import Held, Value, at, number, truth


def is_inside(area: Area, point: tuple[float, float]) -> bool:
    """The border belongs to the shape."""
    x, y = point
    coords = area.coords
    match area.shape:
        case "default":
            return True
        case "rect":
            left, top, right, bottom = coords
            return min(left, right) <= x <= max(left, right) and min(top, bottom) <= y <= max(top, bottom)
        case "circle":
            return (x - coords[0]) ** 2 + (y - coords[1]) ** 2 <= coords[2] ** 2
        case "ellipse":
            wide, high = coords[2], coords[3]
            return bool(wide and high) and ((x - coords[0]) / wide) ** 2 + ((y - coords[1]) / high) ** 2 <= 1
    return _in_polygon(list(zip(coords[::2], coords[1::2], strict=True)), x, y)


def _in_polygon(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """A ray to the right crosses the border an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (x - x1) * (y2 - y1) == (y - y1) * (x2 - x1) and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@expression("inside")
def inside(sitting: Sitting, node: Node) -> Held:
    (value,) = operands(sitting, node, 1, 1)
    if value is None or value.has_gaps or value.base != "point":
        return None
    area = read_area(node)
    sitting.spend(len(value.members) * len(area.coords) // 20)
    return truth(is_true=any(is_inside(area, point) for point in _points(value)))


def _points(value: Value) -> list[tuple[float, float]]:
    parts = [scalar for scalar in value.members if isinstance(scalar, tuple)]
    return [(x, y) for x, y in parts if isinstance(x, float) and isinstance(y, float)]


def _declared(sitting: Sitting, node: Node) -> Variable:
    found = sitting.variables.get(node.get("identifier").strip())
    if found is None:
        raise at(
            node, _("<%(name)s> names “%(variable)s”, which is not declared") % {"name": node.name, "variable": node.get("identifier")[:40]}
        )
    return found


@expression("mapresponse", "mapoutcome")
def map_response(sitting: Sitting, node: Node) -> Held:
    """The sum of what the table says of each value; nothing where there is no table."""
    variable = _declared(sitting, node)
    if variable.mapping is None or variable.base is None:
        return number(0.0)
    if variable.value is not None:
        sitting.spend(len(variable.value.members) * len(variable.mapping.entries) // 20)
    return number(float(variable.mapping.total(variable.base, variable.value, is_container=variable.cardinality != "single")))


@expression("mapresponsepoint")
def map_response_point(sitting: Sitting, node: Node) -> Held:
    """Each point counts for the first shape around it, or as the default. No shape counts for two points."""
    variable = _declared(sitting, node)
    table, value = variable.areas, variable.value
    if table is None:
        return number(0.0)
    if value is None or value.base != "point":
        return number(float(table.bounds.hold(table.bounds.default)))
    sitting.spend(len(value.members) * sum(len(area.coords) + 1 for area in table.areas) // 20)
    worth = _spent_once(table.areas, table.bounds.default)
    return number(float(table.bounds.hold(sum(map(worth, _points(value))))))


def _spent_once(areas: tuple[Area, ...], default: float) -> Callable[[tuple[float, float]], float]:
    """The standard: an area is mapped once only; a second point in it is worth nothing."""
    spent: set[int] = set()

    def worth(point: tuple[float, float]) -> float:
        for place, area in enumerate(areas):
            if is_inside(area, point):
                value = 0.0 if place in spent else area.value
                spent.add(place)
                return value
        return default

    return worth
