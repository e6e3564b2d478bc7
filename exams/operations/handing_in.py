"""Closing an attempt: by hand or because time is up, and the moment from which no late answer can arrive."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import Least

from exams.models import Attempt, ClosedHow, Lease
from exams.signals import attempt_submitted


def submit_attempt(attempt: Attempt, *, now: datetime, nothing_waits: bool = True) -> Attempt:
    """Close the attempt for the device that may answer. A second submission returns the first one's row.

    `nothing_waits`: that device holds no answer back, as a page without JavaScript never does.
    """
    lease = Attempt.objects.values_list("lease", flat=True).get(pk=attempt.pk)
    hand_in(attempt.pk, lease, now=now, nothing_waits=nothing_waits)
    return Attempt.objects.select_related("exam").get(pk=attempt.pk)


def hand_in(attempt_id: int, lease: int, *, now: datetime, nothing_waits: bool) -> bool:
    """Close the attempt, by one conditional statement, for the device whose turn it is. Whether this call changed anything.

    After the deadline it counts as closed at the deadline. Where every device that had a turn says that nothing waits
    on it, marking begins at once; else when the late window is over.
    """
    if lease == 1:
        return _close(attempt_id, lease, now=now, nothing_waits=nothing_waits)
    with transaction.atomic():
        _among_several(attempt_id, lease, now=now, nothing_waits=nothing_waits)
        return _close(attempt_id, lease, now=now, nothing_waits=nothing_waits)


def _close(attempt_id: int, lease: int, *, now: datetime, nothing_waits: bool) -> bool:
    waiting = Exists(Lease.objects.filter(attempt=OuterRef("pk"), emptied_at=None).exclude(number=lease))
    settles = Case(When(waiting, then=F("accepts_until")), default=Value(now))
    closed = Attempt.objects.filter(pk=attempt_id, lease=lease, submitted_at=None).update(
        submitted_at=Least(Value(now), F("deadline")),
        closed_how=Case(When(deadline__lt=now, then=Value(ClosedHow.BY_DEADLINE)), default=Value(ClosedHow.BY_LEARNER)),
        accepts_until=settles if nothing_waits else F("accepts_until"),
    )
    if not closed and nothing_waits:
        later = Attempt.objects.ungraded().filter(pk=attempt_id, accepts_until__gt=now)
        closed = later.exclude(waiting).update(accepts_until=now)
    if closed:
        transaction.on_commit(partial(attempt_submitted.send_robust, Attempt, attempt_id=attempt_id), robust=True)
    return bool(closed)


def _among_several(attempt_id: int, lease: int, *, now: datetime, nothing_waits: bool) -> None:
    """Where devices took turns, an older one may still bring answers, for a late window counted from the hand-in."""
    if nothing_waits:
        Lease.objects.filter(attempt=attempt_id, number=lease, emptied_at=None).update(emptied_at=now)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.submitted_at is None and attempt.lease == lease:
        soonest = max(now, attempt.started_at) + timedelta(seconds=attempt.late_seconds)
        Attempt.objects.filter(pk=attempt_id).update(accepts_until=Least(F("accepts_until"), Value(soonest)))


def close_overdue_attempts(*, now: datetime, limit: int = 2000) -> int:
    """The sweep: close what the deadline has passed. How many there were.

    Each device may still bring what was answered in time, until the late window is over; then they are marked.
    """
    overdue = Attempt.objects.overdue(now).order_by("deadline").values("pk")[:limit]
    return Attempt.objects.filter(pk__in=list(overdue.values_list("pk", flat=True)), submitted_at=None).update(
        submitted_at=F("deadline"), closed_how=ClosedHow.BY_DEADLINE
    )
