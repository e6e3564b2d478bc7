"""Places in a picture, as numbers drawn into it: who chooses the second place there, chooses 2 here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageDraw, ImageFont

from courses import pictures
from exams.formats.qti.body import Page
from exams.formats.qti.choosing import Option, whole_number
from exams.formats.qti.declarations import Area, read_area
from exams.formats.qti.names import Node
from exams.formats.qti.values import Unevaluable
from exams.formats.reading import BadQuestion
from exams.formats.rich import keep_picture

SPOTS = {"hotspotchoice", "associablehotspot"}
_PICTURE = {"object", "img", "picture"}
MOST_SPOTS = 20
_INK, _PAPER = (180, 0, 0), (255, 255, 255)


@dataclass
class Spots:
    """The numbered places of one picture, and the picture with the numbers in it."""

    options: list[Option]
    figures: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)


def read_spots(node: Node, page: Page) -> Spots:
    """Raises BadQuestion where the picture or a shape cannot be read."""
    places = [child for child in node.walk() if child.name in SPOTS]
    shown = next((child for child in node.children if child.name in _PICTURE), None)
    if shown is None or not 1 <= len(places) <= MOST_SPOTS:
        raise BadQuestion(_("it has no picture, or no places in it"))
    if any(child.get("templateidentifier") for child in places):
        raise BadQuestion(_("its options differ from person to person"))
    try:
        areas = [read_area(place) for place in places]
    except Unevaluable as error:
        raise BadQuestion(_("a place in its picture cannot be read (%(detail)s)") % {"detail": error}) from error
    content = page.files.get(page.resolved(shown.get("data") or shown.get("src")))
    if content is None:
        raise BadQuestion(_("its picture is not in the file: %(name)s") % {"name": (shown.get("data") or shown.get("src"))[:60]})
    options = [
        Option(place.get("identifier").strip(), str(number), is_fixed=True, most=whole_number(place, "matchmax", 1))
        for number, place in enumerate(places, start=1)
    ]
    found = Spots(options)
    drawn = _drawn(content, areas, (whole_number(shown, "width", 0), whole_number(shown, "height", 0)))
    name = keep_picture(drawn, found.pictures)
    found.figures.append({"image": name, "alt": " ".join((shown.get("alt") or shown.words()).split())[:200]})
    return found


def _drawn(content: bytes, areas: list[Area], declared: tuple[int, int]) -> bytes:
    """The picture with each shape's outline and number. Coordinates are in the size that the item declares."""
    try:
        with pictures.opened(content) as source:
            kind = "PNG" if source.format == "PNG" else "JPEG"
            picture = source.convert("RGB")
    except pictures.BadPicture as error:
        raise BadQuestion(_("its picture cannot be used: %(reason)s") % {"reason": error}) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadQuestion(_("its picture cannot be used: %(reason)s") % {"reason": _("it is damaged")}) from error
    scale = (picture.width / (declared[0] or picture.width), picture.height / (declared[1] or picture.height))
    draw = ImageDraw.Draw(picture)
    size = max(12, min(picture.size) // 16)
    font = ImageFont.load_default(size)
    for number, area in enumerate(areas, start=1):
        corners = [(x * scale[0], y * scale[1]) for x, y in _corners(area, declared, picture.size)]
        draw.line([*corners, corners[0]], fill=_INK, width=max(2, size // 8))
        left, right = min(x for x, _y in corners), max(x for x, _y in corners)
        top, bottom = min(y for _x, y in corners), max(y for _x, y in corners)
        middle = ((left + right) / 2, (top + bottom) / 2)
        box = draw.textbbox(middle, str(number), font=font, anchor="mm")
        draw.rectangle((box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3), fill=_PAPER, outline=_INK)
        draw.text(middle, str(number), fill=_INK, font=font, anchor="mm")
    made = BytesIO()
    picture.save(made, kind, quality=90)
    return made.getvalue()


def _corners(area: Area, declared: tuple[int, int], size: tuple[int, int]) -> list[tuple[float, float]]:
    """The outline as corners, near enough to be drawn."""
    coords = area.coords
    match area.shape:
        case "rect":
            return [(coords[0], coords[1]), (coords[2], coords[1]), (coords[2], coords[3]), (coords[0], coords[3])]
        case "circle":
            return list(_round(coords[0], coords[1], coords[2], coords[2]))
        case "ellipse":
            return list(_round(*coords))
        case "poly":
            return list(zip(coords[::2], coords[1::2], strict=True))
    wide, high = declared[0] or size[0], declared[1] or size[1]
    return [(0, 0), (wide - 1, 0), (wide - 1, high - 1), (0, high - 1)]


def _round(x: float, y: float, wide: float, high: float) -> Iterator[tuple[float, float]]:
    """Sixteen points of an ellipse."""
    unit = ((1, 0), (0.92, 0.38), (0.71, 0.71), (0.38, 0.92))
    for turn in range(4):
        for cosine, sine in unit:
            across, along = ((cosine, sine), (-sine, cosine), (-cosine, -sine), (sine, -cosine))[turn]
            yield x + across * wide, y + along * high
