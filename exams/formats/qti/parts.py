"""Every kind of question as QTI 3: what it declares, how it is shown, and the rules that give it the share we would."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from exams.formats.qti.answers import name_of, parts

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_GAP = re.compile(r"\[\[(\d+)\]\]")
_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile(r"([\\|.?*+{}()\[\]^$-])")

type Element = Any
"""An element of lxml, which has no types to speak of."""


def element(tag: str, *children: "Element | str", **attributes: object) -> Element:
    """<qti-tag> or, with a leading dot, an HTML element. Attributes are written with hyphens."""
    made = etree.Element(f"{{{NAMESPACE}}}{tag[1:] if tag.startswith('.') else f'qti-{tag}'}", nsmap={None: NAMESPACE})
    for name, value in attributes.items():
        if value is not None:
            made.set(name.strip("_").replace("_", "-"), clean(str(value)))
    append(made, children)
    return made


def append(parent: Element, children: "Iterable[Element | str]") -> None:
    for child in children:
        if not isinstance(child, str):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + clean(child)
        else:
            parent.text = (parent.text or "") + clean(child)


def clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def number_of(value: object) -> str:
    return repr(float(Decimal(str(value))))


@dataclass
class Written:
    """A part of an item: declarations, what is shown, and rules that set its score."""

    declarations: list[Element] = field(default_factory=list)
    outcomes: list[Element] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    template: str = ""
    """The standard's own rules that these are, where they are."""


@dataclass(frozen=True)
class Place:
    """Which part is written: its suffix, the outcome that takes its score, and its words."""

    suffix: str
    lines: "list[Element]"

    @property
    def response(self) -> str:
        return name_of(self.suffix)

    @property
    def score(self) -> str:
        return f"SCORE{self.suffix}"


def paragraphs(text: str) -> list[Element]:
    return [element(".p", line) for line in text.split("\n") if line]


def prompt(place: Place) -> Element:
    return element("prompt", *place.lines)


def declared(place: Place, base: str, cardinality: str, right: Iterable[object], *more: Element) -> Element:
    values = [element("value", str(value)) for value in right]
    correct = [element("correct-response", *values)] if values else []
    return element("response-declaration", *correct, *more, identifier=place.response, cardinality=cardinality, base_type=base)


def constant(value: object, base: str = "float") -> Element:
    return element("base-value", number_of(value) if base == "float" else str(value), base_type=base)


def variable(identifier: str) -> Element:
    return element("variable", identifier=identifier)


def gives(place: Place, *expression: Element) -> Element:
    return element("set-outcome-value", *expression, identifier=place.score)


def chain(place: Place, branches: list[tuple[Element, object]]) -> Element:
    """The first condition that holds gives its share; none gives nothing."""
    made = [
        element("response-if" if number == 0 else "response-else-if", condition, gives(place, constant(share)))
        for number, (condition, share) in enumerate(branches)
    ]
    return element("response-condition", *made, element("response-else", gives(place, constant(0))))


def matched(place: Place) -> list[Element]:
    return [chain(place, [(element("match", variable(place.response), element("correct", identifier=place.response)), 1)])]


def mapped(place: Place) -> list[Element]:
    nothing = element("response-if", element("is-null", variable(place.response)), gives(place, constant(0)))
    return [
        element("response-condition", nothing, element("response-else", gives(place, element("map-response", identifier=place.response))))
    ]


def mapping(worth: Iterable[tuple[str, object]], **bounds: object) -> Element:
    entries = [element("map-entry", map_key=key, mapped_value=number_of(value)) for key, value in worth]
    return element("mapping", *entries, default_value="0.0", **bounds)


def simple_choices(options: Iterable[Mapping[str, Any]], tag: str = "simple-choice") -> list[Element]:
    return [element(tag, option["text"], identifier=option["key"], fixed="true" if option.get("fixed") else None) for option in options]


def single(content: Mapping[str, Any], place: Place) -> Written:
    shares = content.get("shares", {})
    table = [mapping([(content["answer"], 1), *shares.items()])] if shares else []
    body = element(
        "choice-interaction", prompt(place), *simple_choices(content["options"]),
        response_identifier=place.response, shuffle="true", max_choices=1,
    )  # fmt: skip
    return Written(
        [declared(place, "identifier", "single", [content["answer"]], *table)],
        body=[body],
        rules=mapped(place) if shares else matched(place),
        template="map_response" if shares else "match_correct",
    )


def multiple(content: Mapping[str, Any], place: Place) -> Written:
    is_each = content.get("credit") == "each"
    table = [mapping(_worth(content), lower_bound="0.0", upper_bound="1.0")] if is_each else []
    body = element(
        "choice-interaction", prompt(place), *simple_choices(content["options"]),
        response_identifier=place.response, shuffle="true", max_choices=0,
    )  # fmt: skip
    return Written(
        [declared(place, "identifier", "multiple", content["answer"], *table)],
        body=[body],
        rules=_added(content, place) if is_each else matched(place),
        template=("" if _is_short(content) else "map_response") if is_each else "match_correct",
    )


