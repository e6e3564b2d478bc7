"""What files say beside a question: categories and tags, as the topic, the difficulty and how points are given."""

from collections.abc import Iterable, Sequence

from exams.content import LETTERS
from exams.formats.reading import Item

ALL_OR_NOTHING = "all-or-nothing"
"""The tag under which several choices count only all together. Moodle has no sign of its own for it."""
DIFFICULTY = "difficulty-"
SOURCE = "source:"
ORDER = "order-"
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


def source_of(tags: Iterable[str]) -> str | None:
    return next((tag[len(SOURCE) :].strip() for tag in tags if tag.startswith(SOURCE)), None)


def order_of(tags: Iterable[str], count: int) -> str:
    """By which letters items in their right order are named, where a tag says so."""
    letters = next((tag[len(ORDER) :] for tag in tags if tag.startswith(ORDER)), "")
    return letters if sorted(letters) == list(LETTERS[:count]) else LETTERS[:count]


def tags_for(item: Item) -> list[str]:
    """What a question's tags say of it, where a format has tags."""
    difficulty = [f"{DIFFICULTY}{item.difficulty}"] if item.difficulty else []
    return [*difficulty, *([SOURCE + item.source] if item.source else [])]


def is_all_or_nothing(tags: Iterable[str]) -> bool:
    return ALL_OR_NOTHING in tags


def topic_of(category: str) -> tuple[str, ...]:
    """The words of a category's path that may name a topic, the nearest first. A // in it is a stroke of a name."""
    parts = [part.replace("\0", "/").strip() for part in category.replace("//", "\0").split("/")]
    return tuple(part for part in reversed(parts) if part.casefold() not in _NOWHERE)


def category_of(topic: Sequence[str]) -> str:
    return "/".join(part.replace("/", "//") for part in ("$course$", "top", *reversed(topic)))
