"""Questions as Moodle XML."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from exams.formats.labels import ALL_OR_NOTHING, ORDER, category_of, tags_for
from exams.formats.making import plain_digits
from exams.formats.markup import body_of, table_of
from exams.formats.moodle_xml.reading import read as read_moodle
from exams.formats.reading import Item, Reading
from exams.formats.writing import CannotHold, refuse, weights

_KINDS = {b"\xff\xd8": "jpg", b"\x89P": "png", b"RI": "webp"}
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "}#~"})

type Lines = list[str]


class MoodleWriter:
    """See exams.formats.writing."""

    def piece(self, item: Item) -> str:
        if item.kind not in ANSWERS:
            raise CannotHold(_("questions of this kind cannot be held"))
        tags, lines = tags_for(item), [f"<idnumber>{xml_escape(item.key)}</idnumber>"]
        kind, own = ANSWERS[item.kind](item.content, tags)
        tagged = "".join(f"<tag>{text(tag)}</tag>" for tag in tags)
        lines += [*own, f"<tags>{tagged}</tags>" if tags else ""]
        asked = stem(item, gaps(item.content) if item.kind == "cloze" else None)
        said = f'<generalfeedback format="plain_text">{text(item.content.get("explanation", ""))}</generalfeedback>'
        inner = "\n    ".join(filter(None, [f"<name>{text(item.key)}</name>", asked, said, "<defaultgrade>1</defaultgrade>", *lines]))
        return f'  <question type="{kind}">\n    {inner}\n  </question>\n'

    def whole(self, pieces: Sequence[tuple[Item, str]]) -> bytes:
        parts, topic = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'], None
        for item, piece in pieces:
            if item.topic[:1] != topic:
                topic = item.topic[:1]
                parts.append(f'  <question type="category"><category>{text(category_of(topic))}</category></question>\n')
            parts.append(piece)
        return "".join([*parts, "</quiz>\n"]).encode()

    def read(self, content: bytes, name: str) -> Reading:
        return read_moodle(content, name)


def text(words: str) -> str:
    return f"<text>{xml_escape(words)}</text>"


def stem(item: Item, opened: str | None) -> str:
    """Plain where it can be; HTML where pictures, tables or gaps stand in it."""
    figures = item.content.get("figures", [])
    if not figures and opened is None:
        return f'<questiontext format="plain_text">{text(item.content["stem"])}</questiontext>'
    html, files = opened if opened is not None else body_of(item.content["stem"]), []
    for figure in figures:
        if "table" in figure:
            html += table_of(figure["table"])
            continue
        content = item.pictures.get(figure["image"])
        if content is None:
            raise CannotHold(_("its picture is lost"))
        name = f"{figure['image']}.{_KINDS.get(content[:2], 'avif')}"
        html += f'<p><img src="@@PLUGINFILE@@/{name}" alt={quoteattr(figure.get("alt", ""))}></p>'
        files.append(f'<file name="{name}" path="/" encoding="base64">{b64encode(content).decode()}</file>')
    return f'<questiontext format="html">{text(html)}{"".join(files)}</questiontext>'


def answer(words: str, share: str = "0", inner: str = "") -> str:
    fraction = plain_digits((Decimal(share) * 100).quantize(Decimal("0.00001")))
    return f'<answer fraction="{fraction}" format="plain_text">{text(words)}{inner}</answer>'


def _options(content: Mapping[str, Any]) -> Lines:
    fixed = {bool(option.get("fixed")) for option in content["options"]}
    if len(fixed) > 1:
        raise CannotHold(_("that some options keep their places and others do not cannot be held"))
    return [f"<shuffleanswers>{'false' if fixed == {True} else 'true'}</shuffleanswers>"]


def _single(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    shares = content.get("shares", {})
    earned = [
        ("1" if option["key"] == content["answer"] else shares.get(option["key"], "0"), option["text"]) for option in content["options"]
    ]
    return "multichoice", ["<single>true</single>", *_options(content), *(answer(words, share) for share, words in earned)]


def _multiple(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    if content.get("credit", "all") == "all":
        tags.append(ALL_OR_NOTHING)
    earned = weights(content)
    answers = [answer(option["text"], earned[option["key"]]) for option in content["options"]]
    return "multichoice", ["<single>false</single>", *_options(content), *answers]


def _true_false(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    return "truefalse", [answer("true", "1" if content["answer"] else "0"), answer("false", "0" if content["answer"] else "1")]


def _numeric(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    figures = [{**content, "share": "1"}, *content.get("also", [])]
    lines = [answer(each["answer"], each["share"], f"<tolerance>{each.get('tolerance', '0')}</tolerance>") for each in figures]
    if content.get("unit"):
        unit = f"<unit><multiplier>1</multiplier><unit_name>{xml_escape(content['unit'])}</unit_name></unit>"
        lines.append(f"<units>{unit}</units>")
    return "numerical", lines


def _short_text(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    answers = [answer(starred(each["text"], content), each.get("share", "1")) for each in content["accepted"]]
    return "shortanswer", [f"<usecase>{int(bool(content.get('case_sensitive')))}</usecase>", *answers]


def starred(words: str, content: Mapping[str, Any]) -> str:
    """A star that is meant as one is written \\*."""
    return words if content.get("wildcards") else words.replace("*", "\\*")


def _matching(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    if content.get("credit", "all") == "all":
        tags.append(ALL_OR_NOTHING)
    texts = {option["key"]: option["text"] for option in content["options"]}
    used = list(dict.fromkeys(content["answer"][row["key"]] for row in content["rows"]))
    pairs = [("", texts[letter]) for letter in (texts if used != list(texts) else ())]
    pairs += [(row["text"], texts[content["answer"][row["key"]]]) for row in content["rows"]]
    rows = [
        f'<subquestion format="plain_text">{text(left)}<answer format="plain_text">{text(right)}</answer></subquestion>'
        for left, right in pairs
    ]
    return "matching", ["<shuffleanswers>true</shuffleanswers>", *rows]


def _ordering(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    texts = {option["key"]: option["text"] for option in content["options"]}
    if content["answer"] != sorted(content["answer"]):
        tags.append(ORDER + "".join(content["answer"]))
    grading = "ALL_OR_NOTHING" if content.get("credit", "all") == "all" else "ABSOLUTE_POSITION"
    head = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", f"<gradingtype>{grading}</gradingtype>"]
    answers = [
        f'<answer fraction="{number}" format="plain_text">{text(texts[letter])}</answer>'
        for number, letter in enumerate(content["answer"], start=1)
    ]
    return "ordering", [*head, *answers]


def _essay(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    refuse(content, "rubric")
    limit = [f"<maxwordlimit>{content['words']}</maxwordlimit>"] if content.get("words") else []
    files = [f"<attachments>{content['files']}</attachments>"] if content.get("files") else []
    return "essay", ["<responseformat>editor</responseformat>", *limit, *files]


def _cloze(content: Mapping[str, Any], tags: list[str]) -> tuple[str, Lines]:
    return "cloze", []


def gaps(content: Mapping[str, Any]) -> str:
    """The stem with its gaps as Moodle embeds them."""
    html = body_of(content["stem"])
    for name, gap in content["gaps"].items():
        html = html.replace(f"[[{name}]]", embedded(gap), 1)
    return html


def embedded(gap: Mapping[str, Any]) -> str:
    """One gap: {1:SHORTANSWER:=Berlin~%50%Bonn}."""
    refuse(gap, "unit", "fixed")
    match gap["kind"]:
        case "single":
            kind, shares = "MULTICHOICE", gap.get("shares", {})
            parts = [
                ("1" if option["key"] == gap["answer"] else shares.get(option["key"], "0"), option["text"]) for option in gap["options"]
            ]
        case "short_text":
            kind = "SHORTANSWER_C" if gap.get("case_sensitive") else "SHORTANSWER"
            parts = [(each.get("share", "1"), starred(each["text"], gap)) for each in gap["accepted"]]
        case "numeric":
            kind, figures = "NUMERICAL", [{**gap, "share": "1"}, *gap.get("also", [])]
            parts = [(each["share"], f"{each['answer']}:{each.get('tolerance', '0')}") for each in figures]
        case _:
            raise CannotHold(_("gaps of this kind cannot be held"))
    written = [part(Decimal(share), words) for share, words in parts]
    return f"{{{gap.get('weight', '1')}:{kind}:{'~'.join(written)}}}"


def part(share: Decimal, words: str) -> str:
    sign = "=" if share == 1 else f"%{plain_digits(share * 100)}%" if share else ""
    return sign + escape(words, quote=False).translate(_ESCAPES)


ANSWERS: dict[str, Callable[[Mapping[str, Any], list[str]], tuple[str, Lines]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
}
