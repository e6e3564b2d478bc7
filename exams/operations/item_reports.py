"""Asking for an analysis of an exam's questions. What makes it is `operations.analysing`, which needs numpy."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from exams.models import Exam, ItemReport


def ask_for_report(exam: Exam, *, by: User, now: datetime) -> ItemReport:
    """The analysis that is being made, or a new one that waits to be made: two taps, one report."""
    try:
        with transaction.atomic():
            return ItemReport.objects.get_or_create(exam=exam, done_at=None, defaults={"by": by, "asked_at": now})[0]
    except IntegrityError:
        return ItemReport.objects.waiting().get(exam=exam)


def waiting_reports() -> QuerySet[ItemReport]:
    """What a lost message left lying."""
    return ItemReport.objects.waiting()
