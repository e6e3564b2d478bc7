"""Questions from a GIFT file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from exams.content import Kind
from exams.formats import making, rich
from exams.formats.gift.tree import CATEGORY, BadGift, Choice, Node, Number, Text, read_block
from exams.formats.labels import difficulty_of, is_all_or_nothing, order_of, source_of, topic_of
from exams.formats.opening import decoded
from exams.formats.reading import BadQuestion, Item, Place, Reading
from exams.formats.rich import Rich


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable."""
    reading = Reading()
    text = decoded(content, reading)
    topic: tuple[str, ...] = ()
    category: tuple[Place, str] | None = None
    for first, lines in blocks(text):
        try:
            node = read_block(lines)
        except BadGift as error:
            line = first + "\n".join(lines).count("\n", 0, error.at)
            reading.complain(Place(line), title_of(lines), said(error.fault))
            continue
        if node is None:
            continue
        if node.type == "Category":
            topic = topic_of(node.title or "")
            category = Place(first), node.title or ""
            continue
        take(reading, node, Place(first + lead(lines)), topic)
    if category and not reading:
        reading.note(*category, _("a category without questions"))
    return reading


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number of the first line, and the lines up to the next blank one. A line that names a category stands alone."""
    lines: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith(CATEGORY):
            if lines:
                yield first, lines
            yield number, [line]
            lines = []
        elif line.strip():
            if not lines:
                first = number
            lines.append(line)
        elif lines:
            yield first, lines
            lines = []
    if lines:
        yield first, lines


def lead(lines: list[str]) -> int:
    """How many comment lines stand before the question."""
    return next((place for place, line in enumerate(lines) if not line.strip().startswith("//")), 0)


def title_of(lines: list[str]) -> str:
    text = " ".join(line for line in lines if not line.strip().startswith("//"))[:300].strip()
    if text.startswith("::") and "::" in text[2:]:
        return text[2:].split("::", 1)[0].strip()
    return text.split("{", 1)[0].strip() or text


def said(fault: str) -> str:
    return {
        "closing without opening": _("a } stands before any {; a } that belongs to the words is written \\}"),
        "opening without closing": _("the { is never closed by a }, or a blank line stands between them"),
        "second braces": _("a question has one { } only; those that belong to the words are written \\{ and \\}"),
        "opening within": _("a { stands within the answers; if it belongs to the words it is written \\{"),
        "equals within a tag": _("an = inside an HTML tag is written \\="),
        "no arrow": _("a pair of a matching question needs -> between its sides"),
        "no number": _("this is not a number, a number with a tolerance (3.14:0.01) or a range (3..4)"),
        "words before the first sign": _("words stand in { before the first = or ~"),
    }[fault]


def take(reading: Reading, node: Node, place: Place, topic: tuple[str, ...]) -> None:
    title = node.title or node.stem.words
    if node.type == "Description":
        reading.note(place, title, _("this is text without a question; it is left out"))
        return
    notes: list[str] = []
    try:
        kind, content, pictures = content_of(node, notes)
    except BadQuestion as error:
        reading.complain(place, title, str(error))
        return
    for note in notes:
        reading.note(place, title, note)
    tags = node.tags or []
    reading.take(
        Item(
            place=place,
            kind=kind,
            content=content,
            key=node.id or "",
            title=node.title or "",
            topic=topic,
            difficulty=difficulty_of(tags),
            source=source_of(tags),
            pictures=pictures,
        )
    )


def content_of(node: Node, notes: list[str]) -> tuple[str, dict[str, Any], dict[str, bytes]]:
    stem = shown(node.asked)
    kind, own = MAKERS[node.type](node, notes)
    content: dict[str, Any] = {"stem": stem.text, "explanation": feedback_of(node, notes)} | own
    if stem.figures:
        content["figures"] = stem.figures
    return kind, content, stem.pictures


def shown(text: Text) -> Rich:
    """As Moodle would show it, in plain words."""
    match text.format:
        case "html":
            return rich.from_html(text.kept)
        case "markdown":
            return rich.from_markdown(text.kept)
        case "plain":
            return Rich(text.typed("\n"))
    return rich.from_marked(text.kept)


def words(text: Text | Number | None, where: str) -> str:
    if not isinstance(text, Text):
        return ""
    if text.format == "plain":
        return text.typed(" ")
    return shown(text).only_text(where)


def feedback_of(node: Node, notes: list[str]) -> str:
    general = shown(node.feedback).text if node.feedback else ""
    about = [("", shown(text).text) for text in (node.if_wrong, node.if_right) if text]
    for choice in node.choices:
        if choice.feedback:
            option = words(choice.text, _("an option")) if isinstance(choice.text, Text) else number_words(choice.text)
            about.append(("" if option == "*" else option, words(choice.feedback, _("feedback"))))
    return making.explanation(general, about, notes)


def number_words(number: Number | None) -> str:
    return "" if number is None else number.first + (f"–{number.second}" if number.form == "high-low" else "")


def weight_of(choice: Choice, *, default: int) -> Decimal:
    return Decimal(choice.weight) if choice.weight is not None else Decimal(default)


def choices(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    texts = [words(choice.text, _("an option")) for choice in node.choices]
    weights = [weight_of(choice, default=100 if choice.is_right else 0) for choice in node.choices]
    if any(choice.is_right for choice in node.choices):
        return Kind.SINGLE, making.single(texts, weights, notes)
    credit = "all" if is_all_or_nothing(node.tags or []) else "each"
    return Kind.MULTIPLE, making.multiple(texts, weights, credit=credit)


def short_answer(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    accepted = [(words(choice.text, _("an answer")), weight_of(choice, default=100)) for choice in node.choices]
    return "short_text", making.short_text(accepted, notes)


def numerical(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    return Kind.NUMERIC, making.numeric([figure_of(choice) for choice in node.choices if choice.text])


def figure_of(choice: Choice) -> making.Figure:
    number, weight = choice.text, weight_of(choice, default=100 if choice.is_right else 0)
    if not isinstance(number, Number):
        raise BadQuestion(said("no number"))
    if number.form == "high-low":
        return making.Figure.between(Decimal(number.first), Decimal(number.second), weight)
    return making.Figure(Decimal(number.first), abs(Decimal(number.second or 0)), weight, (number.first, number.second))


def pairs(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    credit = "all" if is_all_or_nothing(node.tags or []) else "each"
    found = [(words(pair.question, _("a pair")), pair.answer) for pair in node.pairs]
    return "matching", making.matching(found, credit=credit)


def order(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    texts = [words(choice.text, _("an item")) for choice in node.choices]
    return "ordering", making.ordering(texts, credit=node.credit, letters=order_of(node.tags or [], len(texts)))


def essay(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    return "essay", {}


def true_false(node: Node, notes: list[str]) -> tuple[str, dict[str, Any]]:
    return Kind.TRUE_FALSE, {"answer": node.is_true}


MAKERS = {
    "MC": choices,
    "Short": short_answer,
    "Numerical": numerical,
    "Matching": pairs,
    "Ordering": order,
    "Essay": essay,
    "TF": true_false,
}
