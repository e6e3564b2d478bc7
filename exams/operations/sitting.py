"""Sitting an exam: start, save, hand in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, F, Max, Value, When
from django.db.models.functions import Least

from accounts.models import User
from courses.models import Enrolment
from exams.content import BadAnswer, check_answer
from exams.eligibility import State
from exams.models import AnswerEvent, Attempt, ClosedHow, Exam, PaperQuestion, QuestionVersion
from exams.operations.eligibility import standings
from exams.operations.publishing import candidates_for, cells_of
from exams.selection import draw, order_of_options
from exams.signals import attempt_submitted
from exams.standing import is_believed_late, standing_answers

RECENT_PAPERS = 200
"""Exposure is counted over so many papers: enough to spread questions, and the same cost with a million attempts."""
MOST_AT_ONCE = 200
MOST_EVENTS = 5000
"""Nobody changes answers so often by hand; a script that fills the disk stops here."""


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


def start_attempt(learner: User, exam: Exam, *, now: datetime, seed: int | None = None) -> Attempt:
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
        return _begin(learner, exam, seed=secrets.randbits(62) if seed is None else seed, now=now)


def _begin(learner: User, exam: Exam, *, seed: int, now: datetime) -> Attempt:
    cells = cells_of(exam)
    drawn = draw(cells, candidates_for(exam, cells, exposure=_exposure(exam)), seed=seed, seen=_seen(learner, exam))
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
        accepts_until=deadline + timedelta(seconds=exam.late_seconds),
        region=learner.region,
        institution_id=_institution(learner, exam),
    )
    versions = QuestionVersion.objects.in_bulk([question.version for question in drawn])
    PaperQuestion.objects.bulk_create(
        PaperQuestion(
            attempt=attempt,
            position=question.position,
            version_id=question.version,
            topic_id=question.topic,
            points=question.points,
            option_order=order_of_options(versions[question.version].checked.keys, seed=seed, position=question.position),
        )
        for question in drawn
    )
    return attempt


def _institution(learner: User, exam: Exam) -> int:
    """Where the person learned for this exam; who sits it without a course belongs to its institution."""
    enrolment = Enrolment.objects.filter(learner=learner, course=exam.requires_course_id).first()
    return enrolment.institution_id if enrolment else exam.organisation_id


def _exposure(exam: Exam) -> dict[int, int]:
    """Question → on how many of the latest papers it stood."""
    latest = Attempt.objects.filter(exam=exam).order_by("-pk").values("pk")[:RECENT_PAPERS]
    return _counts_by_question(attempt__in=latest)


def _seen(learner: User, exam: Exam) -> dict[int, int]:
    """Question → how often this person has met it in this bank's exams."""
    return _counts_by_question(attempt__learner=learner, version__question__bank=exam.bank_id)


def _counts_by_question(**where: object) -> dict[int, int]:
    rows = PaperQuestion.objects.filter(**where).order_by().values("version__question").annotate(times=Count("pk"))
    return {row["version__question"]: row["times"] for row in rows}


class ReceiptStatus(StrEnum):
    ACCEPTED = "accepted"
    LATE = "late"
    REFUSED = "refused"


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as a device sends it."""

    position: int
    client_seq: int
    answer: object
    claimed_at: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of an answer. `last_seq` is the highest number now known of this device at this position."""

    position: int
    client_seq: int
    status: ReceiptStatus
    reason: str = ""
    """Of a refusal: closed, too_late, unknown_position, unreadable, too_many, or number_taken by another answer."""
    last_seq: int = 0


@transaction.atomic
def save_answers(attempt: Attempt, device: UUID, answers: Sequence[GivenAnswer], *, now: datetime) -> list[Receipt]:
    """Write answers down. Whoever holds a receipt that is not a refusal can rely on it: call inside no other transaction.

    An answer that was received before gets the receipt it got then, even when the attempt has been closed since.
    """
    # The same lock that closing takes: no answer slips in behind the hand-in.
    held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    intake = _Intake(held, device, answers[:MOST_AT_ONCE], now)
    receipts = [intake.take(given) for given in sorted(answers[:MOST_AT_ONCE], key=lambda given: given.client_seq)]
    receipts += [Receipt(given.position, given.client_seq, ReceiptStatus.REFUSED, "too_many") for given in answers[MOST_AT_ONCE:]]
    AnswerEvent.objects.bulk_create(intake.fresh)
    return receipts


