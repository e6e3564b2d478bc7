"""What we wrote ourselves, read back to the letter: believed only where the item is unchanged and still marks as the record says."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from exams.content import BadContent
from exams.formats.qti.answers import marks_alike
from exams.formats.qti.names import BadQti
from exams.formats.qti.packages import Bundle
from exams.formats.qti.sitting import Item as QtiItem
from exams.formats.qti.values import Unevaluable
from exams.formats.reading import Item, Place

OWN = "miaopu.json"


class Record:
    """The record of a package; empty where there is none, or none that can be read."""

    def __init__(self, bundle: Bundle) -> None:
        self.files = bundle.files
        self.items: Mapping[str, Any] = {}
        self.pictures: Mapping[str, Any] = {}
        raw = bundle.files.get(OWN) if bundle.files is not None else None
        if raw is None:
            return
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            return
        if isinstance(found, dict) and isinstance(found.get("items"), dict) and isinstance(found.get("pictures"), dict):
            self.items, self.pictures = found["items"], found["pictures"]

    def item(self, path: str, xml: bytes, item: QtiItem, place: Place) -> Item | None:
        """The question as it was when it was written, or None: then the item itself is read."""
        entry = self.items.get(path)
        if not isinstance(entry, dict) or entry.get("sha256") != sha256(xml).hexdigest():
            return None
        kind, content = entry.get("kind"), entry.get("content")
        if not isinstance(kind, str) or not isinstance(content, dict):
            return None
        try:
            if marks_alike(item, kind, content) is not None:
                return None
            return self._made(entry, kind, content, place)
        except (Unevaluable, BadQti, BadContent, KeyError, TypeError, ValueError, AttributeError, RecursionError):
            # Whatever is wrong with the record, the item itself is still there to be read.
            return None

    def _made(self, entry: Mapping[str, Any], kind: str, content: Mapping[str, Any], place: Place) -> Item | None:
        files: Mapping[str, bytes] = {} if self.files is None else self.files
        pictures = {key: files[str(self.pictures[key])] for key in shown_pictures(content)}
        topic, difficulty, source = entry.get("topic") or [], entry.get("difficulty"), entry.get("source")
        if not isinstance(topic, list) or not all(isinstance(word, str) for word in topic):
            return None
        return Item(
            place=place,
            kind=kind,
            content=content,
            key=str(entry.get("key") or ""),
            title=str(entry.get("title") or ""),
            topic=tuple(topic),
            difficulty=difficulty if isinstance(difficulty, int) else None,
            source=source if isinstance(source, str) else None,
            pictures=pictures,
        )


def shown_pictures(content: Any) -> list[str]:
    """The pictures that a question shows, wherever in it."""
    if isinstance(content, Mapping):
        own = [str(content["image"])] if isinstance(content.get("image"), str) else []
        return own + [key for part in content.values() for key in shown_pictures(part)]
    return [key for part in content for key in shown_pictures(part)] if isinstance(content, list | tuple) else []
