"""GIFT as it is written: the parts of each question, before anything is made of them.

Read as Moodle reads it: a blank line ends a question, the first `{` opens its answers, and which signs stand in them says
what kind it is. Each character is looked at a fixed number of times.
"""

import re
from dataclasses import dataclass, field
from typing import Any

MARKS = {"~": "\ufdd0", "=": "\ufdd1", "#": "\ufdd2", "{": "\ufdd3", "}": "\ufdd4", ":": "\ufdd5", "n": "\ufdd6"}
"""What stands for an escaped sign while the others are looked for. No file holds these: see opening."""
BREAK = MARKS["n"]
CATEGORY = "$CATEGORY:"
_BACK = str.maketrans({mark: sign for sign, mark in MARKS.items() if sign != "n"})
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_FORMATS = {"html", "moodle", "plain", "markdown"}
_NAMED = re.compile(r"\[(id|tag):((?:[^\[\]\\]|\\.){1,200})\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
_UNENDED_TAG = re.compile(r"<[A-Za-z][^<>]*$")
_NUMBER = r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,2})?"
_SPAN = re.compile(rf"({_NUMBER})\s{{0,9}}\.\.\s{{0,9}}({_NUMBER})")
_NEAR = re.compile(rf"({_NUMBER})\s{{0,9}}:\s{{0,9}}({_NUMBER})")
_ALONE = re.compile(_NUMBER)


class BadGift(ValueError):
    """The signs of a question do not fit together. `at` is where, from the question's beginning."""

    def __init__(self, fault: str, at: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.at = fault, at


@dataclass(frozen=True)
class Text:
    """Words with the name of their format. `raw` still holds marks for escaped signs."""

    format: str
    raw: str

    @property
    def words(self) -> str:
        """Without escapes. A line end that was written as \\n stays what it is; other line ends only where the format minds them."""
        text = self.raw.translate(_BACK).replace(BREAK, "\n")
        return text.strip() if self.format in {"html", "markdown"} else " ".join(text.split())

    @property
    def kept(self) -> str:
        """Without escapes, every line end kept."""
        return self.raw.translate(_BACK).replace(BREAK, "\n").strip()

    def typed(self, between: str) -> str:
        """For plain words: line ends of the file become `between`, those written as \\n and all spaces within a line stay."""
        lines = (line.strip() for line in self.raw.translate(_BACK).split("\n"))
        return between.join(lines).replace(BREAK, "\n").strip()

    def as_json(self) -> dict[str, str] | None:
        return {"format": self.format, "text": self.words}


@dataclass(frozen=True)
class Number:
    """A number, a number with a tolerance, or all from low to high. Digits as they were written."""

    form: str
    first: str
    second: str = ""

    def as_json(self) -> dict[str, Any]:
        if self.form == "high-low":
            return {"type": self.form, "numberHigh": plain_number(self.second), "numberLow": plain_number(self.first)}
        found = {"type": self.form, "number": plain_number(self.first)}
        return found | {"range": plain_number(self.second)} if self.form == "range" else found


@dataclass(frozen=True)
class Choice:
    is_right: bool
    weight: str | None
    text: Text | Number | None
    feedback: Text | None

    def as_json(self) -> dict[str, Any]:
        return {
            "isCorrect": self.is_right,
            "weight": plain_number(self.weight) if self.weight is not None else None,
            "text": self.text.as_json() if self.text else None,
            "feedback": _json(self.feedback),
        }


@dataclass(frozen=True)
class Pair:
    question: Text
    answer: str


@dataclass
class Node:
    """One question, description or category."""

    type: str
    title: str | None = None
    stem: Text = Text("moodle", "")
    asked: Text = Text("moodle", "")
    """The stem with a blank exactly where the answers stood; the tree sets it between spaces."""
    id: str | None = None
    tags: list[str] | None = None
    is_embedded: bool = False
    feedback: Text | None = None
    choices: list[Choice] = field(default_factory=list)
    is_single_number: bool = False
    is_true: bool = False
    if_wrong: Text | None = None
    if_right: Text | None = None
    pairs: list[Pair] = field(default_factory=list)
    credit: str = ""

    def as_json(self) -> dict[str, Any]:
        """The tree as others write it down."""
        if self.type == "Category":
            return {"type": self.type, "title": self.title}
        tree: dict[str, Any] = {"id": self.id, "tags": self.tags, "type": self.type, "title": self.title}
        tree |= {"stem": self.stem.as_json(), "hasEmbeddedAnswers": self.is_embedded}
        if self.type == "Description":
            return tree
        tree["globalFeedback"] = _json(self.feedback)
        if self.type == "TF":
            tree |= {"isTrue": self.is_true, "trueFeedback": _json(self.if_wrong), "falseFeedback": _json(self.if_right)}
        elif self.type == "Matching":
            tree["matchPairs"] = [{"subquestion": pair.question.as_json(), "subanswer": pair.answer} for pair in self.pairs]
        elif self.is_single_number and self.choices[0].text:
            tree["choices"] = self.choices[0].text.as_json()
        elif self.choices:
            tree["choices"] = [choice.as_json() for choice in self.choices]
        return tree


def _json(text: Text | None) -> dict[str, str] | None:
    return text.as_json() if text else None


def plain_number(digits: str) -> int | float:
    number = float(digits)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def read_block(lines: list[str]) -> Node | None:
    """One question from its lines; None where they are comments alone. Raises BadGift."""
    comments = [line.strip() for line in lines if line.strip().startswith("//")]
    text = "\n".join(" " if line.strip().startswith("//") else line for line in lines)
    text = _ESCAPED.sub(lambda found: MARKS.get(found[1], found[1]), text)
    start = len(text) - len(text.lstrip())
    text = text.rstrip()
    if not text[start:]:
        return None
    if text.startswith(CATEGORY, start):
        return Node("Category", text[start + len(CATEGORY) :].translate(_BACK).replace(BREAK, " ").strip())
    node = _Block(text, start).read()
    named = [found for line in comments for found in _NAMED.findall(line)]
    node.id = next((unescaped(value) for name, value in named if name == "id"), None)
    node.tags = [unescaped(value) for name, value in named if name == "tag"] or None
    return node


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value).strip()


