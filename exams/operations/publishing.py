"""Making an exam public."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from exams.content import Kind
from exams.models import Exam, Question, QuestionVersion
from exams.operations.supply import supply_of
from exams.selection import AMPLE, Cell, Shortage, TooFew, shortages


class NothingAsked(Exception):
    """The blueprint has no cell: a paper would be empty."""


class MarkedByPeople(Exception):
    """The blueprint can draw questions that people must mark, and a theory paper is marked by itself. `keys` names some."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(keys)
        self.keys = list(keys)


def cells_of(exam: Exam) -> list[Cell]:
    return [Cell(cell.topic_id, cell.difficulty, cell.count, cell.points) for cell in exam.blueprint.cells.all()]


@transaction.atomic
def publish_exam(exam: Exam, *, now: datetime) -> list[Shortage]:
    """Open the exam to learners. Publishing twice keeps the first date.

    Raises NothingAsked, MarkedByPeople, or TooFew with every cell that the bank cannot fill. Returns, as a warning, the cells that
    hold so few questions that they are soon known by heart.
    """
    cells = cells_of(exam)
    if not cells:
        raise NothingAsked
    candidates = supply_of(exam).candidates
    missing = shortages(cells, candidates)
    if missing:
        raise TooFew(missing)
    asked = {(cell.topic, cell.difficulty) for cell in cells}
    essays = Question.objects.filter(versions__in=QuestionVersion.objects.latest_ready(), versions__kind=Kind.ESSAY, bank=exam.bank_id)
    if keys := [key for key, *cell in essays.values_list("key", "topic_id", "difficulty")[:200] if tuple(cell) in asked]:
        raise MarkedByPeople(keys[:5])
    if Exam.objects.filter(pk=exam.pk, published_at=None).update(published_at=now):
        exam.published_at = now
    return shortages(cells, candidates, times=AMPLE)
