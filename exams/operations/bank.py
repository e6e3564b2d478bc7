"""Questions coming into a bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from exams.content import Content
from exams.models import Question, QuestionBank, QuestionVersion, Status, Topic


@dataclass(frozen=True)
class QuestionItem:
    """One question as a file or a form brings it."""

    key: str
    topic: Topic
    difficulty: int
    content: Content
    source: str = ""


@dataclass(frozen=True)
class Imported:
    imported: int
    updated: int
    unchanged: int

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(self.imported + other.imported, self.updated + other.updated, self.unchanged + other.unchanged)


@transaction.atomic
def import_questions(bank: QuestionBank, items: Sequence[QuestionItem], *, now: datetime) -> Imported:
    """Write new questions, and a new version where words or key have changed. The same items again write nothing.

    A version that once was is never brought back over a newer one, and a retired question stays retired.
    """
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    known = {question.key: question for question in Question.objects.filter(bank=bank)}
    fresh = [
        Question(bank=bank, key=item.key, topic=item.topic, difficulty=item.difficulty, source=item.source, status=Status.READY)
        for item in items
        if item.key not in known
    ]
    Question.objects.bulk_create(fresh)
    changed_facts = [question for item in items if (question := known.get(item.key)) and _take_facts(question, item)]
    Question.objects.bulk_update(changed_facts, ["topic", "difficulty", "source"])

    known |= {question.key: question for question in fresh}
    written = _digests(bank)
    versions = []
    for item in items:
        question = known[item.key]
        digests = written.setdefault(question.pk, [])
        if item.content.digest not in digests:
            digests.append(item.content.digest)
            versions.append(
                QuestionVersion(
                    question=question,
                    number=len(digests),
                    kind=item.content.kind.value,
                    content=item.content.as_json(),
                    digest=item.content.digest,
                    created_at=now,
                )
            )
    QuestionVersion.objects.bulk_create(versions)
    touch_bank(bank)
    updated = {version.question_id for version in versions if version.number > 1} | {question.pk for question in changed_facts}
    return Imported(imported=len(fresh), updated=len(updated), unchanged=len(items) - len(fresh) - len(updated))


def touch_bank(bank: QuestionBank) -> None:
    """Say that what the bank can ask has changed. Call it with every change, in the same transaction."""
    QuestionBank.objects.filter(pk=bank.pk).update(revision=uuid4())


def _take_facts(question: Question, item: QuestionItem) -> bool:
    """Bring topic, difficulty and source up to date. Whether anything changed."""
    facts = (item.topic.pk, item.difficulty, item.source)
    if (question.topic_id, question.difficulty, question.source) == facts:
        return False
    question.topic_id, question.difficulty, question.source = facts
    return True


def _digests(bank: QuestionBank) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = QuestionVersion.objects.filter(question__bank=bank).order_by("question", "number")
    for question, digest in rows.values_list("question_id", "digest"):
        found.setdefault(question, []).append(digest)
    return found
