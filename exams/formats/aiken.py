"""Aiken: a question on one line, its options under it, and a line that says which is right.

Which fruit may be sent?
A. a bruised one
B. a sound one
ANSWER: B
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exams.content import LETTERS, Kind
from exams.formats import making
from exams.formats.opening import decoded
from exams.formats.reading import BadQuestion, Item, Place, Reading

_OPTION = re.compile(r"([A-ZＡ-Ｚ])[).．）、][ \t\u3000]{0,9}")
_ANSWER = re.compile(r"ANSWER[ \t]{0,9}[:：]")
_NARROW = str.maketrans({chr(0xFF21 + place): chr(0x41 + place) for place in range(26)})


@dataclass
class _Question:
    """A question until its answer is found."""

    line: int
    stem: str
    letters: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable. Faults are those that Moodle reports, at the lines it reports them at; a wrong letter besides."""
    reading = Reading()
    open_question: _Question | None = None
    number = 0
    for number, raw in enumerate(decoded(content, reading).split("\n"), start=1):
        line = raw.strip()
        if len(line) < 2:
            continue
        option, answer = _OPTION.match(line), _ANSWER.match(line)
        if option or answer:
            if open_question is None:
                reading.complain(Place(number), line, _("question not started on line %(line)s") % {"line": number})
            elif option:
                open_question.letters.append(option[1].translate(_NARROW))
                open_question.options.append(line[option.end() :].strip())
            elif answer:
                _finish(reading, open_question, line[answer.end() :].strip(), number)
                open_question = None
        else:
            if open_question:
                unfinished = _("question not completed before next question start on line %(line)s") % {"line": number}
                reading.complain(Place(number), open_question.stem, unfinished)
            open_question = _Question(number, line)
    if open_question:
        reading.complain(Place(number), open_question.stem, _("question not completed: the line with ANSWER: is missing"))
    return reading


def _finish(reading: Reading, question: _Question, answer: str, line: int) -> None:
    try:
        made = _made(question, answer, line)
    except BadQuestion as error:
        reading.complain(Place(line), question.stem, str(error))
    else:
        reading.take(Item(Place(question.line), Kind.SINGLE, made))


def _made(question: _Question, answer: str, line: int) -> dict[str, object]:
    if len(question.options) < 2:
        raise BadQuestion(_("question must have at least 2 answers on line %(line)s") % {"line": line})
    if question.letters != [chr(ord("A") + place) for place in range(len(question.letters))]:
        raise BadQuestion(_("the options are not lettered A, B, C… in this order"))
    letter = answer.translate(_NARROW).rstrip(" .。")
    if letter not in question.letters:
        raise BadQuestion(_("“%(answer)s” is not the letter of one option") % {"answer": answer[:20]})
    options = making.options(question.options)
    return {"stem": question.stem, "options": options, "answer": LETTERS[question.letters.index(letter)], "explanation": ""}
