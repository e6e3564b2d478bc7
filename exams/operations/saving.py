"""Saving answers. Whoever holds a receipt that is not a refusal can rely on it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from exams.models import AnswerEvent, Attempt, Lease
from exams.operations.receipts import GivenAnswer, Held, Receipt, ReceiptStatus, Saved, refused
from exams.operations.saving_at_once import look_at, save_at_once, shapes_of
from exams.standing import Window, is_believed_late, standing_answers
from exams.tokens import AttemptToken

MOST_AT_ONCE = 200


def save_answers(
    token: AttemptToken, answers: Sequence[GivenAnswer], *, now: datetime, of: UUID | None = None, page: UUID | None = None
) -> Saved:
    """Write answers down: two statements where nothing is unusual. Raises Attempt.DoesNotExist, also where the pass
    is not `of` that attempt.

    An answer that was received before gets the receipt it got then, even when the attempt has been closed since.
    """
    if connection.vendor == "postgresql" and page is None and (saved := save_at_once(token, answers[:MOST_AT_ONCE], now=now, of=of)):
        return saved
    with transaction.atomic():
        held = _hold(token)
        if of not in {None, held.uuid}:
            raise Attempt.DoesNotExist
        intake = _Intake(token, held, now, page)
        for given in sorted(answers[:MOST_AT_ONCE], key=lambda given: given.seq):
            intake.take(given)
        intake.write()
        receipts = [*intake.receipts, *(refused(given, "too_many") for given in answers[MOST_AT_ONCE:])]
        return Saved(receipts, held, intake.last_seq)


def _hold(token: AttemptToken) -> Held:
    # The same lock that closing takes: no answer slips in behind the hand-in.
    rows = Attempt.objects.select_for_update(no_key=True).filter(pk=token.attempt).order_by()
    found = rows.values_list("uuid", "lease", "started_at", "deadline", "accepts_until", "submitted_at", "graded_at")[:1]
    for row in found:
        return Held(*row)
    raise Attempt.DoesNotExist


class _Intake:
    """One batch of one device: what is believed, and what will be written."""

    def __init__(self, token: AttemptToken, held: Held, now: datetime, page: UUID | None) -> None:
        self.token, self.held, self.now, self.page = token, held, now, page
        self.shapes = shapes_of(token.attempt, held.uuid)
        self.receipts: list[Receipt] = []
        self.fresh: dict[int, tuple[GivenAnswer, object]] = {}
        self.late: _Late | None = None
        if token.lease != held.lease or held.submitted_at is not None or now > held.deadline:
            self.late = _Late(token, held, now)
        self.last_seq = 0

    def take(self, given: GivenAnswer) -> None:
        refusal, answer = self._look(given)
        if refusal:
            self.receipts.append(refused(given, refusal))
        else:
            self.fresh[given.seq] = (given, answer)

    def _look(self, given: GivenAnswer) -> tuple[str, object]:
        refusal, answer = look_at(given, self.shapes)
        if refusal:
            return refusal, None
        if given.seq in self.fresh:
            return "number_taken", None
        if self.late and (refusal := self.late.refusal(given)):
            return refusal, None
        return "", answer

    def write(self) -> None:
        if not self.fresh:
            return
        is_late = self.late is not None
        written = _insert(self.token, self.fresh, (self.now, is_late, self.page))
        known: Mapping[int, AnswerEvent] = {}
        if len(written) < len(self.fresh):
            mine = AnswerEvent.objects.filter(attempt=self.token.attempt, lease=self.token.lease)
            known = {event.seq: event for event in mine.filter(seq__in=self.fresh.keys() - written)}
            self.last_seq = mine.aggregate(last=Max("seq"))["last"] or 0
        for seq, (given, answer) in self.fresh.items():
            event = known.get(seq)
            if event and (event.position, event.answer) != (given.position, answer):
                self.receipts.append(refused(given, "number_taken"))
            else:
                late = event.is_late if event else is_late
                self.receipts.append(Receipt(given.position, seq, ReceiptStatus.LATE if late else ReceiptStatus.ACCEPTED))


class _Late:
    """What bounds a device that is past its end: time is up, or handed in, or another device has taken over."""

    def __init__(self, token: AttemptToken, held: Held, now: datetime) -> None:
        lease = Lease.objects.get(attempt=token.attempt, number=token.lease)
        mine = AnswerEvent.objects.filter(attempt=token.attempt, lease=token.lease)
        self.known = {event.seq: event for event in mine}
        ends = [moment for moment in (held.deadline, held.submitted_at, lease.ended_at) if moment]
        self.reason = (
            "taken_over" if lease.ended_at else "closed" if held.submitted_at and held.submitted_at < held.deadline else "too_late"
        )
        self.window = Window(held.started_at, min(ends), held.accepts_until)
        self.last_contact = max([lease.seen_at, *(event.received_at for event in self.known.values())])
        self.last_seq = max(self.known, default=0)
        self.now = now
        self.is_marked = held.graded_at is not None

    def refusal(self, given: GivenAnswer) -> str:
        if given.seq in self.known:
            return ""
        if self.is_marked:  # while this message waited for its turn
            return self.reason
        believed = is_believed_late(
            self.window,
            now=self.now,
            claimed_at=given.claimed_at,
            seq=given.seq,
            last_seq=self.last_seq,
            last_contact=self.last_contact,
        )
        return "" if believed else self.reason


def _insert(token: AttemptToken, fresh: Mapping[int, tuple[GivenAnswer, object]], arrived: tuple[datetime, bool, UUID | None]) -> set[int]:
    """The numbers that were not known yet. Django's own insert can't say which rows a conflict left out."""
    adapt = connection.ops.adapt_datetimefield_value
    received, is_late, page = arrived
    page_value = None if page is None else page if connection.features.has_native_uuid_field else page.hex
    values: list[Any] = []
    for seq, (given, answer) in fresh.items():
        claimed = given.claimed_at and adapt(given.claimed_at)
        kept = None if answer is None else json.dumps(answer, ensure_ascii=False)
        values += (token.attempt, token.lease, seq, given.position, kept, claimed, adapt(received), is_late, page_value)
    row = f"(%s,%s,%s,%s,%s{'::jsonb' if connection.vendor == 'postgresql' else ''},%s,%s,%s,%s)"
    statement = (  # only marks are put together here, never values
        "INSERT INTO exams_answerevent (attempt_id, lease, seq, position, answer, claimed_at, received_at, is_late, page) VALUES "  # noqa: S608
        + ",".join([row] * len(fresh))
        + " ON CONFLICT (attempt_id, lease, seq) DO NOTHING RETURNING seq"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {seq for (seq,) in cursor.fetchall()}


@transaction.atomic
def save_form(attempt: Attempt, page: UUID, changed: Mapping[int, object], *, now: datetime) -> list[Receipt]:
    """Save what was changed in a page that works without JavaScript, on the device whose turn it is.

    A form that is sent twice, or an old page that is sent after a newer one, says only what was changed in it, so it
    can't blank an answer given elsewhere.
    """
    held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    events = list(attempt.events.all())
    said = standing_answers(event.as_event() for event in events if event.page == page)
    heard = {event.position for event in events if event.page == page}
    stands = standing_answers(event.as_event() for event in events)
    last = max((event.seq for event in events if event.lease == held.lease), default=0)
    news = [
        (position, answer)
        for position, answer in sorted(changed.items())
        if not (position in heard and said.get(position) == answer) and stands.get(position) != answer
    ]
    answers = [GivenAnswer(position, last + step, answer, now) for step, (position, answer) in enumerate(news, start=1)]
    return save_answers(AttemptToken(attempt.pk, held.lease), answers, now=now, page=page).receipts