class _Block:
    """The text of one question, escapes marked, and how far it is read."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.at = text, start

    def read(self) -> Node:
        title = self.title()
        opening, closing = self.text.find("{", self.at), self.text.find("}", self.at)
        if opening < 0 and closing < 0:
            return Node("Description", title, formatted(self.text[self.at :], "moodle"))
        if opening < 0 or 0 <= closing < opening:
            raise BadGift("closing without opening", closing)
        if closing < 0:
            raise BadGift("opening without closing", opening)
        second = min((place for sign in "{}" if (place := self.text.find(sign, closing + 1)) > 0), default=-1)
        if second > 0:
            raise BadGift("second braces", second)
        inner = self.text.find("{", opening + 1, closing)
        if inner > 0:
            raise BadGift("opening within", inner)
        return self.question(title, opening, closing)

    def title(self) -> str | None:
        if not self.text.startswith("::", self.at):
            return None
        self.at += 2
        end = self.text.find("::", self.at)
        if end < 0:
            return None
        title = " ".join(self.text[self.at : end].translate(_BACK).replace(BREAK, " ").split())
        self.at = end + 2
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        return title

    def question(self, title: str | None, opening: int, closing: int) -> Node:
        before, after = self.text[self.at : opening], self.text[closing + 1 :].strip()
        stem = asked = formatted(before, "moodle")
        if after:
            asked = formatted(f"{before}_____{self.text[closing + 1 :]}", "moodle")
            stem = Text(stem.format, f"{stem.raw} _____ {after}".strip())
        node = Node("Essay", title, stem, asked, is_embedded=bool(after))
        self.answers(node, opening + 1, closing)
        return node

    def answers(self, node: Node, start: int, end: int) -> None:
        general = self.text.rfind("####", start, end)
        if general >= 0:
            node.feedback = formatted(self.text[general + 4 : end], node.stem.format)
            end = general
        body = self.text[start:end]
        inside = body.strip()
        start += len(body) - len(body.lstrip())
        if not inside:
            return
        if inside.startswith("#"):
            self.numerical(node, inside[1:], start + 1)
        elif inside.startswith(">"):
            self.ordering(node, inside)
        elif "~" in inside:
            node.type = "MC"
            node.choices = [self.choice(node, *piece) for piece in pieces(inside, "=~", start)]
        elif "=" in inside and "->" in inside:
            node.type = "Matching"
            node.pairs = [self.pair(node, *piece) for piece in pieces(inside, "=", start)]
        elif inside.split("#", 1)[0].strip().upper() in {"T", "TRUE", "F", "FALSE"}:
            self.true_false(node, inside)
        else:
            node.type = "Short"
            marked = inside if "=" in inside else f"={inside}"
            node.choices = [self.choice(node, *piece) for piece in pieces(marked, "=", start)]

    def true_false(self, node: Node, inside: str) -> None:
        node.type = "TF"
        said, *feedback = inside.split("#", 2)
        node.is_true = said.strip().upper() in {"T", "TRUE"}
        found = [formatted(text, node.stem.format) for text in feedback]
        node.if_wrong = found[0] if found and found[0].raw.strip() else None
        node.if_right = found[1] if len(found) > 1 and found[1].raw.strip() else None

    def choice(self, node: Node, sign: str, body: str, at: int) -> Choice:
        weight, rest = weighed(body)
        text, _hash, feedback = rest.partition("#")
        if self.text.startswith("=", at + len(body)) and _UNENDED_TAG.search(text[-500:]):
            raise BadGift("equals within a tag", at)
        return Choice(sign == "=", weight, formatted(text, node.stem.format), said_of(feedback, node.stem.format))

    def pair(self, node: Node, sign: str, body: str, at: int) -> Pair:
        left, arrow, right = body.partition("->")
        if not arrow:
            raise BadGift("no arrow", at)
        return Pair(formatted(left, node.stem.format), formatted(right, "plain").typed(" "))

    def numerical(self, node: Node, inside: str, at: int) -> None:
        node.type = "Numerical"
        if not inside.strip():
            raise BadGift("no number", at)
        if "=" not in inside and "~" not in inside:
            node.is_single_number = True
            inside = f"={inside}"
        elif not inside.lstrip().startswith(("=", "~")):
            inside = f"={inside}"
        for sign, body, place in pieces(inside, "=~", at):
            weight, rest = weighed(body)
            digits, _hash, feedback = rest.partition("#")
            number = None if not digits.strip() and sign == "~" else read_number(digits, place)
            node.choices.append(Choice(sign == "=", weight, number, said_of(feedback, node.stem.format)))

    def ordering(self, node: Node, inside: str) -> None:
        """Moodle's own addition: `{>3 ALL VERTICAL ALL_OR_NOTHING` and then a line for each item, in the right order."""
        node.type = "Ordering"
        head, *items = inside[1:].split("\n")
        node.credit = "all" if "ALL_OR_NOTHING" in head.upper() else "each"
        node.choices = [
            Choice(is_right=True, weight=None, text=formatted(item, node.stem.format), feedback=None) for item in items if item.strip()
        ]


