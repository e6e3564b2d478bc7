"""Questions from Moodle's own XML."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from exams.content import LETTERS, Kind
from exams.formats import making, rich
from exams.formats.labels import difficulty_of, is_all_or_nothing, order_of, source_of, topic_of
from exams.formats.moodle_xml.cloze import open_gaps
from exams.formats.moodle_xml.tree import Element, parse
from exams.formats.opening import decoded_xml
from exams.formats.reading import BadQuestion, Item, Place, Reading, Unreadable
from exams.formats.rich import Rich, unpacked

_MARKER = re.compile(r"\[\[(\d{1,3})\]\]")

ANY_FILES = 5
"""What Moodle's “unlimited” becomes."""

type Made = tuple[str, dict[str, Any]]
type Notes = list[str]


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable."""
    reading = Reading()
    root = parse(decoded_xml(content, reading))
    if root.tag != "quiz":
        raise Unreadable(_("This XML file is not Moodle’s: it begins with <%(tag)s>, not with <quiz>.") % {"tag": root.tag[:40]})
    topic: tuple[str, ...] = ()
    for element in root.all("question"):
        kind = element.attributes.get("type", "")
        if kind == "category":
            topic = topic_of(element.say("category", "text") or element.say("category"))
        else:
            _take(reading, element, kind, topic)
    return reading


def _take(reading: Reading, element: Element, kind: str, topic: tuple[str, ...]) -> None:
    place, title = Place(element.line), element.say("name", "text") or element.say("questiontext", "text")
    if kind == "description":
        reading.note(place, title, _("this is text without a question; it is left out"))
        return
    notes: Notes = []
    try:
        own, made = MAKERS.get(kind, refused)(element, notes)
        stem: Rich = made.pop("stem", None) or shown(element.first("questiontext"))
        explanation = _explanation(element, notes, made.pop("feedback", []))
    except BadQuestion as error:
        reading.complain(place, title, str(error))
        return
    for note in notes:
        reading.note(place, title, note)
    content = {"stem": stem.text, "explanation": explanation} | made | ({"figures": stem.figures} if stem.figures else {})
    tags = tags_of(element)
    reading.take(
        Item(
            place=place,
            kind=own,
            content=content,
            key=element.say("idnumber"),
            title=element.say("name", "text"),
            topic=topic,
            difficulty=difficulty_of(tags),
            source=source_of(tags),
            pictures=stem.pictures,
        )
    )


def tags_of(element: Element) -> list[str]:
    tags = element.first("tags")
    return [tag.say("text") or tag.text.strip() for tag in tags.all("tag")] if tags else []


def shown(element: Element | None) -> Rich:
    """The words of a text element, whatever format it names, with its tables and pictures."""
    if element is None:
        return Rich()
    first = element.first("text")
    text = first.text if first else element.text
    return in_format(text, element)


def in_format(text: str, element: Element) -> Rich:
    files = dict(_files(element))
    match element.attributes.get("format", "html"):
        case "plain_text":
            return Rich(text.strip())
        case "markdown":
            return rich.from_markdown(text, files)
        case "moodle_auto_format":
            return rich.from_marked(text, files)
    return rich.from_html(text, files)


def _files(element: Element) -> Iterator[tuple[str, bytes]]:
    """What lies inside the text's element, by the address under which the text shows it."""
    for file in element.all("file"):
        content = unpacked(file.text) if file.attributes.get("encoding", "base64") == "base64" else None
        name, folder = file.attributes.get("name", ""), file.attributes.get("path", "/").strip("/")
        if content and name:
            yield (f"{folder}/{name}" if folder else name), content


def words(element: Element | None, where: str) -> str:
    if element is None:
        return ""
    if element.attributes.get("format", "html") == "plain_text":
        first = element.first("text")
        return (first.text if first else element.text).strip()
    return shown(element).only_text(where)


def _explanation(element: Element, notes: Notes, extra: list[tuple[str, str]]) -> str:
    general = shown(element.first("generalfeedback")).text
    about = list(extra)
    for answer in element.all("answer"):
        said = shown(answer.first("feedback")).text
        if said:
            option = words(answer, _("an option"))
            about.append(("" if option.casefold() in {"*", "true", "false"} else option, " ".join(said.split())))
    return making.explanation(general, about, notes)


def weight_of(answer: Element) -> Decimal:
    text = answer.attributes.get("fraction", "0").strip().replace(",", ".")
    try:
        weight = Decimal(text)
    except InvalidOperation:
        weight = Decimal("NaN")
    if not weight.is_finite() or abs(weight) > 100:
        raise BadQuestion(_("“%(text)s” is not a share between -100 and 100") % {"text": text[:20]})
    return weight


def is_on(element: Element, tag: str, *, default: bool = False) -> bool:
    text = element.say(tag).casefold()
    return default if not text else text in {"1", "true", "yes"}


def refused(element: Element, notes: Notes) -> Made:
    kind = element.attributes.get("type", "")
    raise BadQuestion(_("questions of Moodle’s type “%(kind)s” cannot be taken over") % {"kind": kind[:40]})


