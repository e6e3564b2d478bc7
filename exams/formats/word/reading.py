"""Questions from a Word paper."""

from typing import Any

from django.utils.translation import gettext as _

from exams.formats.labels import read_difficulty
from exams.formats.opening import opened_package
from exams.formats.reading import BadQuestion, Item, Place, Reading, Unit, Unreadable
from exams.formats.rich import keep_picture
from exams.formats.word.lines import lines_of
from exams.formats.word.papers import Paper, Question, settle
from exams.formats.written import Written, content_of


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable."""
    opened_package(content).close()
    reading = Reading()
    paper = Paper(lines_of(content))
    left = settle(paper)
    if not any(question.answer or question.options or question.parts for question in paper.questions):
        raise Unreadable(_("No question with options or an answer was found in this paper."))
    for question in paper.questions:
        take(reading, question)
    for given in left:
        place = Place(given.line, Unit.PARAGRAPH)
        reading.complain(
            place, given.answer, _("the answer to number %(number)s belongs to no question, or to several") % {"number": given.number}
        )
    return reading


def take(reading: Reading, question: Question) -> None:
    place, title = Place(question.line, Unit.PARAGRAPH), "".join(question.stem)
    try:
        kind, content, pictures = made(question)
        difficulty = difficulty_of(question)
    except BadQuestion as error:
        reading.complain(place, title, str(error))
        return
    facts = question.facts
    topic = facts.get("知识点") or facts.get("考点") or ""
    reading.take(
        Item(
            place=place,
            kind=kind,
            content=content,
            key=facts.get("编号", ""),
            topic=(topic,) if topic else (),
            difficulty=difficulty,
            source=facts.get("出处") or facts.get("来源"),
            pictures=pictures,
        )
    )


def difficulty_of(question: Question) -> int | None:
    said = question.facts.get("难度") or question.facts.get("难易度") or ""
    difficulty = read_difficulty(said)
    if said and difficulty is None:
        raise BadQuestion(_("the difficulty is 1 (easy), 2 (medium) or 3 (hard)"))
    return difficulty


def made(question: Question) -> tuple[str, dict[str, Any], dict[str, bytes]]:
    for asked in (question, *question.parts):
        if asked.lost:
            raise BadQuestion(lost(asked.lost))
    pictures: dict[str, bytes] = {}
    if question.kind != "case":
        return *written(question, pictures), pictures
    if not question.parts:
        raise BadQuestion(_("no question like (1) stands below the case"))
    explanation = "\n".join(question.explanation).strip()
    content: dict[str, Any] = {"stem": "\n".join(question.stem).strip(), "explanation": explanation, "parts": []}
    for part in question.parts:
        kind, own = written(part, pictures)
        content["parts"].append({"kind": kind} | {name: value for name, value in own.items() if value != ""})
    return "case", with_figures(content, question, pictures), pictures


def written(question: Question, pictures: dict[str, bytes]) -> tuple[str, dict[str, Any]]:
    answer, explanation = "\n".join(question.answer).strip(), "\n".join(question.explanation).strip()
    if question.kind == "essay":
        # Who marks it sees what the author would have written.
        answer, explanation = "", "\n".join(filter(None, [answer, explanation]))
    elif not answer:
        raise BadQuestion(_("its answer was not found, neither below it, nor in brackets, nor at the end"))
    stem = "\n".join(question.stem).strip()
    asked = Written(stem=stem, kind=question.kind, options=question.options, answer=answer, explanation=explanation)
    kind, content = content_of(asked)
    return kind, with_figures(content, question, pictures)


def with_figures(content: dict[str, Any], question: Question, pictures: dict[str, bytes]) -> dict[str, Any]:
    figures: list[dict[str, Any]] = [{"image": keep_picture(picture, pictures), "alt": ""} for picture in question.pictures]
    figures += [table(rows) for rows in question.tables]
    return content | ({"figures": figures} if figures else {})


def table(rows: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    width = max(map(len, rows))
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    return {"table": {"header": cells[0] if len(cells) > 1 else [], "rows": cells[1:] if len(cells) > 1 else cells}}


def lost(what: str) -> str:
    return {
        "formula": _("it holds a formula, which cannot be read; write it in plain signs, or as a picture"),
        "chart": _("it holds a chart, which cannot be read; make a picture of it"),
        "text box": _("it holds a text box, which cannot be read; move its words into the text"),
        "embedded file": _("it holds an embedded file, which cannot be read"),
        "picture": _("a picture stands among its options; pictures can stand in the question only"),
    }[what]