def _is_short(content: Mapping[str, Any]) -> bool:
    """The shares of the right options need not quite add up to the whole, which the key earns nevertheless."""
    worth = dict(_worth(content))
    return abs(sum(float(str(worth[key])) for key in content["answer"]) - 1) > 1e-9


def _added(content: Mapping[str, Any], place: Place) -> list[Element]:
    if not _is_short(content):
        return mapped(place)
    is_key = element("match", variable(place.response), element("correct", identifier=place.response))
    first = element("response-if", is_key, gives(place, constant(1)))
    return [
        element("response-condition", first, element("response-else", gives(place, element("map-response", identifier=place.response))))
    ]


def _worth(content: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What each option adds: an even part for a right one, as much less for a wrong one, or its own share."""
    right, shares = content["answer"], content.get("shares", {})
    even = 1 / len(right)
    keys = [option["key"] for option in content["options"]]
    return [(key, shares.get(key, even if key in right else -even)) for key in keys]


def true_false(content: Mapping[str, Any], place: Place) -> Written:
    choices = [element("simple-choice", _("Right"), identifier="true"), element("simple-choice", _("Wrong"), identifier="false")]
    body = element("choice-interaction", prompt(place), *choices, response_identifier=place.response, shuffle="false", max_choices=1)
    right = str(content["answer"]).lower()
    return Written([declared(place, "identifier", "single", [right])], body=[body], rules=matched(place), template="match_correct")


def entry(place: Place, *after: str) -> Element:
    return element(".p", element("text-entry-interaction", response_identifier=place.response), *after)


def numeric(content: Mapping[str, Any], place: Place) -> Written:
    unit = str(content.get("unit", ""))
    body = [*place.lines, entry(place, *([f" {unit}"] if unit else []))]
    return Written([declared(place, "float", "single", [number_of(content["answer"])])], body=body, rules=[numeric_rules(content, place)])


def numeric_rules(content: Mapping[str, Any], place: Place) -> Element:
    figures = [content, *sorted(content.get("also", ()), key=lambda figure: -Decimal(str(figure["share"])))]
    return chain(place, [(_near(figure, place), figure.get("share", 1)) for figure in figures])


def _near(figure: Mapping[str, Any], place: Place) -> Element:
    width = str(figure.get("tolerance", "0"))
    return element(
        "equal",
        constant(figure["answer"]),
        variable(place.response),
        tolerance_mode="absolute",
        tolerance=f"{number_of(width)} {number_of(width)}",
    )


def short_text(content: Mapping[str, Any], place: Place) -> Written:
    right = [str(content["accepted"][0]["text"])]
    body = [*place.lines, entry(place)]
    return Written([declared(place, "string", "single", right)], body=body, rules=[text_rules(content, place)])


def text_rules(content: Mapping[str, Any], place: Place) -> Element:
    ranked = sorted(content["accepted"], key=lambda accepted: -Decimal(str(accepted.get("share", 1))))
    return chain(place, [(_is_text(content, accepted, place), accepted.get("share", 1)) for accepted in ranked])


def _is_text(content: Mapping[str, Any], accepted: Mapping[str, Any], place: Place) -> Element:
    text, is_sensitive = str(accepted["text"]), bool(content.get("case_sensitive"))
    if content.get("wildcards"):
        return element("pattern-match", variable(place.response), pattern=_pattern(text, is_sensitive=is_sensitive))
    return element(
        "string-match", variable(place.response), constant(text, "string"), case_sensitive=str(is_sensitive).lower(), substring="false"
    )


def _pattern(text: str, *, is_sensitive: bool) -> str:
    """A wildcard is anything; where capitals do not count, each letter is either."""

    def letter(character: str) -> str:
        if not is_sensitive and character.lower() != character.upper() and len(character.lower() + character.upper()) == 2:
            return f"[{character.lower()}{character.upper()}]"
        return _SPECIAL.sub(r"\\\1", character)

    pieces = re.split(r"(\\\*|\*)", text)
    return "".join("[\\s\\S]*" if piece == "*" else "\\*" if piece == "\\*" else "".join(map(letter, piece)) for piece in pieces)


def ordering(content: Mapping[str, Any], place: Place) -> Written:
    body = element(
        "order-interaction", prompt(place), *simple_choices(content["options"]), response_identifier=place.response, shuffle="true"
    )
    is_each = content.get("credit") == "each"
    return Written(
        [declared(place, "identifier", "ordered", content["answer"])],
        body=[body],
        rules=_neighbours(content, place) if is_each else matched(place),
        template="" if is_each else "match_correct",
    )


def _neighbours(content: Mapping[str, Any], place: Place) -> list[Element]:
    """Each two that rightly follow one another earn an even part."""
    right = content["answer"]
    even = 1 / max(1, len(right) - 1)
    rules = [gives(place, constant(0))]
    for one, other in pairwise(right):
        following = element("ordered", constant(one, "identifier"), constant(other, "identifier"))
        more = gives(place, element("sum", variable(place.score), constant(even)))
        rules.append(element("response-condition", element("response-if", element("contains", variable(place.response), following), more)))
    return rules


def matching(content: Mapping[str, Any], place: Place) -> Written:
    rows = content["rows"]
    right = [f"r{row['key']} {content['answer'][row['key']]}" for row in rows]
    is_each = content.get("credit") == "each"
    table = [mapping([(pair, 1 / len(rows)) for pair in right])] if is_each else []
    left = [element("simple-associable-choice", row["text"], identifier=f"r{row['key']}", match_max=1) for row in rows]
    options = [
        element("simple-associable-choice", option["text"], identifier=option["key"], match_max=len(rows)) for option in content["options"]
    ]
    body = element(
        "match-interaction", prompt(place), element("simple-match-set", *left), element("simple-match-set", *options),
        response_identifier=place.response, shuffle="true", max_associations=len(rows),
    )  # fmt: skip
    return Written(
        [declared(place, "directedPair", "multiple", right, *table)],
        body=[body],
        rules=mapped(place) if is_each else matched(place),
        template="map_response" if is_each else "match_correct",
    )


def essay(content: Mapping[str, Any], place: Place) -> Written:
    body = [
        element(
            "extended-text-interaction", prompt(place), response_identifier=place.response, expected_length=content.get("words") or None
        )
    ]
    declarations = [declared(place, "string", "single", [])]
    for number in range(1, int(content.get("files") or 0) + 1):
        beside = Place(f"{place.suffix}_F{number}", [])
        declarations.append(declared(beside, "file", "single", []))
        body.append(element("upload-interaction", response_identifier=beside.response))
    return Written(declarations, body=body)


def cloze(content: Mapping[str, Any], place: Place) -> Written:
    made = Written()
    gaps = dict(parts("cloze", content))
    inner = {number: Place(f"{place.suffix}_{number}", []) for number in gaps}
    for number, gap in gaps.items():
        part = KINDS[gap["kind"]](gap, inner[number])
        made.declarations += part.declarations
        made.rules += part.rules
    for line in str(content["stem"]).split("\n"):
        pieces = _GAP.split(line)
        shown = [piece if place_in_line % 2 == 0 else _inline(gaps, inner, piece) for place_in_line, piece in enumerate(pieces)]
        made.body.append(element(".p", *shown))
    _add_up(made, place, [(inner[number], gap) for number, gap in gaps.items()])
    return made


def _inline(gaps: Mapping[str, Mapping[str, Any]], inner: Mapping[str, Place], number: str) -> "Element | str":
    gap = gaps.get(number)
    if gap is None:
        return f"[[{number}]]"
    if gap["kind"] == "single":
        choices = simple_choices(gap["options"], "inline-choice")
        return element("inline-choice-interaction", *choices, response_identifier=inner[number].response, shuffle="true")
    return element("text-entry-interaction", response_identifier=inner[number].response)


def _add_up(made: Written, place: Place, inner: list[tuple[Place, Mapping[str, Any]]]) -> None:
    """The parts' scores by their weights."""
    weights = [Decimal(str(part.get("weight", 1))) for _place, part in inner]
    total = sum(weights)
    sums = []
    for (part, _content), weight in zip(inner, weights, strict=True):
        made.outcomes.append(element("outcome-declaration", identifier=part.score, cardinality="single", base_type="float"))
        sums.append(element("product", variable(part.score), constant(float(weight / total))))
    made.rules.append(gives(place, element("sum", *sums)))


def case(content: Mapping[str, Any], place: Place) -> Written:
    made = Written(body=[*place.lines])
    inner: list[tuple[Place, Mapping[str, Any]]] = []
    for number, part in parts("case", content):
        own = Place(f"{place.suffix}_{number}", paragraphs(str(part["stem"])))
        written = KINDS[part["kind"]](part, own)
        made.declarations += written.declarations
        made.outcomes += written.outcomes
        made.body.append(element(".div", *written.body))
        made.rules += written.rules
        inner.append((own, part))
    _add_up(made, place, inner)
    return made


KINDS: dict[str, Callable[[Mapping[str, Any], Place], Written]] = {
    "single": single,
    "multiple": multiple,
    "true_false": true_false,
    "numeric": numeric,
    "short_text": short_text,
    "ordering": ordering,
    "matching": matching,
    "cloze": cloze,
    "case": case,
    "essay": essay,
}
