"""Pictures as bytes: what may be uploaded, what is kept of it, and the small files that phones are sent. Bytes in, bytes out."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps, features

KINDS = {"JPEG", "PNG", "WEBP", "AVIF"}
"""What is understood by its content; the file's name is not asked."""
LARGEST_FILE = 20_000_000
MOST_PIXELS = 60_000_000
"""More than phones' photos have. What claims to be larger is not unpacked."""
LONGEST_SIDE = 2000
"""Of what is kept: enough to make any phone's file anew."""
WIDTHS = (360, 720)
"""A phone's 360 points at once and twice; a dearer phone shows the larger one a little softer."""
BUDGET = 40_000
"""Bytes of one file for a phone, at most: two seconds at 160 kbit/s."""
TALLEST = 2
"""Times the width; a longer one is made narrower."""
QUALITIES = {
    "avif": (58, 48, 38, 30, 24),
    "webp": (76, 66, 56, 46, 36, 26),
    "jpeg": (76, 66, 56, 46, 36, 26),
}
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


class BadPicture(ValueError):
    """The file is no picture we can show; the message says it in the author's words."""


@dataclass(frozen=True)
class File:
    """One encoded picture."""

    kind: str
    width: int
    height: int
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16]


def kinds_for_phones() -> list[str]:
    """The best first. The last one is understood by every browser."""
    return [kind for kind in ("avif", "webp") if features.check(kind)] + ["jpeg"]


def kept(content: bytes) -> File:
    """The picture itself, upright, not larger than needed, and nothing beside it: no place, no time, no name of the camera.

    Raises BadPicture.
    """
    if len(content) > LARGEST_FILE:
        limit = LARGEST_FILE // 1_000_000
        raise BadPicture(_("This picture is larger than %(limit)s MB. Make it smaller and choose it again.") % {"limit": limit})
    with opened(content) as source:
        is_drawn = source.format == "PNG"
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        try:
            with whole_files_only():
                picture = upright(source)
        except (OSError, SyntaxError, ValueError) as error:
            raise BadPicture(_("This picture is damaged. Take it again, or save it anew as JPEG.")) from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return encoded(picture, "png", 0) if is_drawn else encoded(picture, "jpeg", 90)


def opened(content: bytes) -> Image.Image:
    """Only the head is read: a file that claims too many pixels is refused before any is unpacked."""
    too_many = _("This picture has too many points. Make it smaller and choose it again.")
    try:
        source = Image.open(io.BytesIO(content), formats=sorted(KINDS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(too_many) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadPicture(_("This is no picture we can show. JPEG, PNG, WebP and AVIF are understood.")) from error
    if source.width * source.height > MOST_PIXELS:
        raise BadPicture(too_many)
    return source


@contextmanager
def whole_files_only() -> Iterator[None]:
    """WeasyPrint lets Pillow fill up files that are cut off, for the whole process; an author would rather hear of it."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def upright(source: Image.Image) -> Image.Image:
    """Turned as it was held, in the colours every screen knows, on white where nothing was."""
    profile = source.info.get("icc_profile")
    picture = ImageOps.exif_transpose(source)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGBA", layer.size, "white")
        picture.alpha_composite(layer)
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        picture = in_plain_colours(picture, profile)
    return picture.convert("RGB")


def in_plain_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        return (
            ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError):
        return picture  # an odd profile is worth less than the picture


def for_phones(content: bytes) -> list[File]:
    """Each width in each kind, none above BUDGET: quality goes down first, then size. A small picture is not blown up.

    AVIF only where it is the lightest, so that the WebP is the most that a phone of today fetches.
    """
    picture = upright(Image.open(io.BytesIO(content)))
    scaled = {each.size: each for each in (fitted(picture, width) for width in WIDTHS)}
    made = {kind: [within_budget(each, kind) for each in scaled.values()] for kind in kinds_for_phones()}
    if {"avif", "webp"} <= made.keys() and len(made["avif"][-1].content) >= len(made["webp"][-1].content):
        del made["avif"]
    return [file for files in made.values() for file in files]


def fitted(picture: Image.Image, width: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((width, width * TALLEST), Image.Resampling.LANCZOS)
    return copy


def within_budget(picture: Image.Image, kind: str) -> File:
    smaller = picture
    while True:
        for quality in QUALITIES[kind]:
            file = encoded(smaller, kind, quality)
            if len(file.content) <= BUDGET:
                return file
        smaller = smaller.resize((max(1, smaller.width * 4 // 5), max(1, smaller.height * 4 // 5)), Image.Resampling.LANCZOS)


def encoded(picture: Image.Image, kind: str, quality: int) -> File:
    out = io.BytesIO()
    options: dict[str, dict[str, object]] = {
        "avif": {"quality": quality, "speed": 7},
        "webp": {"quality": quality, "method": 4},
        "jpeg": {"quality": quality, "optimize": True, "progressive": True},
        "png": {"optimize": True},
    }
    clean = Image.new("RGB", picture.size)  # carries nothing over: no EXIF, no comment, no profile
    clean.paste(picture)
    clean.save(out, kind.upper(), **options[kind])
    return File(kind, picture.width, picture.height, out.getvalue())
