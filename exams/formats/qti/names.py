"""QTI's XML as one plain tree, whichever version it was written in.

2.x says `<responseDeclaration baseType="…">`, 3.0 says `<qti-response-declaration base-type="…">`: here both are
`responsedeclaration` with the attribute `basetype`. Names lose their prefix, hyphens and capitals; attributes likewise.
What stands in a foreign namespace keeps a prefix (`math:mi`), so that nobody takes a formula for a rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

LARGEST_FILE = 2_000_000
MOST_ELEMENTS = 20_000
DEEPEST = 120

MATH = "http://www.w3.org/1998/Math/MathML"
INCLUDE = "http://www.w3.org/2001/XInclude"
FOREIGN = {MATH: "math", INCLUDE: "xi", "http://www.w3.org/2000/svg": "svg", "http://www.w3.org/2001/10/synthesis": "ssml"}


class BadQti(ValueError):
    """The file, or one question of it, cannot be read. The message says which part and why, for the person who brought it."""


@dataclass(slots=True)
class Node:
    """An element: its text stands before its first child, its tail behind its own end."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""
    tail: str = ""
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def child(self, *names: str) -> "Node | None":
        """The first child of one of these names."""
        return next((child for child in self.children if child.name in names), None)

    def walk(self) -> Iterator["Node"]:
        """This element and everything in it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def find(self, *names: str) -> "list[Node]":
        return [node for node in self.walk() if node.name in names]

    def words(self) -> str:
        """All text in it, as it stands."""
        return self.text + "".join(child.words() + child.tail for child in self.children)


def plain_name(name: str) -> str:
    return name.removeprefix("qti-").replace("-", "").lower()


def parse(data: bytes) -> Node:
    """The document as a tree. Raises BadQti."""
    if len(data) > LARGEST_FILE:
        raise BadQti(_("the XML is larger than %(most)s MB") % {"most": LARGEST_FILE // 1_000_000})
    if b"<!DOCTYPE" in (bare := data.replace(b"\0", b"")) or b"<!ENTITY" in bare:
        raise BadQti(_("the XML declares entities of its own; for safety it is not read"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadQti(_("this is not well-formed XML (line %(line)s)") % {"line": getattr(error, "lineno", None) or 1}) from error
    return _tree(root)


def _tree(root: etree._Element) -> Node:
    top = _node(root)
    waiting = [(root, top, 1)]
    seen = 1
    while waiting:
        element, node, depth = waiting.pop()
        if depth > DEEPEST:
            raise BadQti(_("the XML is nested too deeply"))
        for child in element:
            if not isinstance(child.tag, str):
                raise BadQti(_("line %(line)s: %(what)s") % {"line": child.sourceline, "what": _("an entity that XML does not define")})
            seen += 1
            if seen > MOST_ELEMENTS:
                raise BadQti(_("the XML has more than %(most)s elements") % {"most": MOST_ELEMENTS})
            inner = _node(child)
            node.children.append(inner)
            waiting.append((child, inner, depth + 1))
    return top


def _node(element: etree._Element) -> Node:
    tag = etree.QName(element)
    prefix = FOREIGN.get(tag.namespace or "")
    return Node(
        name=f"{prefix}:{tag.localname}" if prefix else plain_name(tag.localname),
        attributes={plain_name(etree.QName(name).localname): value for name, value in element.attrib.items()},
        text=element.text or "",
        tail=element.tail or "",
        line=element.sourceline or 0,
    )
