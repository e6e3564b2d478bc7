"""What files say beside a question: categories and tags, as the topic, the difficulty and how points are given."""

from collections.abc import Iterable, Sequence

ALL_OR_NOTHING = "all-or-nothing"
"""The tag under which several choices count only all together. Moodle has no sign of its own for it."""
DIFFICULTY = "difficulty-"
_DIFFICULTIES = {
    1: {"1", "easy", "易", "容易", "简单", "低"},
    2: {"2", "medium", "中", "中等", "一般"},
    3: {"3", "hard", "难", "困难", "较难", "高"},
}
_PREFIXES = ("difficulty", "难度")
_NOWHERE = {"", "top", "$course$", "$system$", "$module$", "$cat1$"}


def read_difficulty(text: str) -> int | None:
    """1, 2 or 3 as people write it."""
    plain = text.strip().strip("度:：-_ ").casefold()
    return next((number for number, words in _DIFFICULTIES.items() if plain in words), None)


def difficulty_of(tags: Iterable[str]) -> int | None:
    for tag in tags:
        for prefix in _PREFIXES:
            if tag.casefold().startswith(prefix):
                return read_difficulty(tag[len(prefix) :])
    return None


def is_all_or_nothing(tags: Iterable[str]) -> bool:
    return ALL_OR_NOTHING in tags


def topic_of(category: str) -> tuple[str, ...]:
    """The words of a category's path that may name a topic, the nearest first. A // in it is a stroke of a name."""
    parts = [part.replace("\0", "/").strip() for part in category.replace("//", "\0").split("/")]
    return tuple(part for part in reversed(parts) if part.casefold() not in _NOWHERE)


def category_of(topic: Sequence[str]) -> str:
    return "/".join(part.replace("/", "//") for part in ("$course$", "top", *reversed(topic)))
