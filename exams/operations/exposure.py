"""How often each question has been shown."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min

from exams.models import Attempt, Paper, Question, QuestionBank

SETTLED_AFTER = timedelta(minutes=2)
"""Every start that was under way has been committed by then."""


def count_exposure(*, now: datetime) -> int:
    """The sweep: add the papers begun since the last count. How many there were. Each is counted once."""
    return sum(_count_bank(bank, now - SETTLED_AFTER) for bank in QuestionBank.objects.values_list("pk", flat=True))


@transaction.atomic
def _count_bank(bank_id: int, until: datetime) -> int:
    bank = QuestionBank.objects.select_for_update(no_key=True).get(pk=bank_id)
    begun = Attempt.objects.filter(exam__bank=bank, started_at__lte=until)
    if bank.exposure_counted_to:
        begun = begun.filter(started_at__gt=bank.exposure_counted_to)
    if begun.aggregate(first=Min("started_at"))["first"] is None:
        return 0
    papers = 0
    shown: Counter[int] = Counter()
    for paper in Paper.objects.filter(attempt__in=begun).iterator(chunk_size=500):
        papers += 1
        shown.update(slot.question for slot in paper.slots)
    by_times: dict[int, list[int]] = {}
    for question, times in shown.items():
        by_times.setdefault(times, []).append(question)
    for times, questions in by_times.items():
        Question.objects.filter(pk__in=questions).update(exposure=F("exposure") + times)
    QuestionBank.objects.filter(pk=bank_id).update(exposure_counted_to=until)
    return papers
