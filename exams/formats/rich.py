"""Words with marks (HTML, Markdown, Moodle's own) become plain words; tables and pictures in them become figures.

A real parser reads the HTML and calls back as it goes, so that no depth of nesting costs more than its length.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree
from markdown_it import MarkdownIt

from courses import pictures
from exams.formats.reading import BadQuestion
from exams.pictures import name_of

EMBEDDED = "@@PLUGINFILE@@/"
LONGEST_RICH = 200_000
_LINES = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "hr",
    "pre", "address", "center", "form", "fieldset", "figure", "figcaption", "caption",
}  # fmt: skip
_UNSHOWN = {"script", "style", "head", "template", "noscript", "title"}
_REFUSED = {"audio", "video", "iframe", "object", "embed", "svg", "math", "canvas", "input", "select", "textarea"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "var", "wbr",
}  # fmt: skip
_KNOWN = _LINES | _UNSHOWN | _REFUSED | _INLINE
_TAG = re.compile(
    r"</?([A-Za-z][A-Za-z0-9:]{0,20})((?:\s{1,20}[A-Za-z][A-Za-z0-9:_-]{0,40}=(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>=]{1,500}))*)\s{0,20}/?>"
)
_KEPT_SPACE = "\ufdd7"
"""A space in preformatted words, which is not to be joined with others. No file holds this character: see opening."""
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass
class Rich:
    """Plain words and what stood among them."""

    text: str = ""
    figures: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def only_text(self, where: str) -> str:
        """The words, where nothing else can be kept. Raises BadQuestion where there is."""
        if self.figures:
            raise BadQuestion(_("pictures and tables can stand in the question, not in %(where)s") % {"where": where})
        return " ".join(self.text.split())


def from_html(html: str, files: Mapping[str, bytes] | None = None) -> Rich:
    """Raises BadQuestion for what cannot be shown."""
    if len(html) > LONGEST_RICH:
        raise BadQuestion(_("the text is far too long for a question"))
    if "<" not in html and "&" not in html:
        return Rich(_joined(html))
    walk = _Walk(files or {})
    parser = etree.HTMLParser(target=walk, recover=True, no_network=True)
    parser.feed(f"<html><body>{html}")
    rich: Rich = parser.close()
    return rich


def from_marked(text: str, files: Mapping[str, bytes] | None = None) -> Rich:
    """Moodle's own format: line ends are meant, tags are understood, and “a < b” is a comparison."""
    if "<" not in text and "&" not in text:
        return Rich(plain(text))
    if len(text) > LONGEST_RICH:
        raise BadQuestion(_("the text is far too long for a question"))
    return from_html(_shielded(text).replace("\n", "<br>"), files)


def from_markdown(text: str, files: Mapping[str, bytes] | None = None) -> Rich:
    if len(text) > LONGEST_RICH:
        raise BadQuestion(_("the text is far too long for a question"))
    return from_html(MarkdownIt("commonmark", {"maxNesting": 20, "breaks": True}).enable("table").render(_shielded(text)), files)


def plain(text: str) -> str:
    """As it was typed, without what stands at the ends of lines."""
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _joined(text: str) -> str:
    return " ".join(text.split())


def _shielded(text: str) -> str:
    """Only what is a whole tag, and one that we know, stays a tag."""
    parts: list[str] = []
    place, last_end = 0, text.rfind("-->")
    for found in re.finditer("<", text):
        start = found.start()
        if start < place:
            continue
        tag = _TAG.match(text, start)
        if tag and (tag[1].lower() in _KNOWN or ":" in tag[1]):
            parts += [text[place:start], tag[0]]
            place = tag.end()
        elif start < last_end and text.startswith("<!--", start):
            parts.append(text[place:start])
            place = text.find("-->", start) + 3
        else:
            parts += [text[place:start], "&lt;"]
            place = start + 1
    return "".join([*parts, text[place:]])


