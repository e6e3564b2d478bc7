"""Whether two pages say the same, and what an update of a copy does with each part. Plain data in, plain data out."""

import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

COPIED = ("title", "summary", "minutes", "body", "practice", "sources")
"""What a lesson says; a module has the first two."""


_MARK = re.compile(r' data-block-key="[^"]*"')
_NOTHING: tuple[Any, ...] = ("", None, [], {})


class Fate(StrEnum):
    """What becomes of one part. The value is kept in the log of updates."""

    SAME = "same"
    FOLLOWS = "follows"
    NEW = "new"
    KEPT = "kept"
    KEPT_LOCKED = "kept_locked"
    REMOVED_HERE = "removed_here"
    GONE_THERE = "gone_there"


def digest(words: Mapping[str, Any]) -> str:
    """Of what a page says. What the editor adds by opening and saving a page (numbers, marks, empty fields) does not count."""
    return hashlib.sha256(json.dumps(said(words), ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def said(value: Any) -> Any:
    """The same words in the same form, whether a loader, an import or the editor wrote the raw blocks."""
    if isinstance(value, Mapping):
        if value.get("type") == "item":
            return said(value.get("value"))
        inner = {name: said(part) for name, part in value.items() if name != "id"}
        return {name: part for name, part in inner.items() if part not in _NOTHING}
    if isinstance(value, list | tuple):
        return [said(part) for part in value]
    return _MARK.sub("", value).replace("\r\n", "\n").strip() if isinstance(value, str) else value


def fate(*, brought: str, theirs: str | None, ours: str | None, is_locked: bool) -> Fate:
    """`theirs` and `ours` are digests of the original as published and of the copy's latest draft; None where it is not there.

    What the institution changed is never overwritten, not even where a lock was put on it later.
    """
    if theirs is None:
        return Fate.GONE_THERE
    if ours is None:
        return Fate.REMOVED_HERE
    if theirs == ours:
        return Fate.SAME
    if ours == brought:
        return Fate.FOLLOWS
    if theirs == brought and not is_locked:
        return Fate.SAME
    return Fate.KEPT_LOCKED if is_locked else Fate.KEPT