def pieces(inside: str, signs: str, start: int) -> list[tuple[str, str, int]]:
    """Cut before each of the signs: the sign, what follows it, and where. Raises BadGift for words before the first."""
    places = [found.start() for found in re.finditer(f"[{signs}]", inside)]
    if not places or inside[: places[0]].strip():
        raise BadGift("words before the first sign", start)
    ends = [*places[1:], len(inside)]
    return [(inside[place], inside[place + 1 : end], start + place + 1) for place, end in zip(places, ends, strict=True)]


def weighed(body: str) -> tuple[str | None, str]:
    body = body.lstrip()
    weight = _WEIGHT.match(body)
    return (weight[1], body[weight.end() :]) if weight else (None, body)


def formatted(raw: str, default: str) -> Text:
    text = raw.strip()
    if text.startswith("["):
        name = text[1 : text.find("]", 1, 12)]
        if name in _FORMATS and text[len(name) + 1 : len(name) + 2] == "]":
            return Text(name, text[len(name) + 2 :].strip())
    return Text(default, text)


def said_of(feedback: str, default: str) -> Text | None:
    return formatted(feedback, default) if feedback.strip() else None


def read_number(digits: str, at: int) -> Number:
    text = digits.strip().translate(_BACK)
    for form, pattern in (("high-low", _SPAN), ("range", _NEAR), ("simple", _ALONE)):
        found = pattern.fullmatch(text)
        if found:
            return Number(form, *found.groups()) if form != "simple" else Number(form, text)
    raise BadGift("no number", at)