def choices(element: Element, notes: Notes) -> Made:
    answers = list(element.all("answer"))
    texts, weights = [words(answer, _("an option")) for answer in answers], [weight_of(answer) for answer in answers]
    if is_on(element, "single", default=True) and element.attributes.get("type") == "multichoice":
        kind, made = Kind.SINGLE, making.single(texts, weights, notes)
    else:
        all_or_nothing = is_all_or_nothing(tags_of(element)) or element.attributes.get("type") == "multichoiceset"
        kind, made = Kind.MULTIPLE, making.multiple(texts, weights, credit="all" if all_or_nothing else "each")
    if not is_on(element, "shuffleanswers", default=True):
        made["options"] = [option | {"fixed": True} for option in made["options"]]
    return kind, made


def true_false(element: Element, notes: Notes) -> Made:
    right = [answer.say("text").casefold() for answer in element.all("answer") if weight_of(answer) >= making.FULL - making.NEAR]
    if right not in (["true"], ["false"]):
        raise BadQuestion(_("it does not say whether true or false is right"))
    return Kind.TRUE_FALSE, {"answer": right == ["true"]}


def short_answer(element: Element, notes: Notes) -> Made:
    accepted = [(words(answer, _("an answer")), weight_of(answer)) for answer in element.all("answer")]
    return "short_text", making.short_text(accepted, notes, case_sensitive=is_on(element, "usecase"))


def numerical(element: Element, notes: Notes) -> Made:
    said = [(answer.say("text"), answer.say("tolerance") or "0", weight_of(answer)) for answer in element.all("answer")]
    figures = [
        making.Figure(number(answer), abs(number(tolerance)), weight, (answer, tolerance))
        for answer, tolerance, weight in said
        if answer != "*"
    ]
    return Kind.NUMERIC, making.numeric(figures, unit=unit_of(element, notes))


def number(text: str) -> Decimal:
    try:
        found = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > 40:
        raise BadQuestion(_("“%(text)s” is not a number") % {"text": text[:30]})
    return found


def unit_of(element: Element, notes: Notes) -> str:
    """The unit that the numbers are in. Others would need converting, which nobody does here."""
    units = element.first("units")
    named = [(unit.say("unit_name"), number(unit.say("multiplier") or "1")) for unit in units.all("unit")] if units else []
    own = next((name for name, multiplier in named if multiplier == 1), "")
    others = [name for name, multiplier in named if name != own]
    if others:
        notes.append(_("answers are taken in %(unit)s only, not in %(others)s") % {"unit": own, "others": "、".join(others)[:80]})
    return own


def matching(element: Element, notes: Notes) -> Made:
    pairs = [(words(pair, _("a pair")), words(pair.first("answer"), _("a pair"))) for pair in element.all("subquestion")]
    return "matching", making.matching(pairs, credit="all" if is_all_or_nothing(tags_of(element)) else "each")


def ordering(element: Element, notes: Notes) -> Made:
    if element.say("selecttype").upper() not in {"", "0", "ALL"}:
        notes.append(_("Moodle shows some of its items; here all are shown"))
    texts = [words(answer, _("an item")) for answer in element.all("answer")]
    credit = "all" if element.say("gradingtype").upper() in {"ALL_OR_NOTHING", "-1"} else "each"
    return "ordering", making.ordering(texts, credit=credit, letters=order_of(tags_of(element), len(texts)))


def essay(element: Element, notes: Notes) -> Made:
    made: dict[str, Any] = {}
    most, files = element.say("maxwordlimit"), element.say("attachments")
    if most.isdecimal() and int(most[:6]):
        made["words"] = int(most[:6])
    if files.removeprefix("-").isdecimal():
        made["files"] = ANY_FILES if files.startswith("-") else int(files[:3])
    return "essay", made


def cloze(element: Element, notes: Notes) -> Made:
    asked = element.first("questiontext")
    opened = open_gaps(asked.say("text") if asked else "", notes)
    return "cloze", {"stem": in_format(opened.text, asked) if asked else Rich(), "gaps": opened.gaps, "feedback": opened.feedback}


def gap_choice(element: Element, notes: Notes) -> Made:
    """Words to choose or to drag into gaps: each gap names its right word, and offers those of the same group."""
    boxes = [*element.all("selectoption"), *element.all("dragbox")]
    texts = [words(box, _("an option")) for box in boxes]
    groups = [box.say("group") or "1" for box in boxes]
    stem = shown(element.first("questiontext"))
    gaps: dict[str, dict[str, Any]] = {}
    parts, place = [], 0
    for found in _MARKER.finditer(stem.text):
        right = int(found[1]) - 1
        if not 0 <= right < len(texts):
            raise BadQuestion(_("gap [[%(number)s]] names a word that is not there") % {"number": found[1]})
        name = str(len(gaps) + 1)
        offered = list(dict.fromkeys(text for text, group in zip(texts, groups, strict=True) if group == groups[right]))
        answer = LETTERS[offered.index(texts[right])] if offered.index(texts[right]) < len(LETTERS) else ""
        gaps[name] = {"kind": Kind.SINGLE, "options": making.options(offered), "answer": answer}
        parts += [stem.text[place : found.start()], f"[[{name}]]"]
        place = found.end()
    if not gaps:
        raise BadQuestion(_("there is no gap like [[1]] in it"))
    stem.text = "".join([*parts, stem.text[place:]])
    return "cloze", {"stem": stem, "gaps": gaps}


MAKERS: dict[str, Callable[[Element, Notes], Made]] = {
    "multichoice": choices,
    "multichoiceset": choices,
    "truefalse": true_false,
    "shortanswer": short_answer,
    "numerical": numerical,
    "matching": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": gap_choice,
    "ddwtos": gap_choice,
}
