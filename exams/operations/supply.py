"""What an exam's bank can ask, kept in each process for as long as nothing in the bank changes.

Reading and checking thousands of questions for each start would make a rush of starts wait; what is kept here is
valid for one revision of the bank, and every change of it makes a new one.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from exams.content import Kind, Mix
from exams.models import Exam, QuestionBank, QuestionVersion
from exams.selection import Candidate

BANKS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Askable:
    """What a paper writes down of a question."""

    question: int
    topic: str
    kind: Kind
    mix: Mix
    shape: Any


@dataclass(frozen=True)
class Supply:
    revision: UUID
    candidates: list[Candidate]
    asked: dict[int, Askable]
    shown: Counter[int]
    """What this process has drawn since: the bank's own count follows a little later."""


_kept: OrderedDict[int, Supply] = OrderedDict()
_lock = Lock()


def supply_of(exam: Exam) -> Supply:
    """The newest ready version of each question of the exam's bank."""
    revision = QuestionBank.objects.values_list("revision", flat=True).get(pk=exam.bank_id)
    with _lock:
        found = _kept.get(exam.bank_id)
        if found and found.revision == revision:
            _kept.move_to_end(exam.bank_id)
            return found
    supply = _read(exam.bank_id, revision)
    with _lock:
        _kept[exam.bank_id] = supply
        while len(_kept) > BANKS_KEPT:
            _kept.popitem(last=False)
    return supply


def _read(bank: int, revision: UUID) -> Supply:
    rows = QuestionVersion.objects.latest_ready().filter(question__bank=bank).select_related("question__topic")
    candidates, asked = [], {}
    for version in rows.iterator():
        question, content = version.question, version.checked
        candidates.append(Candidate(version.pk, question.pk, question.topic_id, question.difficulty, question.exposure))
        asked[version.pk] = Askable(question.pk, question.topic.slug, content.kind, content.mix, content.shape)
    return Supply(revision, candidates, asked, Counter())
