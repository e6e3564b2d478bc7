"""Content as authors write it by hand, in the starter's files and in tests: options as plain texts, right ones by their number.

single:     {stem, options: [甲, {text: 以上都对, fixed: true}], answer: 2, shares: {1: 0.5}}
short_text: {stem, answer: 北京}, or answer: [北京, 北京市], or accepted: [{text, share}]
ordering:   {stem, options: [in the right order]}, or with answer: [2, 1, 3]
matching:   {stem, pairs: [[茶叶, 阴凉处], …], others: [a wrong option, …]}
cloze:      {stem: 先[[1]]再[[2]], gaps: {1: {kind: single, options, answer}, 2: …}}
case:       {stem, parts: [{kind: single, stem, options, answer}, …]}
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.content.checking import check_content
from exams.content.kinds import LETTERS, BadContent, Kind
from exams.content.question import Content


def from_numbered(kind: str, raw: Mapping[str, Any]) -> Content:
    """The content of what an author wrote. Raises BadContent."""
    return check_content(kind, _stored(kind, raw))


def _stored(kind: object, raw: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(raw)
    options = raw.get("options")
    if isinstance(options, list):
        stored["options"] = _options(options)
    if isinstance(raw.get("shares"), Mapping):
        stored["shares"] = {_letter(number): str(share) for number, share in raw["shares"].items()}
    special = _OF_KIND.get(str(kind))
    return stored | (special(raw) if special else {})


def _options(texts: list[Any]) -> list[dict[str, Any]]:
    if len(texts) > len(LETTERS):
        raise BadContent(_("it needs %(fewest)s to %(most)s options") % {"fewest": 2, "most": len(LETTERS)})
    written = [dict(text) if isinstance(text, Mapping) else {"text": str(text)} for text in texts]
    return [{"key": letter} | option for letter, option in zip(LETTERS, written, strict=False)]


def _letter(number: object) -> str:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(LETTERS):
        raise BadContent(_("%(number)s is not the number of an option") % {"number": repr(number)})
    return LETTERS[number - 1]


def _single(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": _letter(raw.get("answer"))}


def _multiple(raw: Mapping[str, Any]) -> dict[str, Any]:
    answer = raw.get("answer")
    return {"answer": sorted({_letter(number) for number in answer})} if isinstance(answer, list) else {}


def _numeric(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": str(raw.get("answer"))}


def _short_text(raw: Mapping[str, Any]) -> dict[str, Any]:
    texts = raw.get("answer", raw.get("accepted"))
    listed = texts if isinstance(texts, list) else [texts]
    return {"accepted": [dict(text) if isinstance(text, Mapping) else {"text": str(text), "share": "1"} for text in listed]}


def _ordering(raw: Mapping[str, Any]) -> dict[str, Any]:
    options = raw.get("options")
    numbers = raw.get("answer", list(range(1, len(options) + 1)) if isinstance(options, list) else None)
    return {"answer": [_letter(number) for number in numbers] if isinstance(numbers, list) else None}


def _matching(raw: Mapping[str, Any]) -> dict[str, Any]:
    pairs = raw.get("pairs")
    if not isinstance(pairs, list) or not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise BadContent(_("a matching is written in pairs"))
    texts = list(dict.fromkeys([str(right) for _left, right in pairs] + [str(other) for other in raw.get("others") or []]))
    return {
        "rows": [{"key": str(number), "text": str(left)} for number, (left, _right) in enumerate(pairs, start=1)],
        "options": _options(texts),
        "answer": {str(number): LETTERS[texts.index(str(right))] for number, (_left, right) in enumerate(pairs, start=1)},
    }


def _cloze(raw: Mapping[str, Any]) -> dict[str, Any]:
    gaps = raw.get("gaps")
    return {"gaps": {str(name): _part(gap) for name, gap in gaps.items()}} if isinstance(gaps, Mapping) else {}


def _case(raw: Mapping[str, Any]) -> dict[str, Any]:
    parts = raw.get("parts")
    return {"parts": [_part(part) for part in parts]} if isinstance(parts, list) else {}


def _part(raw: Any) -> Any:
    return _stored(raw.get("kind"), raw) if isinstance(raw, Mapping) else raw


_OF_KIND: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: _short_text,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.CLOZE: _cloze,
    Kind.CASE: _case,
}
