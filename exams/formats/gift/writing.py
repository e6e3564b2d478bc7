"""Questions as GIFT. It holds no picture, no unit, no gaps and no cases."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from exams.formats.gift.reading import read as read_gift
from exams.formats.labels import ALL_OR_NOTHING, category_of, tags_for
from exams.formats.making import plain_digits
from exams.formats.markup import body_of, table_of
from exams.formats.reading import Item, Reading
from exams.formats.writing import CannotHold, refuse, weights

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"} | {"\n": "\\n"})


def escaped(text: str) -> str:
    return text.translate(_SIGNS)


def plain(text: str) -> str:
    return f"[plain]{escaped(text)}"


def percent(share: str) -> str:
    return f"%{plain_digits((Decimal(share) * 100).quantize(Decimal('0.00001')))}%"


class GiftWriter:
    """See exams.formats.writing."""

    def piece(self, item: Item) -> str:
        if item.kind not in ANSWERS:
            raise CannotHold(_("questions of this kind cannot be held"))
        refuse(item.content, "fixed")
        tags = tags_for(item)
        answers = ANSWERS[item.kind](item.content, tags)
        explanation = item.content.get("explanation", "")
        # No line may stay empty: it would end the question.
        behind = f"{'' if answers.endswith(chr(10)) else chr(10)}####{plain(explanation)}\n" if explanation else ""
        named = "".join(f" [tag:{label(tag)}]" for tag in tags)
        return f"// [id:{label(item.key)}]{named}\n::{escaped(item.key)}::{stem(item.content)}{{{answers}{behind}}}\n"

    def whole(self, pieces: Sequence[tuple[Item, str]]) -> bytes:
        lines, topic = [], None
        for item, piece in pieces:
            if item.topic[:1] != topic:
                topic = item.topic[:1]
                lines.append(f"$CATEGORY: {category_of(topic)}\n")
            lines.append(piece)
        return "\n".join(lines).encode()

    def read(self, content: bytes, name: str) -> Reading:
        return read_gift(content, name)


def label(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "[]\\" else sign for sign in text)


def stem(content: Mapping[str, Any]) -> str:
    figures = content.get("figures", [])
    if not figures:
        return plain(content["stem"])
    if any("table" not in figure for figure in figures):
        raise CannotHold(_("pictures cannot be held"))
    return "[html]" + escaped(body_of(content["stem"]) + "".join(table_of(figure["table"]) for figure in figures))


def _single(content: Mapping[str, Any], tags: list[str]) -> str:
    shares = content.get("shares", {})
    lines = []
    for option in content["options"]:
        letter = option["key"]
        sign = "=" if letter == content["answer"] else f"~{percent(shares[letter])}" if letter in shares else "~"
        lines.append(f"\n\t{sign}{plain(option['text'])}")
    return "".join(lines) + "\n"


def _multiple(content: Mapping[str, Any], tags: list[str]) -> str:
    if content.get("credit", "all") == "all":
        tags.append(ALL_OR_NOTHING)
    earned = weights(content)
    return "".join(f"\n\t~{percent(earned[option['key']])}{plain(option['text'])}" for option in content["options"]) + "\n"


def _true_false(content: Mapping[str, Any], tags: list[str]) -> str:
    return "TRUE" if content["answer"] else "FALSE"


def _numeric(content: Mapping[str, Any], tags: list[str]) -> str:
    refuse(content, "unit")
    also = content.get("also", [])
    first = f"{content['answer']}:{content.get('tolerance', '0')}"
    if not also:
        return f"#{first}"
    more = "".join(f"\n\t={percent(each['share'])}{each['answer']}:{each.get('tolerance', '0')}" for each in also)
    return f"#\n\t={first}{more}\n"


def _short_text(content: Mapping[str, Any], tags: list[str]) -> str:
    refuse(content, "case_sensitive")
    lines = []
    for each in content["accepted"]:
        text = each["text"] if content.get("wildcards") else each["text"].replace("*", "\\*")
        share = each.get("share", "1")
        sign = "=" if Decimal(share) == 1 else f"={percent(share)}"
        lines.append(f"\n\t{sign}{plain(text)}")
    return "".join(lines) + "\n"


def _matching(content: Mapping[str, Any], tags: list[str]) -> str:
    if content.get("credit", "all") == "all":
        tags.append(ALL_OR_NOTHING)
    texts = {option["key"]: option["text"] for option in content["options"]}
    if any("->" in row["text"] for row in content["rows"]) or any("\n" in text for text in texts.values()):
        raise CannotHold(_("-> and line ends within a pair cannot be held"))
    used = list(dict.fromkeys(content["answer"][row["key"]] for row in content["rows"]))
    # Pairs without a left side say first in which order the right sides are named.
    first = list(texts) if used != list(texts) else []
    pairs = [f"\n\t= -> {escaped(texts[letter])}" for letter in first]
    pairs += [f"\n\t={plain(row['text'])} -> {escaped(texts[content['answer'][row['key']]])}" for row in content["rows"]]
    return "".join(pairs) + "\n"


def _ordering(content: Mapping[str, Any], tags: list[str]) -> str:
    texts = {option["key"]: option["text"] for option in content["options"]}
    if any("\n" in text for text in texts.values()):
        raise CannotHold(_("a line end within an item cannot be held"))
    if content["answer"] != sorted(content["answer"]):
        tags.append("order-" + "".join(content["answer"]))
    grading = "ALL_OR_NOTHING" if content.get("credit", "all") == "all" else "ABSOLUTE_POSITION"
    items = "".join(f"\n{plain(texts[letter])}" for letter in content["answer"])
    return f">{len(texts)} ALL VERTICAL {grading} SHOW none{items}\n"


def _essay(content: Mapping[str, Any], tags: list[str]) -> str:
    refuse(content, "rubric", "words", "files")
    return ""


ANSWERS: dict[str, Callable[[Mapping[str, Any], list[str]], str]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
