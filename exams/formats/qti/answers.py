"""An answer to a question of ours, as the responses of the item that we write for it; and answers to try."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from exams.content import Content, check_content, read_number
from exams.formats.making import plain_digits
from exams.formats.qti.marking import Responses, is_near, our_share, spread
from exams.formats.qti.sitting import Item

FEW = 16
MOST_OF_OURS = 240
"""Answers tried of what we write ourselves, which is built to mark alike."""
LONGEST_TYPED = 40
_BESIDE = (Decimal(0), Decimal("0.000001"), Decimal("-0.000001"))


def name_of(place: str = "") -> str:
    """The response of a part: RESPONSE, RESPONSE_2, RESPONSE_2_1."""
    return f"RESPONSE{place}"


def responses(kind: str, content: Mapping[str, Any], answer: Any, place: str = "") -> Responses:
    """What a player would send for this answer."""
    if kind in {"cloze", "case"}:
        found: Responses = {}
        for key, part in parts(kind, content):
            found |= responses(part["kind"], part, (answer or {}).get(key), f"{place}_{key}")
        return found
    return {name_of(place): None if answer is None else _response(kind, content, answer) or None}


def _response(kind: str, content: Mapping[str, Any], answer: Any) -> object:
    match kind:
        case "numeric":
            number = read_number(str(answer), str(content.get("unit", "")))
            return "" if number is None else plain_digits(number)
        case "short_text":
            return " ".join(str(answer).split())
        case "true_false":
            return str(answer).lower()
        case "matching":
            return [f"r{row} {letter}" for row, letter in answer.items()]
        case "essay":
            return answer.get("text")
    return answer


def parts(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The gaps of a cloze or the parts of a case, by their number."""
    if kind == "cloze":
        yield from sorted(content["gaps"].items(), key=lambda pair: int(pair[0]))
    else:
        for number, part in enumerate(content["parts"], start=1):
            yield str(number), part


def samples(kind: str, content: Mapping[str, Any]) -> list[Any]:
    """Right, wrong, half right and no answers: all of them where they are few."""
    letters = [option["key"] for option in content.get("options", ())]
    match kind:
        case "single":
            found: list[Any] = letters
        case "multiple":
            found = [list(some) for count in range(1, len(letters) + 1) for some in itertools.combinations(letters, count)]
        case "true_false":
            found = [True, False]
        case "numeric":
            found = [*_numbers(content), "?"]
        case "short_text":
            found = list(_texts(content))
        case "ordering":
            found = [content["answer"], *map(list, itertools.islice(itertools.permutations(letters), MOST_OF_OURS)), *_shuffled(letters)]
        case "matching":
            found = _matches(content, letters)
        case "cloze" | "case":
            found = _together(kind, content)
        case _:
            return []
    return [*[answer for answer in found if not isinstance(answer, str) or len(answer) <= LONGEST_TYPED], None]


def _shuffled(letters: list[str]) -> list[list[str]]:
    chance = random.Random(1)  # noqa: S311 -- samples, the same each time
    return [chance.sample(letters, len(letters)) for _time in range(100)]


def _numbers(content: Mapping[str, Any]) -> Iterator[str]:
    for figure in (content, *content.get("also", ())):
        middle, width = Decimal(str(figure["answer"])), Decimal(str(figure.get("tolerance", "0")))
        for edge in (middle, middle - width, middle + width):
            yield from (plain_digits(edge + step) for step in _BESIDE)
        yield plain_digits(middle + 2 * width + 1)


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    for accepted in content["accepted"]:
        text = str(accepted["text"])
        plain = text.replace("\\*", "*") if content.get("wildcards") else text
        filled = re.sub(r"(?<!\\)\*", "abc", text).replace("\\*", "*")
        yield from (plain, filled, plain.swapcase(), f"{plain}x", f"x{filled}", filled[:-1] or "?")
    yield "?"


def _matches(content: Mapping[str, Any], letters: list[str]) -> list[Any]:
    rows = [row["key"] for row in content["rows"]]
    right = content["answer"]
    choices: list[list[str | None]] = [[right[row], *[letter for letter in letters if letter != right[row]], None] for row in rows]
    drawn = [{row: letter for row, letter in zip(rows, some, strict=True) if letter} for some in spread(choices, MOST_OF_OURS)]
    return [given for given in drawn if given]


def _together(kind: str, content: Mapping[str, Any]) -> list[Any]:
    numbered = list(parts(kind, content))
    tried = [_few(samples(part["kind"], part)) for _number, part in numbered]
    drawn = [
        {number: given for (number, _part), given in zip(numbered, some, strict=True) if given is not None}
        for some in spread(tried, MOST_OF_OURS)
    ]
    return [given for given in drawn if given]


def _few(all_of_them: list[Any]) -> list[Any]:
    step = max(1, len(all_of_them) // FEW)
    return [*all_of_them[::step][:FEW], None] if all_of_them else [None]


def marks_alike(item: Item, kind: str, content: Mapping[str, Any]) -> Any | None:
    """The first answer that the item marks otherwise than we do, in a list; None where there is none. Raises what evaluating does."""
    checked: Content = check_content(kind, content)
    if checked.is_marked_by_people:
        return None if item.response_rules is None else [None, None, None]
    for answer in samples(kind, content):
        ours = our_share(checked, answer)
        theirs = item.sit(responses(kind, content, answer)).score
        if ours is not None and not is_near(float(ours), theirs):
            return [answer, float(ours), theirs]
    return None
