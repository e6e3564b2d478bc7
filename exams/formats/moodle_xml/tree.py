"""XML as elements that know their line. defusedxml reads it: no entity, no declaration, nothing from elsewhere."""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from exams.formats.reading import Unreadable

DEEPEST = 40
MOST_ELEMENTS = 3_000_000


class Element:
    """One element: its name, what it says, and where."""

    __slots__ = ("attributes", "children", "line", "parts", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children: list[Element] = []
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def all(self, tag: str) -> Iterator["Element"]:
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> "Element | None":
        return next(self.all(tag), None)

    def say(self, *path: str) -> str:
        """The words of the first element down this path; empty where there is none."""
        here: Element | None = self
        for tag in path:
            here = here.first(tag) if here else None
        return here.text.strip() if here else ""


class _Builder:
    """What the parser calls."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.parser: DefusedXMLParser | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        line = self.parser.parser.CurrentLineNumber if self.parser else 0
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise Unreadable(_("Line %(line)s: the elements are nested too deeply, or there are too many.") % {"line": line})
        element = Element(tag, attributes, line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def close(self) -> Element | None:
        return self.root


def parse(text: str) -> Element:
    """Raises Unreadable with the line."""
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(text)
        root: Element | None = parser.close()
    except DefusedXmlException as error:
        raise Unreadable(_("This file declares entities (<!DOCTYPE or <!ENTITY). For safety it is not opened.")) from error
    except ParseError as error:
        raise Unreadable(_("Line %(line)s: this is no whole XML: %(reason)s") % {"line": error.position[0], "reason": error}) from error
    finally:
        builder.parser = None
    if root is None:
        raise Unreadable(_("No question was found in this file."))
    return root
