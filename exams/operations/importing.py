"""Questions of a file into a bank: all of them or none, and nothing twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.content import BadContent
from exams.formats import Item, Reading, Remark
from exams.formats.reading import short
from exams.models import Question, QuestionBank, QuestionPicture, QuestionVersion, Topic
from exams.operations.bank import QuestionItem, import_questions
from exams.operations.pictures import add_question_picture
from exams.pictures import BadPicture, for_a_paper, name_of

MEDIUM = 2
"""The difficulty of a new question of which the file says none."""

type Progress = Callable[[int], object]


@dataclass
class QuestionReport:
    """What becomes of the questions of a file. Nothing at all was written unless `written`."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    taken: list[tuple[Item, str]] = field(default_factory=list)
    """The questions that can be taken, and what happens to each: new, changed, same."""
    written: bool = False


@dataclass(frozen=True)
class _Known:
    """A question of the bank, with the digests of its versions from the first to the newest."""

    question: Question
    digests: list[str]


class _Rejected(Exception):
    """A question cannot be taken, though it could be read."""


@transaction.atomic
def import_reading(
    bank: QuestionBank,
    reading: Reading,
    *,
    now: datetime,
    topic: Topic | None = None,
    keep_going: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> QuestionReport:
    """Bring the questions in. With problems nothing is written, unless `keep_going`; a dry run writes nothing at all.

    `topic` is for questions whose file names none that we know. A question is the one with its key; without a key the one
    with the same words; else a new one. What the file does not say of a known question stays as it is.
    The bank is locked from the first look to the last row. `progress` hears how many questions are prepared.
    """
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    desk = _Desk(bank, topic)
    report = QuestionReport(rejected=list(reading.problems), notes=list(reading.notes))
    items: list[QuestionItem] = []
    for number, item in enumerate(reading.items, start=1):
        try:
            made = desk.settle(item)
        except (_Rejected, BadContent, BadPicture) as error:
            report.rejected.append(Remark(item.place, item.name, str(error)))
            continue
        items.append(made)
        report.taken.append((item, desk.fate_of(made)))
        if progress and number % 100 == 0:
            progress(number)
    report.rejected.sort(key=lambda remark: remark.place)
    count = [fate for _item, fate in report.taken].count
    report.imported, report.updated, report.unchanged = count("new"), count("changed"), count("same")
    if not dry_run and (keep_going or not report.rejected):
        for content in {name: desk.fresh[name] for item in items for name in item.content.pictures if name in desk.fresh}.values():
            add_question_picture(content, bank.organisation)
        import_questions(bank, items, now=now)
        report.written = True
    return report


class _Desk:
    """What must be known of the bank to judge a question; asked of the database once."""

    def __init__(self, bank: QuestionBank, topic: Topic | None) -> None:
        self.default = topic
        self.pictures: dict[str, str] = {}
        """Under which name the bytes of a picture are known, the bytes that were uploaded or those that are kept of them."""
        self.fresh: dict[str, bytes] = {}
        for uuid, digest in QuestionPicture.objects.filter(organisation=bank.organisation_id).values_list("uuid", "sha256"):
            self.pictures |= {str(uuid): str(uuid), digest: str(uuid)}
        self.topics: dict[str, set[Topic]] = defaultdict(set)
        for each in Topic.objects.all():
            self.topics[each.slug.casefold()].add(each)
            self.topics[each.title.casefold()].add(each)
        digests: dict[int, list[str]] = defaultdict(list)
        rows = QuestionVersion.objects.filter(question__bank=bank).order_by("question", "number")
        for pk, digest in rows.values_list("question_id", "digest"):
            digests[pk].append(digest)
        questions = Question.objects.filter(bank=bank).select_related("topic")
        self.known = {question.key: _Known(question, digests[question.pk]) for question in questions}
        self.by_digest = {digest: key for key, known in self.known.items() for digest in known.digests}
        self.used: set[str] = set()

    def settle(self, item: Item) -> QuestionItem:
        """The question with its key, topic and pictures in this bank. Raises what keeps it out."""
        names = {name: self.picture(content) for name, content in item.pictures.items()}
        content = replace_pictures(item, names).checked
        key = item.key or self.by_digest.get(content.digest) or f"q-{content.digest[:20]}"
        if key in self.used:
            raise _Rejected(_("it has the same words as another question of this file, which has the number %(key)s") % {"key": key})
        self.used.add(key)
        known = self.known.get(key)
        there = known.question if known else None
        return QuestionItem(
            key=key,
            topic=self.topic_of(item, there),
            difficulty=item.difficulty or (there.difficulty if there else MEDIUM),
            content=content,
            source=item.source if item.source is not None else there.source if there else "",
        )

    def picture(self, content: bytes) -> str:
        """The name that these bytes have here, or will have. Raises BadPicture."""
        name = str(name_of(content))
        there = self.pictures.get(name) or self.pictures.get(sha256(content).hexdigest())
        if there is None:
            for_a_paper(content)
            self.pictures[name] = there = name
            self.fresh[name] = content
        return there

    def topic_of(self, item: Item, there: Question | None) -> Topic:
        for word in item.topic:
            found = self.topics.get(word.casefold(), set())
            if len(found) == 1:
                return next(iter(found))
            if len(found) > 1:
                raise _Rejected(_("several topics are called “%(topic)s”; please write the short name") % {"topic": short(word)})
        if self.default:
            return self.default
        if item.topic:
            raise _Rejected(_("we know no topic called “%(topic)s”") % {"topic": short(item.topic[0])})
        if there:
            return there.topic
        raise _Rejected(_("the file does not say the topic; please choose one for all such questions"))

    def fate_of(self, item: QuestionItem) -> str:
        known = self.known.get(item.key)
        if known is None:
            return "new"
        facts = (known.question.topic_id, known.question.difficulty, known.question.source)
        is_same = item.content.digest in known.digests and facts == (item.topic.pk, item.difficulty, item.source)
        return "same" if is_same else "changed"


def replace_pictures(item: Item, names: Mapping[str, str]) -> Item:
    """The question with its pictures under the names that they have in the bank."""
    return replace(item, content=_renamed(item.content, names), pictures={}) if names else item


def _renamed(content: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Figures stand in the question, and in each part of a case."""
    made = dict(content)
    if isinstance(content.get("figures"), list):
        made["figures"] = [
            {**figure, "image": names.get(figure["image"], figure["image"])} if "image" in figure else figure
            for figure in content["figures"]
        ]
    if isinstance(content.get("parts"), list):
        made["parts"] = [_renamed(part, names) for part in content["parts"]]
    return made


def closing_line(report: QuestionReport, *, dry_run: bool) -> str:
    """The last line of the command, which other programs read. A dry run says what would be."""
    done = (report.imported, report.updated) if report.written or dry_run else (0, 0)
    return f"{done[0]} imported, {done[1]} updated, {rejected_count(report.rejected)} rejected"


def rejected_count(remarks: Iterable[Remark]) -> int:
    return len({remark.place for remark in remarks})
