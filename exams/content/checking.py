"""From a JSON object to a checked content, whoever wrote it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.content.accepting import LONGEST_TYPED
from exams.content.details import check_also, check_figures, check_rubric, check_shares, decimal_text, small_number, text_of, weight_text
from exams.content.gaps import check_gaps, check_parts
from exams.content.kinds import LETTERS, LONGEST_OPTION, LONGEST_PASSAGE, LONGEST_STEM, NUMBERS, WITH_A_PASSAGE, Answer, BadContent, Kind
from exams.content.numbers import read_number
from exams.content.question import Accepted, Content, Option, Part, Row, key_of_parts
from exams.content.words import says_something, without_escapes

MOST_FILES = 10
MOST_ACCEPTED = 20
LONGEST_EXPLANATION = 2000
FEWEST_TO_ORDER = 3
"""Two would give their order away: they are never shown in the right one."""


def check_content(kind: str, raw: Mapping[str, Any]) -> Content:
    """The content as a checked value. Raises BadContent."""
    try:
        known = Kind(kind)
    except ValueError as error:
        raise BadContent(_("unknown kind of question: %(kind)s") % {"kind": kind}) from error
    return _checked(known, raw, may_be_bare=False)


def _checked(kind: Kind, raw: Mapping[str, Any], *, may_be_bare: bool) -> Content:
    stem = text_of(raw, "stem", LONGEST_PASSAGE if kind in WITH_A_PASSAGE else LONGEST_STEM)
    if not stem and not may_be_bare:
        raise BadContent(_("the stem is empty"))
    found = {
        "kind": kind,
        "stem": stem,
        "explanation": text_of(raw, "explanation", LONGEST_EXPLANATION),
        "figures": check_figures(raw.get("figures")),
    }
    return Content(**found | _OF_KIND[kind](raw, stem))


def _part(key: str, raw: object, kinds: tuple[Kind, ...], *, may_be_bare: bool) -> Part:
    if not isinstance(raw, Mapping) or raw.get("kind") not in kinds:
        raise BadContent(_("a part is of no kind that can stand here"))
    return Part(key, _checked(Kind(raw["kind"]), raw, may_be_bare=may_be_bare), weight_text(raw.get("weight", "1")))


def _options(raw: Mapping[str, Any], fewest: int = 2) -> tuple[Option, ...]:
    given = raw.get("options")
    if not isinstance(given, list) or not fewest <= len(given) <= len(LETTERS):
        raise BadContent(_("it needs %(fewest)s to %(most)s options") % {"fewest": fewest, "most": len(LETTERS)})
    found = []
    for letter, option in zip(LETTERS, given, strict=False):
        if not isinstance(option, Mapping) or option.get("key") != letter:
            raise BadContent(_("option %(letter)s is not named %(letter)s") % {"letter": letter})
        text = text_of(option, "text", LONGEST_OPTION)
        if not text:
            raise BadContent(_("option %(letter)s is empty") % {"letter": letter})
        found.append(Option(letter, text, option.get("fixed") is True))
    if len({option.text for option in found}) < len(found):
        raise BadContent(_("two options say the same"))
    return tuple(found)


def _letters(options: tuple[Option, ...]) -> set[str]:
    return {option.key for option in options}


def _key(good: object, key: Answer) -> Answer:
    if not good:
        raise BadContent(_("the right answer does not fit the question"))
    return key


def _credit(raw: Mapping[str, Any]) -> str:
    credit = raw.get("credit", "all")
    if credit not in ("all", "each"):
        raise BadContent(_("points are given for all of it or for each part"))
    return str(credit)


def _single(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    options, key = _options(raw), raw.get("answer")
    _key(isinstance(key, str) and key in _letters(options), key)
    shares = check_shares(raw.get("shares"), _letters(options) - {key})
    if any(share.startswith("-") for share in shares.values()):
        raise BadContent(_("a wrong choice of one takes no points away"))
    return {"options": options, "answer": key, "shares": shares}


def _multiple(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    options, key = _options(raw), raw.get("answer")
    letters = _letters(options)
    good = isinstance(key, list) and bool(key) and all(isinstance(each, str) and each in letters for each in key)
    _key(good and key == sorted(set(key or [])), key)
    credit = _credit(raw)
    shares = check_shares(raw.get("shares"), letters) if credit == "each" else {}
    _key_earns_all(shares, key or [])
    return {"options": options, "answer": key, "credit": credit, "shares": shares}


def _key_earns_all(shares: Mapping[str, str], key: list[str]) -> None:
    """What is marked right makes the whole, and what is not marked right adds nothing."""
    usual = 1 / len(key)
    earned = sum(float(shares.get(letter, usual)) for letter in key)
    if abs(earned - 1) > 0.01:
        raise BadContent(_("the right options together do not make the whole"))
    if any(float(share) > 0 for letter, share in shares.items() if letter not in key):
        raise BadContent(_("an option that is not right earns points"))


def _true_false(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    key = raw.get("answer")
    return {"answer": _key(isinstance(key, bool), key)}


def _numeric(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    key, tolerance = raw.get("answer"), str(raw.get("tolerance", "0"))
    width = read_number(tolerance)
    good = isinstance(key, str) and read_number(key) is not None and width is not None and width >= 0
    _key(good and len(str(key)) <= LONGEST_TYPED, key)
    return {"answer": key, "tolerance": tolerance, "unit": text_of(raw, "unit", 20), "also": check_also(raw.get("also"))}


def _short_text(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    given, wildcards = raw.get("accepted"), raw.get("wildcards") is True
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ACCEPTED:
        raise BadContent(_("it needs 1 to %(most)s accepted answers") % {"most": MOST_ACCEPTED})
    accepted = []
    for each in given:
        text = text_of(each, "text", LONGEST_OPTION) if isinstance(each, Mapping) else ""
        if not says_something(text, wildcards=wildcards):
            raise BadContent(_("an accepted answer is empty, or accepts everything"))
        accepted.append(Accepted(text, decimal_text(each.get("share", "1"), most=1)))
    if accepted[0].share != "1":
        raise BadContent(_("the first accepted answer must be wholly right"))
    found = tuple(accepted)
    return {
        "accepted": found,
        "answer": without_escapes(found[0].text) if wildcards else found[0].text,
        "case_sensitive": raw.get("case_sensitive") is True,
        "wildcards": wildcards,
    }


def _ordering(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    options, key = _options(raw, FEWEST_TO_ORDER), raw.get("answer")
    good = isinstance(key, list) and all(isinstance(each, str) for each in key) and sorted(key) == sorted(_letters(options))
    return {"options": options, "answer": _key(good, key), "credit": _credit(raw)}


def _matching(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    options, given, key = _options(raw), raw.get("rows"), raw.get("answer")
    if not isinstance(given, list) or not 2 <= len(given) <= len(NUMBERS):
        raise BadContent(_("a matching needs 2 to %(most)s rows") % {"most": len(NUMBERS)})
    rows = []
    for number, row in zip(NUMBERS, given, strict=False):
        text = text_of(row, "text", LONGEST_OPTION) if isinstance(row, Mapping) and row.get("key") == number else ""
        if not text:
            raise BadContent(_("row %(number)s is empty") % {"number": number})
        rows.append(Row(number, text))
    if len({row.text for row in rows}) < len(rows):
        raise BadContent(_("two rows say the same"))
    good = isinstance(key, dict) and sorted(key) == [row.key for row in rows]
    _key(good and all(isinstance(each, str) and each in _letters(options) for each in dict(key or {}).values()), key)
    return {"options": options, "rows": tuple(rows), "answer": key, "credit": _credit(raw)}


def _cloze(raw: Mapping[str, Any], stem: str) -> dict[str, Any]:
    parts = check_gaps(stem, raw.get("gaps"), _part)
    return {"parts": parts, "answer": key_of_parts(parts)}


def _case(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    parts = check_parts(raw.get("parts"), _part)
    return {"parts": parts, "answer": key_of_parts(parts)}


def _essay(raw: Mapping[str, Any], _stem: str) -> dict[str, Any]:
    return {
        "words": small_number(raw.get("words", 0), most=10_000),
        "files": small_number(raw.get("files", 0), most=MOST_FILES),
        "rubric": check_rubric(raw.get("rubric")),
    }


_OF_KIND: dict[Kind, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: _short_text,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.CLOZE: _cloze,
    Kind.CASE: _case,
    Kind.ESSAY: _essay,
}
