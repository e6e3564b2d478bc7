"""Making an exam public."""

from datetime import datetime

from django.db import transaction

from exams.models import Exam
from exams.operations.supply import supply_of
from exams.selection import AMPLE, Cell, Shortage, TooFew, shortages


class NothingAsked(Exception):
    """The blueprint has no cell: a paper would be empty."""


def cells_of(exam: Exam) -> list[Cell]:
    return [Cell(cell.topic_id, cell.difficulty, cell.count, cell.points) for cell in exam.blueprint.cells.all()]


@transaction.atomic
def publish_exam(exam: Exam, *, now: datetime) -> list[Shortage]:
    """Open the exam to learners. Publishing twice keeps the first date.

    Raises NothingAsked, or TooFew with every cell that the bank cannot fill. Returns, as a warning, the cells that
    hold so few questions that they are soon known by heart.
    """
    cells = cells_of(exam)
    if not cells:
        raise NothingAsked
    candidates = supply_of(exam).candidates
    missing = shortages(cells, candidates)
    if missing:
        raise TooFew(missing)
    if Exam.objects.filter(pk=exam.pk, published_at=None).update(published_at=now):
        exam.published_at = now
    return shortages(cells, candidates, times=AMPLE)
