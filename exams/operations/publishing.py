"""Making an exam public."""

from datetime import datetime

from django.db import transaction

from exams.models import Exam, QuestionVersion
from exams.selection import AMPLE, Candidate, Cell, Shortage, TooFew, shortages


class NothingAsked(Exception):
    """The blueprint has no cell: a paper would be empty."""


def cells_of(exam: Exam) -> list[Cell]:
    return [Cell(cell.topic_id, cell.difficulty, cell.count, cell.points) for cell in exam.blueprint.cells.all()]


def candidates_for(exam: Exam, cells: list[Cell], *, exposure: dict[int, int]) -> list[Candidate]:
    """What may be drawn for these cells: the newest ready version of each question of the bank."""
    rows = (
        QuestionVersion.objects.latest_ready()
        .filter(question__bank=exam.bank_id, question__topic__in={cell.topic for cell in cells})
        .values_list("pk", "question_id", "question__topic_id", "question__difficulty")
    )
    return [Candidate(version, question, topic, difficulty, exposure.get(question, 0)) for version, question, topic, difficulty in rows]


@transaction.atomic
def publish_exam(exam: Exam, *, now: datetime) -> list[Shortage]:
    """Open the exam to learners. Publishing twice keeps the first date.

    Raises NothingAsked, or TooFew with every cell that the bank cannot fill. Returns, as a warning, the cells that
    hold so few questions that they are soon known by heart.
    """
    cells = cells_of(exam)
    if not cells:
        raise NothingAsked
    candidates = candidates_for(exam, cells, exposure={})
    missing = shortages(cells, candidates)
    if missing:
        raise TooFew(missing)
    if Exam.objects.filter(pk=exam.pk, published_at=None).update(published_at=now):
        exam.published_at = now
    return shortages(cells, candidates, times=AMPLE)
