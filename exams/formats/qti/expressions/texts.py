"""Texts: the same, one in the other, a piece of one, a pattern."""

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import is_yes
from exams.formats.qti.expressions.registry import Sitting, expression, operands, pair_of, text_of
from exams.formats.qti.names import Node
from exams.formats.qti.patterns import BadPattern, Pattern, compiled
from exams.formats.qti.values import Held, at, single, truth


@expression("stringmatch")
def string_match(sitting: Sitting, node: Node) -> Held:
    left, right = pair_of(sitting, node)
    if left is None or right is None:
        return None
    one, other = text_of(left), text_of(right)
    if one is None or other is None:
        return None
    if not is_yes(node, "casesensitive", default=True):
        one, other = one.casefold(), other.casefold()
    return truth(is_true=other in one if is_yes(node, "substring", default=False) else one == other)


@expression("substring")
def substring(sitting: Sitting, node: Node) -> Held:
    """Whether the first text is within the second. With numbers (not of the standard): the piece from there on, so long."""
    values = operands(sitting, node, 2, 3)
    if any(value is None for value in values):
        return None
    first, *rest = (value for value in values if value is not None)
    text = text_of(first)
    if text is None:
        return None
    if all(value.is_number for value in rest):
        start = max(0, int(rest[0].data) - 1)
        length = max(0, int(rest[1].data)) if len(rest) == 2 else len(text)
        return single("string", text[start : start + length])
    whole = text_of(rest[0])
    if whole is None or len(rest) != 1:
        return None
    if not is_yes(node, "casesensitive", default=True):
        text, whole = text.casefold(), whole.casefold()
    return truth(is_true=text in whole)


@expression("patternmatch")
def pattern_match(sitting: Sitting, node: Node) -> Held:
    """The whole text by the pattern, which stands in an attribute (or, not of the standard, as a second operand)."""
    values = operands(sitting, node, 1, 2)
    raw = node.get("pattern")
    if len(values) == 2:
        if values[1] is None:
            return None
        raw = text_of(values[1]) or ""
    elif raw.startswith("{") and raw.endswith("}") and (held := sitting.value(raw[1:-1])) is not None:
        raw = text_of(held) or ""
    if values[0] is None:
        return None
    text = text_of(values[0])
    if text is None:
        return None
    try:
        pattern: Pattern = compiled(raw, is_case_sensitive=is_yes(node, "casesensitive", default=True))
        sitting.spend(pattern.cost(text) // 20)
        return truth(is_true=pattern.matches(text))
    except BadPattern as error:
        raise at(node, _("the pattern “%(pattern)s” cannot be followed") % {"pattern": raw[:60]}) from error
