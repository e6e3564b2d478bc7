"""Pictures of questions as bytes: one file for phones, and the name that the same bytes always have. Bytes in, bytes out."""

import io
from hashlib import sha256
from uuid import UUID, uuid5

from PIL import Image

from courses import pictures
from courses.pictures import BadPicture, File

PICTURES = UUID("6f1c7c36-5d0c-5f0e-9d5e-0b7a3f2f7f0a")
"""The space of names in which a picture's own bytes give it its name."""
WIDEST = 720
"""A phone's 360 points twice."""

__all__ = ["PICTURES", "WIDEST", "BadPicture", "File", "for_a_paper", "name_of"]


def name_of(content: bytes) -> UUID:
    """The name under which a question shows a picture, made of the bytes that were uploaded."""
    return uuid5(PICTURES, sha256(content).hexdigest())


def for_a_paper(content: bytes) -> File:
    """The one file that is kept: upright, phone-sized, light, and without where and when it was taken. Raises BadPicture."""
    kept = pictures.kept(content)
    with Image.open(io.BytesIO(kept.content)) as source:
        picture = pictures.fitted(pictures.upright(source), WIDEST)
    kinds = pictures.kinds_for_phones()
    return pictures.within_budget(picture, "webp" if "webp" in kinds else kinds[-1])
