"""What a learner reads of an item: its body as plain words and figures, with marks where something is to be filled in."""

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.utils.translation import gettext as _

from exams.formats.qti.expressions import Sitting
from exams.formats.qti.names import Node
from exams.formats.qti.sitting import printed
from exams.formats.reading import BadQuestion
from exams.formats.rich import Rich, from_html

GAP = re.compile("\ue000(\\d+)\ue001")
"""Where an answer is written or chosen within the words."""
_FEEDBACK = {"feedbackblock", "feedbackinline"}
_LEFT_OUT = {"stylesheet", "cataloginfo", "templatedeclaration", "printedvariable", "promptcaption", "itemfileinfo"}
_BARE = {"itembody", "prompt", "contentbody", "positionobjectstage", "infocontrol"}
_TEMPLATES = {"templateblock", "templateinline"}
_PICTURE_ATTRIBUTES = {"src", "data"}
_HTML = re.compile(r"[a-z][a-z0-9]{0,15}")


def gap(number: int) -> str:
    return f"\ue000{number}\ue001"


@dataclass
class Page:
    """Turns parts of the body into words. `marks`: what stands in place of an element, by the element's identity."""

    sitting: Sitting
    folder: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)

    def shown(self, *nodes: Node) -> Rich:
        """Raises BadQuestion for what a paper cannot show."""
        return from_html("".join(self._html(node) for node in nodes), self.files)

    def inside(self, node: Node) -> Rich:
        """What is within an element, without itself."""
        return from_html(self._within(node), self.files)

    def words(self, node: Node, where: str) -> str:
        return self.inside(node).only_text(where)

    def _html(self, node: Node) -> str:
        mark = self.marks.get(id(node))
        if mark is not None:
            return mark
        if node.name == "printedvariable":
            return html.escape(printed(self.sitting.value(node.get("identifier").strip()), node))
        if node.name in _LEFT_OUT | _FEEDBACK or (node.name == "rubricblock" and "candidate" not in node.get("view").split()):
            return ""
        if node.name in _TEMPLATES and not self._is_drawn(node):
            return ""
        if node.name in {"img", "object", "picture"} and (picture := self._picture(node)):
            return picture
        return self._tagged(node)

    def _tagged(self, node: Node) -> str:
        name = node.name
        if name.endswith("interaction"):
            raise BadQuestion(_("an interaction within another (<%(name)s>)") % {"name": name})
        if name.startswith(("math:", "svg:")):
            raise BadQuestion(_("it holds what a paper cannot show (%(what)s)") % {"what": f"<{name.partition(':')[0]}>"})
        if ":" in name or name in _BARE | _TEMPLATES or not _HTML.fullmatch(name):
            return self._within(node) + (" " if name == "prompt" else "")
        if name in {"br", "hr"}:
            return f"<{name}>"
        return f"<{name}>{self._within(node)}</{name}>"

    def _within(self, node: Node) -> str:
        return html.escape(node.text) + "".join(self._html(child) + html.escape(child.tail) for child in node.children)

    def _is_drawn(self, node: Node) -> bool:
        held = self.sitting.value(node.get("templateidentifier").strip())
        is_named = held is not None and node.get("identifier").strip() in held.members
        return is_named == (node.get("showhide", "show").strip() != "hide")

    def _picture(self, node: Node) -> str:
        """An <img>, whatever the item writes. An object that is no picture stays what it is, and is refused."""
        if node.name == "picture":
            inner = next((child for child in node.children if child.name == "img"), None)
            return self._picture(inner) if inner else ""
        source = node.get("src") or node.get("data")
        kind = node.get("type")
        if node.name == "object" and kind and not kind.startswith("image/"):
            return ""
        words = node.get("alt") or " ".join(node.words().split())
        return f'<img src="{html.escape(self.resolved(source))}" alt="{html.escape(words)}">'

    def resolved(self, source: str) -> str:
        """The name within the package of what is named from the item."""
        return source if source.startswith("data:") else within(self.folder, source)


def within(folder: str, address: str) -> str:
    """A file of the package by its address in another one. Empty where it leads out of the package."""
    bare = unquote(address.split("#", 1)[0].split("?", 1)[0]).replace("\\", "/")
    if not bare or bare.startswith("/") or ":" in bare:
        return ""
    path = posixpath.normpath(posixpath.join(folder, bare))
    return "" if path.startswith("..") else path


def explanation(root: Node, page: Page) -> str:
    """What the item would say afterwards, whatever was answered."""
    lines: list[str] = []
    for node in root.walk():
        if node.name in _FEEDBACK or node.name == "modalfeedback":
            try:
                lines += page.inside(node).text.split("\n")
            except BadQuestion:
                continue
    return "\n".join(dict.fromkeys(line for line in lines if line))
