"""Answers as they arrive: what a question of a shape can have for an answer, whatever a device sends.

A shape is [kind, what else must be known]: the letters of the options; [rows, letters] of a matching; {"1": shape} of a cloze or
a case; how many files an essay takes. It stands on the paper, so that the save path needs no question at hand.
"""

import re
from collections.abc import Callable
from typing import Any

from exams.content.kinds import NUMBERS, Answer, BadAnswer, storable
from exams.content.question import Content

type Shape = Any

LONGEST_TYPED = 40
"""A number."""
LONGEST_WORDS = 200
LONGEST_ESSAY = 10_000
_NOTHING: tuple[object, ...] = ("", [], {})
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check_answer(content: Content, raw: object) -> Answer:
    """An answer in the form it is kept in, or None for none. Raises BadAnswer."""
    return check_answer_shape(content.shape, raw)


def check_answer_shape(shape: Shape, raw: object) -> Answer:
    """`check_answer`, where only the question's shape is at hand. Raises BadAnswer."""
    if raw is None or raw in _NOTHING:
        return None
    kind, spec = shape
    return _ACCEPT[kind](spec, raw)


def is_whole(shape: Shape, answer: Answer) -> bool:
    """Whether every place of it is filled in; `answer` is one that was accepted."""
    kind, spec = shape
    if kind == "ordering":
        return isinstance(answer, list) and len(answer) == len(spec) and None not in answer
    if kind == "matching":
        return isinstance(answer, dict) and len(answer) == spec[0]
    if kind in {"cloze", "case"}:
        return isinstance(answer, dict) and all(is_whole(part, answer.get(name)) for name, part in spec.items())
    return answer is not None


def _single(keys: str, raw: object) -> Answer:
    if isinstance(raw, str) and len(raw) == 1 and raw in keys:
        return raw
    raise BadAnswer("not one of the options")


def _multiple(keys: str, raw: object) -> Answer:
    if isinstance(raw, list) and all(isinstance(key, str) and len(key) == 1 and key in keys for key in raw):
        return sorted(set(raw)) or None
    raise BadAnswer("not some of the options")


def _true_false(_keys: str, raw: object) -> Answer:
    if isinstance(raw, bool):
        return raw
    raise BadAnswer("neither right nor wrong")


def _numeric(_keys: str, raw: object) -> Answer:
    if isinstance(raw, str) and len(raw) <= LONGEST_TYPED:
        return storable(raw).strip() or None
    raise BadAnswer("not typed as a number is")


def _short_text(_keys: str, raw: object) -> Answer:
    if isinstance(raw, str) and len(raw) <= LONGEST_WORDS:
        return storable(raw).strip() or None
    raise BadAnswer("not a few words")


def _ordering(keys: str, raw: object) -> Answer:
    if not isinstance(raw, list) or len(raw) > len(keys):
        raise BadAnswer("not an order of the options")
    placed = [key for key in raw if key is not None]
    if not all(isinstance(key, str) and len(key) == 1 and key in keys for key in placed) or len(set(placed)) < len(placed):
        raise BadAnswer("not an order of the options")
    while raw and raw[-1] is None:
        raw = raw[:-1]
    return list(raw) or None


def _matching(spec: Shape, raw: object) -> Answer:
    count, keys = spec
    rows = NUMBERS[:count]
    if not isinstance(raw, dict) or len(raw) > count:
        raise BadAnswer("not an option for each row")
    found = {}
    for row, key in raw.items():
        if not isinstance(row, str) or len(row) != 1 or row not in rows:
            raise BadAnswer("no such row")
        if key is not None and key != "":
            found[row] = _single(keys, key)
    return found or None


def _parts(spec: dict[str, Shape], raw: object) -> Answer:
    if not isinstance(raw, dict) or len(raw) > len(spec):
        raise BadAnswer("not an answer for each part")
    found = {}
    for name, given in raw.items():
        if not isinstance(name, str) or name not in spec:
            raise BadAnswer("no such part")
        answer = check_answer_shape(spec[name], given)
        if answer is not None:
            found[name] = answer
    return found or None


def _essay(most: int, raw: object) -> Answer:
    if not isinstance(raw, dict) or not raw.keys() <= {"text", "files"}:
        raise BadAnswer("neither words nor files")
    text, files = raw.get("text") or "", raw.get("files") or []
    if not isinstance(text, str) or len(text) > LONGEST_ESSAY:
        raise BadAnswer("not words that can be kept")
    if not isinstance(files, list) or len(files) > most or not all(isinstance(file, str) and _UUID.fullmatch(file) for file in files):
        raise BadAnswer("not files that can be added")
    text = storable(text).strip()
    return {"text": text, "files": list(dict.fromkeys(files))} if text or files else None


_ACCEPT: dict[str, Callable[[Any, object], Answer]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "ordering": _ordering,
    "matching": _matching,
    "cloze": _parts,
    "case": _parts,
    "essay": _essay,
}
