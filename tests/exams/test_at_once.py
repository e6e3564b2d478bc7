"""Simultaneous requests, proved with threads and row locks on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import User
from exams.models import AnswerEvent, Attempt, Exam, Result
from exams.operations import Device, ReceiptStatus, grade_attempt, start_attempt, submit_attempt, take_over
from tests.cast import NOW, make_person
from tests.exams.factories import answer, answer_all, make_attempt, make_exam, position_of

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Run the deeds in threads that begin together; what each returned or raised."""
    outcomes: list[Any] = [None] * len(deeds)
    gate = Barrier(len(deeds))

    def run(place: int) -> None:
        try:
            gate.wait(timeout=20)
            outcomes[place] = deeds[place]()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def sitting() -> tuple[User, Exam]:
    return make_person("小禾"), make_exam()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_starts_at_once_are_one_attempt() -> None:
    learner, exam = sitting()
    outcomes = at_once(*[lambda: start_attempt(learner, exam, now=NOW).pk] * 8)
    assert len(set(outcomes)) == 1, outcomes
    assert Attempt.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_answer_sent_eight_times_at_once_is_written_once() -> None:
    learner, exam = sitting()
    attempt = make_attempt(learner, exam)
    here = position_of(attempt, "single")
    outcomes = at_once(*[lambda: answer(attempt, here, "b").status] * 8)
    assert set(outcomes) == {ReceiptStatus.ACCEPTED}, outcomes
    assert AnswerEvent.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_answers_and_hand_ins_at_once_leave_no_acknowledged_answer_unmarked() -> None:
    learner, exam = sitting()
    attempt = make_attempt(learner, exam)
    here = position_of(attempt, "single")
    deeds = [lambda seq=seq: answer(attempt, here, "ab"[seq % 2], seq=seq) for seq in range(1, 7)]
    outcomes = at_once(*deeds, *[lambda: submit_attempt(attempt, now=NOW + SECOND).submitted_at] * 3)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    acknowledged = [outcome for outcome in outcomes[:6] if outcome.status == ReceiptStatus.ACCEPTED]
    assert AnswerEvent.objects.count() == len(acknowledged)
    assert set(outcomes[6:]) == {NOW + SECOND}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_six_markers_at_once_write_one_result() -> None:
    learner, exam = sitting()
    attempt = make_attempt(learner, exam)
    answer_all(attempt)
    submit_attempt(attempt, now=NOW + SECOND)
    outcomes = at_once(*[lambda: grade_attempt(attempt.pk, now=NOW + MINUTE)] * 6)
    assert {getattr(outcome, "number", outcome) for outcome in outcomes} == {1}
    assert Result.objects.count() == 1
    assert len(Result.objects.get().marks) == len(attempt.paper.slots)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_devices_that_take_over_at_once_take_turns() -> None:
    learner, exam = sitting()
    attempt = make_attempt(learner, exam)
    outcomes = at_once(*[lambda number=number: take_over(attempt, Device(UUID(int=number)), now=NOW).number for number in range(1, 7)])
    assert sorted(outcomes) == [2, 3, 4, 5, 6, 7], outcomes
    attempt.refresh_from_db()
    assert attempt.lease == attempt.leases.get(ended_at=None).number == 7


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_answers_while_another_device_takes_over_are_all_kept_or_refused_by_name() -> None:
    learner, exam = sitting()
    attempt = make_attempt(learner, exam)
    here = position_of(attempt, "single")
    moment = NOW + MINUTE
    deeds = [lambda seq=seq: answer(attempt, here, "ab"[seq % 2], seq=seq, now=moment, claimed=NOW + seq * SECOND) for seq in range(1, 9)]
    outcomes = at_once(*deeds, lambda: take_over(attempt, Device(UUID(int=9)), now=NOW + 30 * SECOND))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    kept = {receipt.seq for receipt in outcomes[:8] if receipt.status != ReceiptStatus.REFUSED}
    assert set(AnswerEvent.objects.values_list("seq", flat=True)) == kept
    assert {receipt.reason for receipt in outcomes[:8]} <= {"", "taken_over"}
