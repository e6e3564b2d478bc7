"""A question as people write it down in a table or on a paper — kind, stem, options, “AC”, “√” — made into content."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from exams.content import LETTERS, Kind, read_number
from exams.formats import making
from exams.formats.chinese import alternatives, chosen, figure, letters_of, narrow, truth_of
from exams.formats.moodle_xml.cloze import open_gaps
from exams.formats.reading import BadQuestion

LONGEST_SHORT = 60
"""Characters of an answer without options that is still a short text, where nobody says the kind."""
_BLANK = re.compile(r"_{2,}|＿{2,}|[（(][\s\u3000]{1,20}[）)]")
_WITH_UNIT = re.compile(r"([-+]?\d{1,15}(?:[.,]\d{1,10})*)\s{0,9}([^\d\s.,±~|=+-][^\d±~|=]{0,7})")
_EMBEDDED = re.compile(r"\{\d{0,4}:[A-Za-z_]{1,20}:")
_SHARED = re.compile(r"([A-Ha-h])=(-?\d{1,3}(?:\.\d{1,7})?)(%?)")
_VALUED = re.compile(r"(分值|字数|附件|weight|words|files)=(\d{1,6}(?:\.\d{1,6})?)")
_FIXED = re.compile(r"(?:固定|fixed)=([A-Ha-h]{1,8})")
_BETWEEN_GAPS = re.compile(r"[;；\n]+")
NAMED = {"分值": "weight", "字数": "words", "附件": "files", "weight": "weight", "words": "words", "files": "files"}


@dataclass
class Credit:
    """What stands under 给分: words between spaces or semicolons."""

    mode: str = ""
    shares: dict[str, Decimal] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    values: dict[str, Decimal] = field(default_factory=dict)
    case_sensitive: bool = False
    wildcards: bool = False


@dataclass
class Written:
    """`kind` is empty where nobody says it."""

    stem: str
    kind: str = ""
    options: list[str] = field(default_factory=list)
    answer: str = ""
    credit: Credit = field(default_factory=Credit)
    tolerance: str = ""
    unit: str = ""
    explanation: str = ""


def read_credit(text: str) -> Credit:
    """Raises BadQuestion for a word that nobody knows."""
    credit = Credit()
    for word in re.split(r"[\s;；,，、]+", narrow(text)):
        if shared := _SHARED.fullmatch(word):
            credit.shares[shared[1].lower()] = Decimal(shared[2]) * (1 if shared[3] else 100)
        elif valued := _VALUED.fullmatch(word):
            credit.values[NAMED[valued[1]]] = Decimal(valued[2])
        elif fixed := _FIXED.fullmatch(word):
            credit.fixed |= set(fixed[1].lower())
        elif word in {"全对才得分", "全对", "all"}:
            credit.mode = "all"
        elif word in {"每项得分", "每项", "each"}:
            credit.mode = "each"
        elif word in {"区分大小写", "case"}:
            credit.case_sensitive = True
        elif word in {"通配", "wildcards"}:
            credit.wildcards = True
        elif word:
            raise BadQuestion(_("“%(word)s” under 给分 is not understood; see the sheet 怎么填") % {"word": word[:20]})
    return credit


def content_of(written: Written) -> tuple[str, dict[str, Any]]:
    """Kind and content. Raises BadQuestion."""
    kind = written.kind or guessed(written)
    if not written.stem.strip():
        raise BadQuestion(_("the question itself is missing"))
    if kind not in MAKERS:
        raise BadQuestion(_("questions of this kind cannot be written in one row"))
    if not written.answer.strip() and kind not in {"cloze", "essay"}:
        raise BadQuestion(_("the answer is missing"))
    if kind == "short_text" and len(_BLANK.findall(written.stem)) > 1:
        kind = "cloze"
    made = MAKERS[kind](written)
    return kind, {"stem": written.stem, "explanation": written.explanation} | made


def guessed(written: Written) -> str:
    """The kind where nobody says it, by options and answer."""
    answer = written.answer.strip()
    if written.options:
        letters = letters_of(answer)
        return Kind.MULTIPLE if letters and len(letters) > 1 else Kind.SINGLE
    if _EMBEDDED.search(written.stem):
        return "cloze"
    if truth_of(answer) is not None and answer not in {"0", "1"}:
        return Kind.TRUE_FALSE
    if not answer or len(answer) > LONGEST_SHORT:
        return "essay"
    return "short_text" if read_number(answer, written.unit or "%") is None or _BLANK.search(written.stem) else Kind.NUMERIC


def _options(written: Written) -> list[dict[str, Any]]:
    return [option | ({"fixed": True} if option["key"] in written.credit.fixed else {}) for option in making.options(written.options)]


def _weights(written: Written, letters: list[str], usual: Decimal, others: Decimal) -> list[Decimal]:
    named = LETTERS[: len(written.options)]
    return [written.credit.shares.get(letter, usual if letter in letters else others) for letter in named]


def _single(written: Written) -> dict[str, Any]:
    letters = chosen(written.answer, len(written.options))
    if len(letters) > 1:
        raise BadQuestion(_("a single choice has one right option, not %(count)s") % {"count": len(letters)})
    shares = {letter: making.share(weight) for letter, weight in written.credit.shares.items() if weight > 0}
    return {"options": _options(written), "answer": letters[0]} | ({"shares": shares} if shares else {})


def _multiple(written: Written) -> dict[str, Any]:
    letters = sorted(chosen(written.answer, len(written.options)))
    made: dict[str, Any] = {"options": _options(written), "answer": letters}
    if written.credit.mode != "each" and not written.credit.shares:
        return made
    shares = {letter: making.share(weight) for letter, weight in sorted(written.credit.shares.items())}
    return made | {"credit": "each"} | ({"shares": shares} if shares else {})


def _true_false(written: Written) -> dict[str, Any]:
    truth = truth_of(written.answer)
    if truth is None:
        raise BadQuestion(_("the answer “%(answer)s” is neither 对 nor 错") % {"answer": written.answer[:20]})
    return {"answer": truth}


def _numeric(written: Written) -> dict[str, Any]:
    with_unit = _WITH_UNIT.fullmatch(narrow(written.answer).strip())
    if with_unit and not written.unit:
        written.answer, written.unit = with_unit[1], with_unit[2]
    found = list(alternatives(written.answer))
    first = [figure(text, weight, unit=written.unit, tolerance=written.tolerance) for text, weight in found[:1]]
    return making.numeric([*first, *(figure(text, weight, unit=written.unit) for text, weight in found[1:])], unit=written.unit)


def _short_text(written: Written) -> dict[str, Any]:
    return _accepted(written.answer, written.credit)


def _accepted(answer: str, credit: Credit) -> dict[str, Any]:
    """As written: here a star is a star, unless 通配 is said."""
    accepted = list(alternatives(answer))
    best = next((place for place, (_text, weight) in enumerate(accepted) if weight >= making.FULL), None)
    if best is None:
        raise BadQuestion(_("no answer is accepted as wholly right"))
    accepted.insert(0, accepted.pop(best))
    made: dict[str, Any] = {
        "accepted": [{"text": text, "share": making.share(weight)} for text, weight in accepted],
        "case_sensitive": credit.case_sensitive,
    }
    return made | ({"wildcards": True} if credit.wildcards else {})


def _ordering(written: Written) -> dict[str, Any]:
    letters = chosen(written.answer, len(written.options))
    if len(letters) != len(written.options):
        raise BadQuestion(_("the answer must name every option once, in the right order"))
    return {"options": _options(written), "answer": letters, "credit": written.credit.mode or "all"}


def _matching(written: Written) -> dict[str, Any]:
    rows, answer = [], {}
    for number, line in enumerate(filter(str.strip, written.answer.split("\n")), start=1):
        left, equals, letter = line.rpartition("=")
        letters = letters_of(letter)
        if not equals or not left.strip() or not letters or len(letters) > 1:
            raise BadQuestion(_("each line of the answer says what belongs together, like 苹果=B"))
        rows.append({"key": str(number), "text": left.strip()})
        answer[str(number)] = chosen(letter, len(written.options))[0]
    return {"options": _options(written), "rows": rows, "answer": answer, "credit": written.credit.mode or "all"}


def _cloze(written: Written) -> dict[str, Any]:
    """Either gaps as Moodle embeds them in the words, or blanks and as many answers."""
    if _EMBEDDED.search(written.stem):
        opened = open_gaps(written.stem, [])
        return {"stem": opened.text, "gaps": opened.gaps}
    answers = [answer for answer in _BETWEEN_GAPS.split(written.answer) if answer.strip()]
    parts, place, gaps = [], 0, {}
    for number, blank in enumerate(_BLANK.finditer(written.stem), start=1):
        parts += [written.stem[place : blank.start()], f"[[{number}]]"]
        place = blank.end()
        if number <= len(answers):
            gaps[str(number)] = {"kind": "short_text"} | _accepted(answers[number - 1], written.credit)
    if not parts or len(parts) // 2 != len(answers):
        blanks = len(parts) // 2
        raise BadQuestion(_("there are %(blanks)s blanks and %(answers)s answers") % {"blanks": blanks, "answers": len(answers)})
    return {"stem": "".join([*parts, written.stem[place:]]), "gaps": gaps}


def _essay(written: Written) -> dict[str, Any]:
    values = {name: int(value) for name, value in written.credit.values.items() if name in {"words", "files"}}
    return dict(values)


MAKERS: dict[str, Callable[[Written], dict[str, Any]]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMERIC: _numeric,
    "short_text": _short_text,
    "ordering": _ordering,
    "matching": _matching,
    "cloze": _cloze,
    "essay": _essay,
}
