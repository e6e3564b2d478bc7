"""A bank of questions as a QTI 3 package. Every item is evaluated before it goes out: it marks as we do, or it is not written.

Beside the items lies `miaopu.json`, which other systems leave alone: what QTI has no place for (topic, difficulty, source, the very
figures), with the digest of the item that it belongs to. Where an item was changed by somebody, what the item says counts.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image

from exams.content import BadContent
from exams.formats.qti.answers import marks_alike
from exams.formats.qti.bank import read as read_qti
from exams.formats.qti.marking import told
from exams.formats.qti.names import BadQti
from exams.formats.qti.own import OWN, shown_pictures
from exams.formats.qti.parts import KINDS, NAMESPACE, Element, Place, Written, append, clean, element, paragraphs
from exams.formats.qti.sitting import read_item
from exams.formats.qti.values import Unevaluable
from exams.formats.reading import Item, Reading
from exams.formats.writing import CannotHold

SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
PACKAGING = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SUFFIXES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif"}
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""Zip files keep times; the same questions make the same bytes."""


@dataclass(frozen=True)
class Piece:
    """One question as an item, and the pictures it shows, by their names in the package."""

    name: str
    xml: bytes
    pictures: Mapping[str, bytes]
    shown: Mapping[str, str]
    """Names of files by the names under which the question shows them."""


class QtiWriter:
    """See exams.formats.writing."""

    def piece(self, item: Item) -> Piece:
        files: dict[str, bytes] = {}
        shown: dict[str, str] = {}
        for key in shown_pictures(item.content):
            path, content = _picture(key, item.pictures)
            files[path], shown[key] = content, path
        name = identifier_of(item)
        xml = item_xml(item.kind, item.content, name, item.title or item.name, {key: f"../{path}" for key, path in shown.items()})
        return Piece(name, xml, files, shown)

    def whole(self, pieces: Sequence[tuple[Item, Piece]]) -> bytes:
        parts: dict[str, bytes] = {}
        resources: list[tuple[str, str, list[str]]] = []
        own: dict[str, Any] = {}
        pictures: dict[str, str] = {}
        for item, piece in pieces:
            name = piece.name if f"items/{piece.name}.xml" not in parts else f"{piece.name}-{len(parts)}"
            path = f"items/{name}.xml"
            parts |= {path: piece.xml, **piece.pictures}
            resources.append((name, path, sorted(piece.pictures)))
            pictures |= piece.shown
            own[path] = _record(item, piece.xml)
        record = {"version": 1, "items": own, "pictures": pictures}
        parts[OWN] = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1).encode()
        parts["imsmanifest.xml"] = _manifest(resources, sorted(set(pictures.values())))
        return _zipped(parts)

    def read(self, content: bytes, name: str) -> Reading:
        return read_qti(content, name)


def identifier_of(item: Item) -> str:
    """The question's key where it can stand in XML; else one made of it, or of the question."""
    key = item.key or sha256(repr((item.kind, item.content)).encode()).hexdigest()[:16]
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", key)
    named = plain if plain[:1].isalpha() else f"q_{plain}"
    return named if named == key else f"{named[:40]}-{sha256(key.encode()).hexdigest()[:8]}"


def item_xml(kind: str, content: Mapping[str, Any], identifier: str, title: str = "", pictures: Mapping[str, str] | None = None) -> bytes:
    """One question as an XML file that marks as we do. `pictures`: the addresses of those that it shows. Raises CannotHold."""
    if kind not in KINDS:
        raise CannotHold(_("questions of this kind cannot be held"))
    try:
        xml = _xml(_item(kind, content, identifier, title, pictures or {}))
        differs = marks_alike(read_item(xml), kind, content)
    except (Unevaluable, BadQti, BadContent) as error:
        raise CannotHold(_("it cannot be written as QTI (%(reason)s)") % {"reason": error}) from error
    if differs:
        raise CannotHold(_("it would be marked otherwise there: %(answer)s") % {"answer": told(differs[0])})
    return xml


def _record(item: Item, xml: bytes) -> dict[str, Any]:
    return {
        "sha256": sha256(xml).hexdigest(),
        "kind": item.kind,
        "content": item.checked.as_json(),
        "key": item.key,
        "title": item.title,
        "topic": list(item.topic),
        "difficulty": item.difficulty,
        "source": item.source,
    }


