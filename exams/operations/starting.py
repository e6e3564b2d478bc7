"""Starting an exam: may the person, which paper, on which device."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from courses.models import Enrolment
from exams.eligibility import State
from exams.models import Attempt, Exam, Lease, Paper
from exams.operations.eligibility import standings
from exams.operations.handing_in import submit_attempt
from exams.operations.publishing import cells_of
from exams.operations.supply import supply_of
from exams.paper import Slot, pack
from exams.selection import draw, order_of_options


class NotOpen(Exception):
    """The exam is not published, has not opened yet, or is over."""


class NotYet(Exception):
    """The course must be completed first."""


class CoolDown(Exception):
    """The next attempt is possible from `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class NoAttemptsLeft(Exception):
    """All attempts that the exam allows are used."""


class AlreadyPassed(Exception):
    """Who has passed need not sit again."""


class BeingMarked(Exception):
    """The last attempt is handed in and its result is a moment away."""


REFUSALS = {
    State.CLOSED: NotOpen,
    State.COURSE_FIRST: NotYet,
    State.USED_UP: NoAttemptsLeft,
    State.PASSED: AlreadyPassed,
    State.BEING_MARKED: BeingMarked,
}


@dataclass(frozen=True)
class Device:
    """Whatever the person answers on: a number its browser keeps, and what the server saw of it."""

    uuid: UUID = field(default_factory=uuid4)
    address: str | None = None
    agent: str = ""


def start_attempt(learner: User, exam: Exam, *, now: datetime, device: Device | None = None, seed: int | None = None) -> Attempt:
    """The learner's open attempt, begun now if there is none: two taps, one paper and one deadline.

    Raises NotOpen, NotYet, CoolDown, NoAttemptsLeft, AlreadyPassed, BeingMarked, or TooFew when the bank was emptied
    after publishing.
    """
    for overdue in Attempt.objects.overdue(now).filter(learner=learner, exam=exam):
        submit_attempt(overdue, now=now)
    with transaction.atomic():
        # Two phones of one person start one after the other; other people's starts do not wait.
        User.objects.select_for_update(no_key=True).get(pk=learner.pk)
        standing = standings(learner, [exam], now=now)[exam.pk]
        if standing.state == State.IN_PROGRESS:
            return Attempt.objects.open().get(learner=learner, exam=exam)
        if standing.state == State.WAITING and standing.until:
            raise CoolDown(standing.until)
        if standing.state in REFUSALS:
            raise REFUSALS[standing.state]
        return _begin(learner, exam, device or Device(), seed=secrets.randbits(62) if seed is None else seed, now=now)


def _begin(learner: User, exam: Exam, device: Device, *, seed: int, now: datetime) -> Attempt:
    slots = _drawn(learner, exam, seed)
    deadline = now + timedelta(minutes=exam.minutes)
    if exam.closes_at:
        deadline = min(deadline, exam.closes_at)
    earlier = Attempt.objects.filter(learner=learner, exam=exam).aggregate(most=Max("number"))["most"] or 0
    attempt = Attempt.objects.create(
        exam=exam,
        learner=learner,
        number=earlier + 1,
        seed=seed,
        pass_percent=exam.pass_percent,
        must_pass=dict(exam.blueprint.must_pass.values_list("topic__slug", "share")),
        started_at=now,
        deadline=deadline,
        late_seconds=exam.late_seconds,
        accepts_until=deadline + timedelta(seconds=exam.late_seconds),
        region=learner.region,
        institution_id=_institution(learner, exam),
    )
    Paper.objects.create(attempt=attempt, packed=pack(slots))
    Lease.objects.create(
        attempt=attempt, number=1, device=device.uuid, address=device.address, agent=device.agent[:200], began_at=now, seen_at=now
    )
    return attempt


def _drawn(learner: User, exam: Exam, seed: int) -> list[Slot]:
    supply = supply_of(exam)
    drawn = draw(cells_of(exam), supply.candidates, seed=seed, seen=_seen(learner), shown=supply.shown)
    supply.shown.update(supply.asked[question.version].question for question in drawn)
    slots = []
    for question in drawn:
        asked = supply.asked[question.version]
        order = order_of_options(asked.mix, seed=seed, position=question.position)
        slots.append(
            Slot(question.position, question.version, asked.question, asked.topic, question.points, asked.kind, order, asked.shape)
        )
    return slots


def _institution(learner: User, exam: Exam) -> int:
    """Where the person learned for this exam; who sits it without a course belongs to its institution."""
    enrolment = Enrolment.objects.filter(learner=learner, course=exam.requires_course_id).values_list("institution_id", flat=True).first()
    return enrolment or exam.organisation_id


def _seen(learner: User) -> Counter[int]:
    """Question → how often this person has met it."""
    papers = Paper.objects.filter(attempt__learner=learner).order_by()
    return Counter(slot.question for paper in papers for slot in paper.slots)
