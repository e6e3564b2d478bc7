"""The life of an attempt, made up by chance, beside a plain model of what must be true of it.

Two devices answer, lose the network, send again in any order, take over from each other and hand in; time passes and the
sweeps run. Whatever happens, what was acknowledged is in the log and in the marks, and nothing else is.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from exams.models import AnswerEvent, Attempt, Result
from exams.operations import (
    Closed,
    Device,
    GivenAnswer,
    ReceiptStatus,
    close_overdue_attempts,
    grade_ungraded,
    hand_in,
    note_contact,
    save_answers,
    start_attempt,
    take_over,
)
from exams.standing import standing_answers
from exams.tokens import AttemptToken
from tests.cast import NOW, Cast
from tests.exams.factories import content_of, make_attempt, make_exam

PHONE, LAPTOP = "phone", "laptop"
DEVICES = {PHONE: UUID(int=1), LAPTOP: UUID(int=2)}
devices = st.sampled_from([PHONE, LAPTOP])
drifts = st.sampled_from([0, 0, -700, -20, 700])


@dataclass
class Turn:
    """A lease as the model knows it, and what its device keeps."""

    number: int
    device: str
    heard: datetime
    ended: datetime | None = None
    emptied: bool = False
    made: list[GivenAnswer] = field(default_factory=list)
    """Every change of this turn, sent or not."""


class AttemptLife(RuleBasedStateMachine):
    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        exam = make_exam(count=1, late_seconds=600, minutes=30)
        self.attempt = make_attempt(cast.learner, exam, device=DEVICES[PHONE])
        self.contents = {asked.position: content_of(asked) for asked in self.attempt.paper.slots}
        self.now = NOW
        self.deadline = NOW + timedelta(minutes=30)
        self.turns = [Turn(1, PHONE, NOW)]
        self.log: dict[tuple[int, int], GivenAnswer] = {}
        self.submitted: datetime | None = None
        self.until = self.deadline + timedelta(minutes=10)
        self.marked: dict[int, Any] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    # --- what people and time do

    @rule(seconds=st.sampled_from([1, 5, 30, 400, 1700]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(device=devices, position=st.integers(1, 4), choice=st.integers(0, 3), drift=drifts, has_network=st.booleans())
    def answer(self, device: str, position: int, choice: int, drift: int, has_network: bool) -> None:
        """Kept on the device, with a number and the device's own idea of the time; sent at once where there is a network."""
        turn = self.turn_of(device)
        if turn:
            claimed = self.now + timedelta(seconds=drift)
            turn.made.append(GivenAnswer(position, len(turn.made) + 1, self.some_answer(position, choice), claimed))
            if has_network:
                self.send(turn, turn.made[-1:])

    @rule(device=devices)
    def send_what_waits(self, device: str) -> None:
        for turn in self.turns:
            waiting = [given for given in turn.made if (turn.number, given.seq) not in self.log]
            if turn.device == device and waiting:
                self.send(turn, waiting)

    @rule(device=devices, places=st.lists(st.integers(0, 30), min_size=1, max_size=5))
    def send_again(self, device: str, places: list[int]) -> None:
        """Some of what was ever answered in the device's turns, in any order, whether it was sent before or not."""
        for turn in self.turns:
            if turn.device == device and turn.made:
                self.send(turn, list({place % len(turn.made): turn.made[place % len(turn.made)] for place in places}.values()))

    def send(self, turn: Turn, batch: list[GivenAnswer]) -> None:
        expected = self.expected(turn, batch)
        saved = save_answers(AttemptToken(self.attempt.pk, turn.number), batch, now=self.now, of=self.attempt.uuid)
        kept = {receipt.seq for receipt in saved.receipts if receipt.status != ReceiptStatus.REFUSED}
        assert kept == expected
        if any((turn.number, seq) not in self.log for seq in kept):
            turn.heard = max(turn.heard, self.now)
        self.log |= {(turn.number, given.seq): given for given in batch if given.seq in kept}

    @rule(device=devices)
    def take_over(self, device: str) -> None:
        try:
            lease = take_over(self.attempt, Device(DEVICES[device]), now=self.now)
        except Closed:
            assert self.submitted
            return
        assert not self.submitted
        if self.turns[-1].device != device:
            self.turns[-1].ended = self.now
            self.turns.append(Turn(len(self.turns) + 1, device, self.now))
        assert lease.number == self.turns[-1].number

    @rule(device=devices)
    def starts_again(self, device: str) -> None:
        """A second tap on “start” while the attempt is open leads to the same one."""
        if not self.submitted and self.now <= self.deadline:
            again = start_attempt(self.attempt.learner, self.attempt.exam, now=self.now, device=Device(DEVICES[device]))
            assert again == self.attempt

    @rule(device=devices, nothing_waits=st.booleans())
    def hand_in(self, device: str, nothing_waits: bool) -> None:
        turn = self.turn_of(device)
        if turn is None:
            return
        is_live = turn is self.turns[-1]
        if nothing_waits and not is_live:
            note_contact(self.attempt.pk, turn.number, now=self.now, nothing_waits=True)
            turn.heard = self.now
        hand_in(self.attempt.pk, turn.number, now=self.now, nothing_waits=nothing_waits)
        turn.emptied = turn.emptied or (nothing_waits and (not is_live or turn.number > 1))
        if is_live and self.submitted is None:
            self.submitted = min(self.now, self.deadline)
            if turn.number > 1:
                self.until = min(self.until, self.now + timedelta(minutes=10))
        others = [other for other in self.turns if other is not turn]
        if nothing_waits and self.submitted and all(other.emptied for other in others) and self.until > self.now and self.marked is None:
            self.until = self.now

    @rule()
    def sweep(self) -> None:
        close_overdue_attempts(now=self.now)
        if self.submitted is None and self.now > self.deadline:
            self.submitted = self.deadline

    @rule()
    def mark(self) -> None:
        grade_ungraded(now=self.now)
        if self.submitted and self.until <= self.now and self.marked is None:
            self.marked = self.standing()

    # --- what must be true

    @invariant()
    def the_log_is_what_was_acknowledged(self) -> None:
        rows = {(event.lease, event.seq): (event.position, event.answer) for event in AnswerEvent.objects.filter(attempt=self.attempt)}
        assert rows == {key: (given.position, given.answer) for key, given in self.log.items()}
        events = [event.as_event() for event in AnswerEvent.objects.filter(attempt=self.attempt)]
        assert dict(standing_answers(events)) == self.standing()

    @invariant()
    def times_and_turns_agree(self) -> None:
        found = Attempt.objects.get(pk=self.attempt.pk)
        assert (found.submitted_at, found.deadline, found.lease) == (self.submitted, self.deadline, len(self.turns))
        assert list(found.leases.values_list("ended_at", flat=True)) == [turn.ended for turn in self.turns]

    @invariant()
    def there_is_one_result_and_it_counts_what_stood_when_nothing_could_arrive_any_more(self) -> None:
        results = list(Result.objects.filter(attempt=self.attempt))
        assert len(results) == (self.marked is not None)
        if self.marked is not None:
            assert self.standing() == self.marked, "an answer was acknowledged after the marking"
            right = {str(position) for position, answer in self.marked.items() if answer == self.contents[position].answer}
            assert {position for position, mark in results[0].marks.items() if mark[0] != "0.00"} == right

    # --- the model

    def turn_of(self, device: str) -> Turn | None:
        """The device's newest turn."""
        return next((turn for turn in reversed(self.turns) if turn.device == device), None)

    def some_answer(self, position: int, choice: int) -> Any:
        content = self.contents[position]
        match content.kind:
            case "single":
                return content.keys[choice % len(content.keys)]
            case "multiple":
                return [["a"], ["a", "c"], ["b"], None][choice]
            case "true_false":
                return [True, False, None, True][choice]
        return [str(content.answer), "17", None, "3.5"][choice]

    def expected(self, turn: Turn, batch: list[GivenAnswer]) -> set[int]:
        """The numbers that are to be acknowledged."""
        is_live = turn is self.turns[-1]
        known = {seq for number, seq in self.log if number == turn.number}
        if is_live and self.submitted is None and self.now <= self.deadline:
            return {given.seq for given in batch}
        end = min(moment for moment in (self.deadline, self.submitted, turn.ended) if moment)
        believed = {
            given.seq
            for given in batch
            if self.marked is None
            and self.now < self.until
            and given.seq > max(known, default=0)
            and given.claimed_at
            and max(NOW, turn.heard - timedelta(seconds=10)) <= given.claimed_at <= end
        }
        return believed | {given.seq for given in batch if given.seq in known}

    def standing(self) -> dict[int, Any]:
        newest: dict[int, tuple[int, int]] = {}
        for key in sorted(self.log):
            newest[self.log[key].position] = key
        return {position: self.log[key].answer for position, key in newest.items() if self.log[key].answer is not None}


def test_whatever_happens_acknowledged_answers_and_nothing_else_are_marked(cast: Cast) -> None:
    run_state_machine_as_test(
        lambda: AttemptLife(cast),  # type: ignore[arg-type]  # it calls whatever makes a machine
        settings=settings(
            max_examples=80, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
        ),
    )
