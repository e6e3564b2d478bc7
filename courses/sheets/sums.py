"""The closed set of sums a sheet can ask for, by name. Nothing a file says is ever run as code; every sum shows its working."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courses.sheets.definition import Item, Sheet

MOST_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Band:
    at_least: Decimal
    text: str
    tone: str


@dataclass(frozen=True)
class Gate:
    """Where this value is so low, nothing else counts."""

    of: str
    at_most: Decimal
    text: str


@dataclass(frozen=True)
class Rule:
    key: str
    rule: str
    label: str
    of: tuple[str, ...]
    unit: str = ""
    empty_is_zero: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True)
class Result:
    """`text` is what came out (empty while something is `missing`), `working` how; `tone` is good, warn, bad or nothing."""

    key: str
    label: str
    text: str = ""
    unit: str = ""
    working: str = ""
    tone: str = ""
    value: Decimal | None = None
    missing: tuple[str, ...] = ()


def read_rule(content: Mapping[str, Any]) -> Rule:
    return Rule(
        key=str(content["key"]),
        rule=str(content["rule"]),
        label=str(content["label"]),
        of=tuple(map(str, content["of"])),
        unit=str(content.get("unit", "")),
        empty_is_zero=tuple(map(str, content.get("empty_is_zero", ()))),
        bands=tuple(
            Band(Decimal(str(band["at_least"])), str(band["text"]), tone(band["tone"]))
            for band in sorted(content.get("bands", ()), key=lambda band: -Decimal(str(band["at_least"])))
        ),
        gates=tuple(Gate(str(gate["of"]), Decimal(str(gate["at_most"])), str(gate["text"])) for gate in content.get("gates", ())),
    )


def tone(word: str) -> str:
    if word not in {"good", "warn", "bad"}:
        raise ValueError(f"a tone is good, warn or bad, not “{word}”")
    return word


@dataclass
class Known:
    """What the sums may look at: the sheet, the answers, and the sums before."""

    sheet: "Sheet"
    answers: Mapping[str, Any]
    before: dict[str, Result]

    def value(self, name: str, rule: Rule) -> Decimal | None:
        if name in self.before:
            return self.before[name].value
        given = self.answers.get(name)
        if given is None:
            return Decimal(0) if name in rule.empty_is_zero else None
        return Decimal(str(given))

    def label(self, name: str) -> str:
        return self.before[name].label if name in self.before else self.sheet.labels().get(name, name)

    def items(self, sections: Sequence[str]) -> "list[Item]":
        return [item for section in self.sheet.sections if section.key in sections for item in section.items]


def results(sheet: "Sheet", answers: Mapping[str, Any]) -> list[Result]:
    """Every sum of the sheet, in its order; a later one may look at an earlier one."""
    known = Known(sheet, answers, {})
    for rule in sheet.rules:
        known.before[rule.key] = RULES[rule.rule](rule, known)
    return list(known.before.values())


def plain(value: Decimal) -> str:
    """At most two places, no idle zeros: 12.50 → 12.5."""
    shown = f"{value.quantize(MOST_PLACES, ROUND_HALF_UP):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def worked(sign: str, rule: Rule, known: Known, total: Callable[[Sequence[Decimal]], Decimal | None]) -> Result:
    """A sum over numbers: the words and the figures of each, then what comes out. Nothing while one is missing."""
    given = [(name, known.value(name, rule)) for name in rule.of]
    missing = tuple(known.label(name) for name, value in given if value is None)
    words = f" {sign} ".join(known.label(name) for name, _ in given)
    figures = [value for _, value in given if value is not None]
    value = None if missing else total(figures)
    if value is None:
        return Result(rule.key, rule.label, unit=rule.unit, working=words, missing=missing)
    shown = f" {sign} ".join(plain(figure) if figure >= 0 else f"({plain(figure)})" for figure in figures)
    return Result(rule.key, rule.label, plain(value), rule.unit, f"{words} = {shown} = {plain(value)}{rule.unit}", value=value)


def add(rule: Rule, known: Known) -> Result:
    return worked("+", rule, known, lambda figures: sum(figures, Decimal(0)))


def subtract(rule: Rule, known: Known) -> Result:
    return worked("−", rule, known, lambda figures: figures[0] - sum(figures[1:], Decimal(0)))


def multiply(rule: Rule, known: Known) -> Result:
    def product(figures: Sequence[Decimal]) -> Decimal:
        total = Decimal(1)
        for figure in figures:
            total *= figure
        return total

    return worked("×", rule, known, product)


def divide(rule: Rule, known: Known) -> Result:
    return worked("÷", rule, known, lambda figures: figures[0] / figures[1] if figures[1] else None)


def percentage(rule: Rule, known: Known) -> Result:
    """The first as so many hundredths of the second."""
    return worked("÷", rule, known, lambda figures: figures[0] / figures[1] * 100 if figures[1] else None)


def percent_of(rule: Rule, known: Known) -> Result:
    """So many hundredths of an amount: 5 of 20000 is 1000."""
    amount, share = known.value(rule.of[0], rule), known.value(rule.of[1], rule)
    words = f"{known.label(rule.of[0])} × {known.label(rule.of[1])}"
    if amount is None or share is None:
        gone = tuple(known.label(name) for name, value in zip(rule.of, (amount, share), strict=True) if value is None)
        return Result(rule.key, rule.label, unit=rule.unit, working=words, missing=gone)
    value = amount * share / 100
    working = f"{words} = {plain(amount)} × {plain(share)}% = {plain(value)}{rule.unit}"
    return Result(rule.key, rule.label, plain(value), rule.unit, working, value=value)


def share_off(rule: Rule, known: Known) -> Result:
    """A price after so many tenths of discount (折): 30 at 7 折 is 21. Without a discount the price stands."""
    price, tenths = known.value(rule.of[0], rule), known.value(rule.of[1], rule)
    label = f"{known.label(rule.of[0])} × {known.label(rule.of[1])} ÷ 10"
    if price is None:
        return Result(rule.key, rule.label, unit=rule.unit, working=label, missing=(known.label(rule.of[0]),))
    if not tenths:
        return Result(rule.key, rule.label, plain(price), rule.unit, f"{known.label(rule.of[0])} = {plain(price)}{rule.unit}", value=price)
    value = price * tenths / 10
    shown = f"{label} = {plain(price)} × {plain(tenths)} ÷ 10 = {plain(value)}{rule.unit}"
    return Result(rule.key, rule.label, plain(value), rule.unit, shown, value=value)


def ticked(rule: Rule, known: Known) -> Result:
    """How many of the boxes in these sections are ticked."""
    boxes = [item.key for item in known.items(rule.of) if item.kind in {"tick", "step"}]
    done = sum(bool(known.answers.get(box)) for box in boxes)
    return Result(rule.key, rule.label, f"{done} / {len(boxes)}", tone="good" if done == len(boxes) else "", value=Decimal(done))


def weighted(rule: Rule, known: Known) -> Result:
    """Marks from 1 to 5, each times its weight, of a hundred. Nothing while one mark is missing."""
    items = [item for item in known.items(rule.of) if item.kind == "score"]
    missing = tuple(item.label for item in items if known.answers.get(item.key) is None)
    most = sum(5 * item.weight for item in items)
    if missing or not most:
        words = " + ".join(f"{item.label}×{item.weight}" for item in items)
        return Result(rule.key, rule.label, unit=rule.unit, working=f"({words}) ÷ {most} × 100", missing=missing)
    marks = [(int(known.answers[item.key]), item.weight) for item in items]
    value = Decimal(sum(mark * weight for mark, weight in marks)) * 100 / most
    shown = " + ".join(f"{mark}×{weight}" for mark, weight in marks)
    working = f"({shown}) ÷ {most} × 100 = {plain(value.quantize(Decimal(1), ROUND_HALF_UP))}"
    value = value.quantize(Decimal(1), ROUND_HALF_UP)
    return Result(rule.key, rule.label, plain(value), rule.unit, working, value=value)


def verdict(rule: Rule, known: Known) -> Result:
    """What it comes to in words: a gate that is not passed decides alone, else the band the value falls in."""
    for gate in rule.gates:
        value = known.value(gate.of, rule)
        if value is not None and value <= gate.at_most:
            return Result(rule.key, rule.label, gate.text, tone="bad", working=f"{known.label(gate.of)} = {plain(value)}")
    found = {name: known.value(name, rule) for name in (*rule.of, *(gate.of for gate in rule.gates))}
    missing = tuple(known.label(name) for name, value in found.items() if value is None)
    total = found[rule.of[0]]
    if missing or total is None:
        return Result(rule.key, rule.label, missing=missing)
    band = next((band for band in rule.bands if total >= band.at_least), rule.bands[-1])
    return Result(rule.key, rule.label, band.text, tone=band.tone, working=f"{known.label(rule.of[0])} = {plain(total)}")


RULES: dict[str, Callable[[Rule, Known], Result]] = {
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "percentage": percentage,
    "percent_of": percent_of,
    "share_off": share_off,
    "ticked": ticked,
    "weighted": weighted,
    "verdict": verdict,
}
