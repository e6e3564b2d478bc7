"""Rules: what an item does with a response. Conditions, setting variables, fragments, leaving early."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from exams.formats.qti.declarations import Variable
from exams.formats.qti.expressions import Sitting, evaluate, holds
from exams.formats.qti.names import Node
from exams.formats.qti.values import at

MOST_TRIES = 100
"""Draws of template variables before their constraint is given up and the defaults stand."""

type Fetch = Callable[[str], Node | None]
"""Finds an included fragment by its address; None where there is none."""

_CONDITIONS = {
    kind: (f"{kind}if", f"{kind}elseif", f"{kind}else")
    for kind in ("response", "outcome", "template")
}  # fmt: skip
_FRAGMENTS = {"responseprocessingfragment", "outcomeprocessingfragment", "templateprocessingfragment"}
_EXITS = {"exitresponse", "exittemplate", "exittest"}
_IGNORED = {"console", "printedvariable"}
DEEPEST_INCLUDE = 8


class _Leave(Exception):
    """The rules end here, as they say themselves."""


class Rules:
    """Follows the rules of one sitting."""

    def __init__(self, sitting: Sitting, fetch: Fetch | None = None) -> None:
        self.sitting, self.fetch, self.depth = sitting, fetch, 0

    def run(self, program: Node) -> None:
        """From the first rule to the last, or to an exit. Raises Unevaluable."""
        try:
            for rule in program.children:
                self.follow(rule)
        except _Leave:
            return

    def draw(self, program: Node) -> None:
        """A template's rules. Where a constraint does not hold, all over again; after MOST_TRIES the defaults stand."""
        tries: dict[int, int] = {}
        place = 0
        while place < len(program.children):
            rule = program.children[place]
            place += 1
            if rule.name != "templateconstraint":
                try:
                    self.follow(rule)
                except _Leave:
                    return
            elif not holds(self.sitting, self._only(rule)):
                self._forget_draw()
                tries[place] = tries.get(place, 0) + 1
                place = place if tries[place] >= MOST_TRIES else 0

    def _forget_draw(self) -> None:
        for variable in self.sitting.variables.values():
            if variable.kind == "template":
                variable.value = variable.default

    def follow(self, rule: Node) -> None:
        self.sitting.spend()
        name = rule.name
        if name.endswith("condition") and name.removesuffix("condition") in _CONDITIONS:
            self._condition(rule, *_CONDITIONS[name.removesuffix("condition")])
        elif name in _FRAGMENTS:
            self._all(rule.children)
        elif name == "xi:include":
            self._include(rule)
        elif name in _EXITS:
            raise _Leave
        elif name.startswith(("set", "lookupoutcome")):
            self._set(rule)
        elif name not in _IGNORED:
            raise at(rule, _("there is no way to follow the rule <%(name)s>") % {"name": name})

    def _all(self, rules: list[Node]) -> None:
        for rule in rules:
            self.follow(rule)

    def _condition(self, rule: Node, first: str, further: str, otherwise: str) -> None:
        """The first branch whose condition holds, else the last."""
        for branch in rule.children:
            if branch.name == otherwise:
                self._all(branch.children)
                return
            if branch.name not in {first, further} or not branch.children:
                raise at(branch, _("<%(branch)s> is no branch of <%(name)s>") % {"branch": branch.name, "name": rule.name})
            if holds(self.sitting, branch.children[0]):
                self._all(branch.children[1:])
                return

    def _only(self, rule: Node) -> Node:
        if len(rule.children) != 1:
            raise at(rule, _("<%(name)s> needs one expression") % {"name": rule.name})
        return rule.children[0]

    def _set(self, rule: Node) -> None:
        variables, identifier = self.sitting.variables, rule.get("identifier").strip()
        if rule.name == "setdefaultvalue" and not rule.children:
            if identifier in variables:
                variables[identifier].value = variables[identifier].default
            return
        value = evaluate(self.sitting, self._only(rule))
        if identifier not in variables:
            # An outcome that nobody declared does not change any other.
            base = value.base if value is not None else None
            variables[identifier] = Variable(identifier, "outcome", value.cardinality if value is not None else "single", base)
        variable = variables[identifier]
        match rule.name:
            case "setcorrectresponse":
                variable.correct = variable.conform(value)
            case "setdefaultvalue":
                variable.default = variable.value = variable.conform(value)
            case "lookupoutcomevalue":
                if variable.lookup is None:
                    raise at(rule, _("the outcome “%(name)s” has no table to look up in") % {"name": identifier[:40]})
                variable.value = variable.conform(variable.lookup.find(value))
            case "setoutcomevalue" | "setresponsevalue" | "settemplatevalue":
                variable.value = variable.conform(value)
            case _:
                raise at(rule, _("there is no way to follow the rule <%(name)s>") % {"name": rule.name})

    def _include(self, rule: Node) -> None:
        """A fragment of the package; where there is none, what the item gives instead."""
        href = rule.get("href").strip()
        self.depth += 1
        if self.depth > DEEPEST_INCLUDE:
            raise at(rule, _("fragments include one another"))
        found = self.fetch(href) if self.fetch else None
        fallback = next((child for child in rule.children if child.name == "xi:fallback"), None)
        if found is not None:
            self._all(found.children if found.name in _FRAGMENTS or found.name.endswith("processing") else [found])
        elif fallback is not None:
            self._all(fallback.children)
        else:
            raise at(rule, _("the fragment “%(file)s” is not here") % {"file": href[:60]})
        self.depth -= 1