class _Intake:
    """One batch of one device: what is known already, and what will be written."""

    def __init__(self, attempt: Attempt, device: UUID, answers: Sequence[GivenAnswer], now: datetime) -> None:
        self.attempt, self.device, self.now = attempt, device, now
        positions = {given.position for given in answers}
        asked = attempt.paper.filter(position__in=positions).select_related("version")
        self.contents = {question.position: question.version.checked for question in asked}
        earlier = attempt.events.filter(device=device, position__in=positions)
        self.known = {(event.position, event.client_seq): event for event in earlier}
        self.last = dict.fromkeys(positions, 0)
        for position, seq in self.known:
            self.last[position] = max(self.last[position], seq)
        self.room = MOST_EVENTS - attempt.events.count()
        self.last_contact = (
            attempt.events.filter(device=device).aggregate(last=Max("received_at"))["last"] if now > attempt.deadline else None
        )
        self.fresh: list[AnswerEvent] = []

    def take(self, given: GivenAnswer) -> Receipt:
        if given.position not in self.contents or not 0 < given.client_seq < 2**31:
            return self._refuse(given, "unknown_position")
        try:
            answer = check_answer(self.contents[given.position], given.answer)
        except BadAnswer:
            return self._refuse(given, "unreadable")
        known = self.known.get((given.position, given.client_seq))
        if known:
            return self._accept(given, is_late=known.is_late) if known.answer == answer else self._refuse(given, "number_taken")
        refusal = self._refusal(given)
        if refusal:
            return self._refuse(given, refusal)
        event = AnswerEvent(
            attempt=self.attempt,
            position=given.position,
            device=self.device,
            client_seq=given.client_seq,
            answer=answer,
            claimed_at=given.claimed_at,
            received_at=self.now,
            is_late=self.now > self.attempt.deadline,
        )
        self.fresh.append(event)
        self.known[given.position, given.client_seq] = event
        self.last[given.position] = max(self.last[given.position], given.client_seq)
        return self._accept(given, is_late=event.is_late)

    def _refusal(self, given: GivenAnswer) -> str:
        if self.attempt.submitted_at is not None:
            return "closed"
        if len(self.fresh) >= self.room:
            return "too_many"
        if self.now > self.attempt.deadline and not is_believed_late(
            self.attempt.window,
            now=self.now,
            claimed_at=given.claimed_at,
            client_seq=given.client_seq,
            last_seq=self.last[given.position],
            last_contact=self.last_contact,
        ):
            return "too_late"
        return ""

    def _accept(self, given: GivenAnswer, *, is_late: bool) -> Receipt:
        status = ReceiptStatus.LATE if is_late else ReceiptStatus.ACCEPTED
        return Receipt(given.position, given.client_seq, status, last_seq=self.last[given.position])

    def _refuse(self, given: GivenAnswer, reason: str) -> Receipt:
        return Receipt(given.position, given.client_seq, ReceiptStatus.REFUSED, reason, self.last.get(given.position, 0))


@transaction.atomic
def save_form(attempt: Attempt, rendering: UUID, changed: Mapping[int, object], *, now: datetime) -> list[Receipt]:
    """Save what was changed in a page that works without JavaScript.

    Each rendering of the paper counts as a device. A form that is sent twice, or an old page that is sent after a
    newer one, says only what was changed in it, so it can't blank an answer given elsewhere.
    """
    Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    events = list(attempt.events.all())
    mine = [event for event in events if event.device == rendering]
    said = standing_answers(event.as_event() for event in mine)
    last = {position: max((event.client_seq for event in mine if event.position == position), default=0) for position in changed}
    stands = standing_answers(event.as_event() for event in events)
    answers = [
        GivenAnswer(position, last[position] + 1, answer, now)
        for position, answer in sorted(changed.items())
        if not (last[position] and said.get(position) == answer) and stands.get(position) != answer
    ]
    return save_answers(attempt, rendering, answers, now=now)


@transaction.atomic
def submit_attempt(attempt: Attempt, *, now: datetime) -> Attempt:
    """Close the attempt. A second submission, or one that lost the race, returns the first one's row.

    After the deadline it counts as closed at the deadline.
    """
    closed = (
        Attempt.objects.open()
        .filter(pk=attempt.pk)
        .update(
            submitted_at=Least(Value(now), F("deadline")),
            closed_how=Case(When(deadline__lt=now, then=Value(ClosedHow.BY_DEADLINE)), default=Value(ClosedHow.BY_LEARNER)),
        )
    )
    if closed:
        transaction.on_commit(partial(attempt_submitted.send_robust, Attempt, attempt_id=attempt.pk), robust=True)
    return Attempt.objects.select_related("exam").get(pk=attempt.pk)


def close_overdue_attempts(*, now: datetime, limit: int = 500) -> int:
    """The sweep: close what deadline and late window have passed. How many there were."""
    overdue = list(Attempt.objects.overdue(now).order_by("accepts_until")[:limit])
    for attempt in overdue:
        submit_attempt(attempt, now=now)
    return len(overdue)