def _picture(key: str, pictures: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Its file's name in the package, and its bytes."""
    content = pictures.get(key)
    if content is None:
        raise CannotHold(_("its picture is not there: %(name)s") % {"name": key})
    try:
        with Image.open(BytesIO(content), formats=sorted(_SUFFIXES)) as picture:
            suffix = _SUFFIXES[str(picture.format)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise CannotHold(_("its picture is damaged: %(name)s") % {"name": key}) from error
    return f"pictures/{sha256(content).hexdigest()[:32]}.{suffix}", content


def _item(kind: str, content: Mapping[str, Any], identifier: str, title: str, pictures: Mapping[str, str]) -> Element:
    figures = [_figure(figure, pictures) for figure in content.get("figures", ())]
    is_asked_in_prompt = not figures and kind not in {"numeric", "short_text", "case", "cloze"}
    lines = paragraphs(str(content["stem"]))
    written: Written = KINDS[kind](content, Place("", lines if is_asked_in_prompt or kind == "case" else []))
    above = [] if is_asked_in_prompt or kind in {"case", "cloze"} else lines
    for prompt in [] if is_asked_in_prompt else written.body:
        _without_empty_prompt(prompt)
    body = _body(kind, above, figures, written.body)
    return element(
        "assessment-item", *written.declarations, *_outcomes(kind, content, written), element("item-body", *body), *_rules(kind, written),
        *_feedback(content), identifier=identifier, title=title or identifier, adaptive="false", time_dependent="false",
    )  # fmt: skip


def _body(kind: str, above: list[Element], figures: list[Element], asked: list[Element]) -> list[Element]:
    """Figures stand behind the words of the question and before what is asked."""
    if kind == "cloze":
        return [*asked, *figures]
    if kind == "case":
        words = [part for part in asked if etree.QName(part).localname == "p"]
        return [*words, *figures, *[part for part in asked if part not in words]]
    return [*above, *figures, *asked]


def _without_empty_prompt(part: Element) -> None:
    for prompt in part.findall(f".//{{{NAMESPACE}}}qti-prompt"):
        if not len(prompt) and not prompt.text:
            prompt.getparent().remove(prompt)


def _outcomes(kind: str, content: Mapping[str, Any], written: Written) -> list[Element]:
    nothing = element("default-value", element("value", "0"))
    is_human = kind == "essay"
    score = element(
        "outcome-declaration", nothing, identifier="SCORE", cardinality="single", base_type="float",
        normal_maximum="1.0", normal_minimum="0.0", external_scored="human" if is_human else None,
    )  # fmt: skip
    most = element("default-value", element("value", "1"))
    found = [score, element("outcome-declaration", most, identifier="MAXSCORE", cardinality="single", base_type="float"), *written.outcomes]
    if content.get("explanation"):
        said = element("default-value", element("value", "explanation"))
        found.append(element("outcome-declaration", said, identifier="FEEDBACK", cardinality="single", base_type="identifier"))
    return found


def _rules(kind: str, written: Written) -> list[Element]:
    if kind == "essay":
        return []
    if written.template:
        return [element("response-processing", template=f"{TEMPLATES}/{written.template}.xml")]
    return [element("response-processing", *written.rules)]


def _feedback(content: Mapping[str, Any]) -> list[Element]:
    if not content.get("explanation"):
        return []
    words = element("content-body", *paragraphs(str(content["explanation"])))
    return [element("modal-feedback", words, outcome_identifier="FEEDBACK", identifier="explanation", show_hide="show")]


def _figure(figure: Mapping[str, Any], pictures: Mapping[str, str]) -> Element:
    if "image" in figure:
        address = pictures.get(str(figure["image"]))
        if address is None:
            raise CannotHold(_("its picture is not there: %(name)s") % {"name": figure["image"]})
        return element(".p", element(".img", src=address, alt=figure.get("alt", "")))
    table = figure["table"]
    head = [element(".thead", element(".tr", *[element(".th", str(cell)) for cell in table["header"]]))] if table.get("header") else []
    rows = [element(".tr", *[element(".td", str(cell)) for cell in row]) for row in table["rows"]]
    return element(".table", *head, element(".tbody", *rows))


def _xml(root: Element) -> bytes:
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}/imsqti_asiv3p0_v1p0.xsd")
    etree.cleanup_namespaces(root, top_nsmap={None: NAMESPACE, "xsi": XSI})
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _manifest(resources: Sequence[tuple[str, str, list[str]]], pictures: Sequence[str]) -> bytes:
    """Which files there are, and which need which."""
    names = {path: f"p{number:05d}" for number, path in enumerate(pictures, start=1)}
    listed = []
    for name, path, shown in resources:
        needed = [_packed("dependency", identifierref=names[picture]) for picture in shown]
        listed.append(_packed("resource", _packed("file", href=path), *needed, identifier=name, type="imsqti_item_xmlv3p0", href=path))
    for path, name in (*names.items(), (OWN, "miaopu-record")):
        listed.append(_packed("resource", _packed("file", href=path), identifier=name, type="webcontent", href=path))
    metadata = _packed("metadata", _packed("schema", "QTI Package"), _packed("schemaversion", "3.0.0"))
    digest = sha256("\n".join(name for name, _path, _shown in resources).encode()).hexdigest()
    root = _packed("manifest", metadata, _packed("organizations"), _packed("resources", *listed), identifier=f"miaopu-{digest[:16]}")
    etree.cleanup_namespaces(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _packed(tag: str, *children: "Element | str", **attributes: str) -> Element:
    made = etree.Element(f"{{{PACKAGING}}}{tag}", nsmap={None: PACKAGING})
    for name, value in attributes.items():
        made.set(name, clean(value))
    append(made, children)
    return made


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for path in sorted(parts, key=lambda name: (name != "imsmanifest.xml", name)):
            package.writestr(ZipInfo(path, _BEGINNING), parts[path], ZIP_DEFLATED)
    return made.getvalue()