class _Walk:
    """What the parser calls: the words line by line, tables cell by cell."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.rich, self.files = Rich(), files
        self.parts: list[str] = []
        self.unshown = self.kept_spaces = self.depth = 0
        self.lists: list[int | None] = []
        self.rows: list[list[str]] = []
        self.heads: list[bool] = []
        self.script = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _UNSHOWN:
            self.unshown += 1
        elif tag in _REFUSED:
            raise BadQuestion(_("it holds what a paper cannot show (%(what)s)") % {"what": f"<{tag}>"})
        elif tag == "img":
            self.picture(attributes)
        elif tag in {"sub", "sup"}:
            self.script = tag
        elif tag in {"table", "tr", "td", "th"}:
            self.enter_table(tag)
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _LINES:
            self.enter_line(tag)

    def enter_line(self, tag: str) -> None:
        self.parts.append("\n")
        self.kept_spaces += tag == "pre"
        if tag in {"ol", "ul"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li" and self.lists:
            number = self.lists[-1]
            if number is None:
                self.parts.append("· ")
            else:
                self.lists[-1] = number + 1
                self.parts.append(f"{number + 1}. ")

    def enter_table(self, tag: str) -> None:
        """A table within a cell is taken as words of the cell."""
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.flush()
                self.rows, self.heads = [], []
        elif self.depth == 1 and tag == "tr":
            self.parts = []
            self.rows.append([])
            self.heads.append(True)
        elif self.depth == 1 and self.rows:
            self.parts = []
            self.heads[-1] = self.heads[-1] and tag == "th"
        else:
            self.parts.append(" ")

    def end(self, tag: str) -> None:
        if tag in _UNSHOWN:
            self.unshown = max(0, self.unshown - 1)
        elif tag in {"sub", "sup"}:
            self.script = ""
        elif tag == "table":
            self.leave_table()
        elif tag in {"td", "th"} and self.depth == 1 and self.rows:
            self.rows[-1].append(_joined("".join(self.parts)))
            self.parts = []
        elif tag in _LINES:
            self.parts.append("\n")
            self.kept_spaces = max(0, self.kept_spaces - (tag == "pre"))
            if tag in {"ol", "ul"} and self.lists:
                self.lists.pop()

    def leave_table(self) -> None:
        self.depth = max(0, self.depth - 1)
        if self.depth:
            return
        rows = [(row, is_head) for row, is_head in zip(self.rows, self.heads, strict=True) if any(row)]
        self.parts = []
        if not rows:
            return
        width = max(len(row) for row, _head in rows)
        cells = [[*row, *[""] * (width - len(row))] for row, _head in rows]
        head = cells.pop(0) if rows[0][1] or len(cells) > 1 else []
        self.rich.figures.append({"table": {"header": head, "rows": cells}})

    def data(self, text: str) -> None:
        if self.unshown:
            return
        if self.script and text.strip():
            table = RAISED if self.script == "sup" else LOWERED
            mark = "^" if self.script == "sup" else "_"
            small = text.translate(table)
            self.parts.append(small if all(ord(letter) in table for letter in text) else f"{mark}{text.strip()}")
        elif self.kept_spaces:
            self.parts.append(text.replace("\xa0", " ").replace(" ", _KEPT_SPACE))
        else:
            self.parts.append(re.sub(r"[ \t\n\r\f\xa0]+", " ", text))

    def comment(self, text: str) -> None:
        pass

    def pi(self, target: str, data: str | None = None) -> None:
        pass

    def picture(self, attributes: Mapping[str, str]) -> None:
        name, content = str(self.rich_source(attributes)), self.rich_bytes(attributes)
        if content is None:
            raise BadQuestion(_("its picture is not in the file: %(name)s") % {"name": name[:60]})
        key = keep_picture(content, self.rich.pictures)
        self.rich.figures.append({"image": key, "alt": _joined(attributes.get("alt") or "")[:200]})

    def rich_source(self, attributes: Mapping[str, str]) -> str:
        return unquote(attributes.get("src") or "").removeprefix(EMBEDDED).split("?", 1)[0]

    def rich_bytes(self, attributes: Mapping[str, str]) -> bytes | None:
        source = attributes.get("src") or ""
        if source.startswith("data:"):
            _head, _comma, body = source.partition(";base64,")
            return unpacked(body)
        return self.files.get(self.rich_source(attributes))

    def flush(self) -> None:
        """What was gathered becomes lines of the text."""
        lines = "".join(self.parts).split("\n")
        text = "\n".join(line.strip().replace(_KEPT_SPACE, " ").rstrip() for line in lines if line.strip(f" {_KEPT_SPACE}"))
        self.rich.text = "\n".join(filter(None, [self.rich.text, text]))
        self.parts = []

    def close(self) -> Rich:
        if self.depth:
            self.depth = 1
            self.leave_table()
        self.flush()
        return self.rich


def unpacked(body: str) -> bytes | None:
    """What base64 holds; None where it holds nothing."""
    try:
        return base64.b64decode("".join(body.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def keep_picture(content: bytes, kept: dict[str, bytes]) -> str:
    """The name under which a question shows a picture: the same bytes have the same. Raises BadQuestion."""
    try:
        pictures.opened(content).close()
    except pictures.BadPicture as error:
        raise BadQuestion(_("its picture cannot be used: %(reason)s") % {"reason": error}) from error
    key = str(name_of(content))
    kept[key] = content
    return key
