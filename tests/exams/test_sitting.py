from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from exams.models import AnswerEvent, Attempt, ClosedHow, Question, Result, Status
from exams.operations import (
    AlreadyPassed,
    BeingMarked,
    CoolDown,
    Device,
    GivenAnswer,
    NoAttemptsLeft,
    NotOpen,
    ReceiptStatus,
    TakenElsewhere,
    TooFew,
    close_overdue_attempts,
    grade_attempt,
    grade_ungraded,
    hand_in,
    lease_of,
    save_answers,
    save_form,
    start_attempt,
    submit_attempt,
    take_over,
    touch_bank,
)
from exams.standing import standing_answers
from exams.tokens import AttemptToken
from tests.cast import NOW, Cast
from tests.exams.factories import LAPTOP, PHONE, answer, answer_all, make_attempt, make_exam, position_of

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def stands(attempt: Attempt) -> dict[int, object]:
    return dict(standing_answers(event.as_event() for event in AnswerEvent.objects.filter(attempt=attempt)))


# --- start -------------------------------------------------------------------------------------


def test_starting_twice_is_starting_once(cast: Cast) -> None:
    exam = make_exam()
    first = start_attempt(cast.learner, exam, now=NOW)
    again = start_attempt(cast.learner, exam, now=NOW + MINUTE)
    assert again == first
    assert again.deadline == NOW + 30 * MINUTE


def test_the_paper_holds_the_blueprint_and_freezes_versions_and_place(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=2))
    asked = {question.pk: question for question in Question.objects.all()}
    cells = sorted((slot.topic, asked[slot.question].difficulty) for slot in attempt.paper.slots)
    assert len(cells) == 8
    assert all(cells.count(cell) == 2 for cell in cells)
    assert attempt.region == cast.places.maguan
    assert attempt.institution == cast.college


def test_two_learners_get_papers_of_their_own(cast: Cast) -> None:
    exam = make_exam()
    mine, other = (start_attempt(person, exam, now=NOW) for person in (cast.learner, cast.other_learner))
    assert mine.seed != other.seed
    assert mine.paper.packed != other.paper.packed


def test_a_second_attempt_asks_other_questions_while_the_bank_has_them(cast: Cast) -> None:
    exam = make_exam(count=3)
    first = start_attempt(cast.learner, exam, now=NOW)
    submit_attempt(first, now=NOW)
    grade_attempt(first.pk, now=NOW)
    second = start_attempt(cast.learner, exam, now=NOW + 2 * DAY)
    asked = [{slot.question for slot in attempt.paper.slots} for attempt in (first, second)]
    assert not asked[0] & asked[1]


def test_an_exam_that_is_not_published_or_over_cannot_be_started(cast: Cast) -> None:
    with pytest.raises(NotOpen):
        start_attempt(cast.learner, make_exam(published=False), now=NOW)
    over = make_exam(slug="over", closes_at=NOW)
    with pytest.raises(NotOpen):
        start_attempt(cast.learner, over, now=NOW)


def test_an_exam_that_closes_soon_shortens_the_attempt(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(closes_at=NOW + 10 * MINUTE))
    assert attempt.deadline == NOW + 10 * MINUTE


def test_after_a_failure_the_next_attempt_waits_and_attempts_run_out(cast: Cast) -> None:
    exam = make_exam(max_attempts=2)
    first = start_attempt(cast.learner, exam, now=NOW)
    submit_attempt(first, now=NOW)
    with pytest.raises(BeingMarked):
        start_attempt(cast.learner, exam, now=NOW)
    grade_attempt(first.pk, now=NOW)
    with pytest.raises(CoolDown) as wait:
        start_attempt(cast.learner, exam, now=NOW + DAY - SECOND)
    assert wait.value.until == NOW + DAY
    second = start_attempt(cast.learner, exam, now=NOW + DAY)
    assert second.number == 2
    submit_attempt(second, now=NOW + DAY)
    grade_attempt(second.pk, now=NOW + DAY)
    with pytest.raises(NoAttemptsLeft):
        start_attempt(cast.learner, exam, now=NOW + 30 * DAY)


def test_who_has_passed_is_not_asked_to_sit_again(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt)
    submit_attempt(attempt, now=NOW)
    grade_attempt(attempt.pk, now=NOW)
    with pytest.raises(AlreadyPassed):
        start_attempt(cast.learner, attempt.exam, now=NOW + 30 * DAY)


def test_an_attempt_forgotten_open_is_closed_before_the_next_is_judged(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    with pytest.raises(BeingMarked):
        start_attempt(cast.learner, attempt.exam, now=NOW + DAY)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_how) == (attempt.deadline, ClosedHow.BY_DEADLINE)


def test_a_bank_emptied_after_publishing_starts_nothing(cast: Cast) -> None:
    exam = make_exam()
    Question.objects.filter(topic__slug="honesty", difficulty=2).update(status=Status.RETIRED)
    touch_bank(exam.bank)
    with pytest.raises(TooFew) as lack:
        start_attempt(cast.learner, exam, now=NOW)
    assert [(shortage.cell.difficulty, shortage.cell.count, shortage.have) for shortage in lack.value.shortages] == [(2, 2, 0)]
    assert not Attempt.objects.exists()


def test_the_database_itself_refuses_a_second_open_attempt(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    attempt.pk, attempt.number, attempt.uuid = None, 2, uuid4()
    attempt._state.adding = True
    with pytest.raises(IntegrityError, match=r"one_open_attempt_per_exam|exam_id, exams_attempt\.learner_id"), transaction.atomic():
        attempt.save()


# --- save --------------------------------------------------------------------------------------


def test_a_replayed_answer_gets_the_same_receipt_and_is_written_once(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    first = answer(attempt, here, "b")
    assert first.status == ReceiptStatus.ACCEPTED
    assert answer(attempt, here, "b", now=NOW + MINUTE) == first
    submit_attempt(attempt, now=NOW + MINUTE)
    assert answer(attempt, here, "b", now=NOW + DAY) == first, "a receipt holds after closing too"
    assert AnswerEvent.objects.count() == 1


def test_an_older_answer_that_arrives_later_does_not_replace_a_newer_one(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    answer(attempt, here, "c", seq=2)
    assert answer(attempt, here, "a", seq=1, now=NOW + SECOND).status == ReceiptStatus.ACCEPTED
    assert stands(attempt) == {here: "c"}


def test_what_the_device_answers_that_took_over_stands_before_what_the_other_sends_later(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here, there = position_of(attempt, "single"), position_of(attempt, "true_false")
    take_over(attempt, Device(LAPTOP), now=NOW + MINUTE)
    answer(attempt, here, "b", seq=1, lease=2, now=NOW + MINUTE)
    kept = [GivenAnswer(here, 1, "a", NOW + 30 * SECOND), GivenAnswer(there, 2, True, NOW + 40 * SECOND)]
    saved = save_answers(AttemptToken(attempt.pk, 1), kept, now=NOW + 2 * MINUTE)
    assert [receipt.status for receipt in saved.receipts] == [ReceiptStatus.LATE, ReceiptStatus.LATE]
    assert saved.attempt.lease == 2, "the phone is told that the laptop went on"
    assert stands(attempt) == {here: "b", there: True}


def test_the_device_that_was_left_can_answer_no_more(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    take_over(attempt, Device(LAPTOP), now=NOW + MINUTE)
    receipt = answer(attempt, position_of(attempt, "single"), "a", now=NOW + 2 * MINUTE, claimed=NOW + 2 * MINUTE)
    assert (receipt.status, receipt.reason) == (ReceiptStatus.REFUSED, "taken_over")


def test_taking_over_twice_is_taking_over_once_and_each_turn_is_written_down(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    laptop = Device(LAPTOP, "10.0.0.7", "Firefox")
    first, again = (take_over(attempt, laptop, now=NOW + number * MINUTE) for number in (1, 2))
    assert (first, first.number, first.address) == (again, 2, "10.0.0.7")
    assert list(attempt.leases.values_list("number", "ended_at")) == [(1, NOW + MINUTE), (2, None)]
    back = take_over(attempt, Device(PHONE), now=NOW + 3 * MINUTE)
    assert back.number == 3
    with pytest.raises(TakenElsewhere):
        lease_of(attempt, laptop)


def test_a_number_already_taken_by_another_answer_is_said_so_with_the_last_known(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    answer(attempt, here, "a", seq=4)
    saved = save_answers(AttemptToken(attempt.pk, 1), [GivenAnswer(here, 4, "b")], now=NOW)
    assert [(receipt.status, receipt.reason) for receipt in saved.receipts] == [(ReceiptStatus.REFUSED, "number_taken")]
    assert saved.last_seq == 4
    assert stands(attempt) == {here: "a"}


@pytest.mark.parametrize(
    ("kind", "rubbish"), [("single", "z"), ("single", 1), ("multiple", "a"), ("true_false", "true"), ("numeric", "9" * 41)]
)
def test_what_is_no_answer_is_refused_and_the_rest_of_the_batch_is_kept(cast: Cast, kind: str, rubbish: object) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=6))
    bad, good = position_of(attempt, kind), position_of(attempt, "single" if kind != "single" else "multiple")
    fine = "a" if kind != "single" else ["a"]
    batch = [GivenAnswer(bad, 1, rubbish), GivenAnswer(99, 2, "a"), GivenAnswer(good, 3, fine)]
    receipts = save_answers(AttemptToken(attempt.pk, 1), batch, now=NOW).receipts
    assert {(receipt.position, receipt.reason) for receipt in receipts} == {(bad, "unreadable"), (99, "unknown_position"), (good, "")}
    assert stands(attempt) == {good: fine}


def test_an_answer_can_be_taken_back(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "multiple")
    answer(attempt, here, ["a", "c"], seq=1)
    answer(attempt, here, [], seq=2)
    assert stands(attempt) == {}


def test_nothing_is_accepted_after_handing_in(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    submit_attempt(attempt, now=NOW + MINUTE)
    receipt = answer(attempt, 1, None, now=NOW + MINUTE)
    assert (receipt.status, receipt.reason) == (ReceiptStatus.REFUSED, "closed")


def test_a_script_that_floods_the_log_is_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exams.operations.saving_at_once.MOST_CHANGES", 3)
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    batch = [GivenAnswer(here, seq, "ab"[seq % 2]) for seq in range(1, 6)]
    receipts = save_answers(AttemptToken(attempt.pk, 1), batch, now=NOW).receipts
    assert {receipt.seq: receipt.reason for receipt in receipts} == {1: "", 2: "", 3: "", 4: "too_many", 5: "too_many"}


# --- the late window ---------------------------------------------------------------------------


def test_an_answer_given_in_time_that_arrives_within_the_late_window_counts_and_is_marked(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    late = answer(attempt, here, "b", now=attempt.deadline + 40 * SECOND, claimed=attempt.deadline - 5 * SECOND)
    assert late.status == ReceiptStatus.LATE
    assert AnswerEvent.objects.get().is_late
    assert answer(attempt, here, "b", now=attempt.deadline + DAY, claimed=attempt.deadline - 5 * SECOND) == late


@pytest.mark.parametrize(
    ("arrives", "claimed"),
    [(601, -5), (40, 1), (40, None), (40, -31 * 60)],
    ids=["after the window", "claims a moment after the deadline", "claims nothing", "claims a moment before the start"],
)
def test_a_late_answer_beyond_the_bounds_is_refused(cast: Cast, arrives: int, claimed: int | None) -> None:
    attempt = make_attempt(cast.learner)
    moment = None if claimed is None else attempt.deadline + claimed * SECOND
    receipt = answer(attempt, position_of(attempt, "single"), "b", now=attempt.deadline + arrives * SECOND, claimed=moment)
    assert (receipt.status, receipt.reason) == (ReceiptStatus.REFUSED, "too_late")
    assert not AnswerEvent.objects.exists()


def test_an_exam_may_refuse_every_late_answer(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(late_seconds=0))
    receipt = answer(attempt, 1, None, now=attempt.deadline + SECOND, claimed=attempt.deadline - SECOND)
    assert receipt.reason == "too_late"


def test_a_late_answer_from_before_the_last_contact_of_its_device_is_not_believed(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    answer(attempt, here, "a", seq=1, now=NOW + 20 * MINUTE)
    late = answer(attempt, here, "b", seq=2, now=attempt.deadline + SECOND, claimed=NOW + 10 * MINUTE)
    assert late.reason == "too_late"


# --- forms without JavaScript ------------------------------------------------------------------


def test_an_old_page_sent_after_a_newer_one_blanks_nothing(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=6))
    one, two = position_of(attempt, "single"), position_of(attempt, "true_false")
    old_page, new_page = uuid4(), uuid4()
    save_form(attempt, new_page, {one: "a"}, now=NOW)
    save_form(attempt, old_page, {two: True}, now=NOW + MINUTE)
    assert stands(attempt) == {one: "a", two: True}


def test_a_form_sent_again_after_a_newer_answer_changes_nothing(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    page = uuid4()
    save_form(attempt, page, {here: "a"}, now=NOW)
    save_form(attempt, uuid4(), {here: "b"}, now=NOW + SECOND)
    save_form(attempt, page, {here: "a"}, now=NOW + 2 * SECOND)
    assert stands(attempt) == {here: "b"}


def test_going_back_to_a_page_and_changing_it_saves_the_change(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    page = uuid4()
    for moment, key in enumerate(["a", "b", "a"]):
        save_form(attempt, page, {here: key}, now=NOW + moment * SECOND)
        assert stands(attempt) == {here: key}


# --- hand in -----------------------------------------------------------------------------------


def test_handing_in_twice_keeps_the_first_moment_and_rings_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    attempt = make_attempt(cast.learner)
    with django_capture_on_commit_callbacks() as rung:
        first = submit_attempt(attempt, now=NOW + MINUTE)
        again = submit_attempt(attempt, now=NOW + 2 * MINUTE)
    assert first.submitted_at == again.submitted_at == NOW + MINUTE
    assert first.closed_how == ClosedHow.BY_LEARNER
    assert len(rung) == 1


def test_handing_in_after_the_deadline_counts_as_closed_at_the_deadline(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    closed = submit_attempt(attempt, now=attempt.deadline + 5 * SECOND)
    assert (closed.submitted_at, closed.closed_how) == (attempt.deadline, ClosedHow.BY_DEADLINE)


def test_the_doorbell_marks_the_attempt(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt)
    with django_capture_on_commit_callbacks(execute=True):
        submit_attempt(attempt, now=NOW + MINUTE)
    result = Result.objects.get()
    assert (result.attempt, result.passed) == (attempt, True)


def test_the_sweep_closes_only_what_the_deadline_has_passed(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    assert close_overdue_attempts(now=attempt.deadline) == 0
    assert close_overdue_attempts(now=attempt.deadline + SECOND) == 1
    assert close_overdue_attempts(now=attempt.deadline + SECOND) == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_how) == (attempt.deadline, ClosedHow.BY_DEADLINE)


def test_who_never_came_back_is_marked_when_nothing_can_arrive_any_more(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt)
    close_overdue_attempts(now=attempt.deadline + SECOND)
    assert grade_ungraded(now=attempt.accepts_until - SECOND) == 0
    assert grade_ungraded(now=attempt.accepts_until) == 1
    assert Result.objects.get().passed


def test_what_arrives_in_the_late_window_after_the_sweep_has_closed_is_marked_too(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    close_overdue_attempts(now=attempt.deadline + SECOND)
    here = position_of(attempt, "single")
    late = answer(attempt, here, "b", now=attempt.deadline + MINUTE, claimed=attempt.deadline - SECOND)
    assert late.status == ReceiptStatus.LATE
    hand_in(attempt.pk, 1, now=attempt.deadline + MINUTE, nothing_waits=True)
    result = grade_attempt(attempt.pk, now=attempt.deadline + MINUTE)
    assert result, "the phone has said that nothing waits, so nobody waits for the window"
    assert result.marks[str(here)][0] == "5.00"


def test_after_a_change_of_devices_the_result_waits_for_the_one_that_was_left(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    take_over(attempt, Device(LAPTOP), now=NOW + MINUTE)
    closed = submit_attempt(attempt, now=NOW + 2 * MINUTE)
    assert closed.accepts_until == NOW + 12 * MINUTE
    assert grade_attempt(attempt.pk, now=NOW + 3 * MINUTE) is None
    kept = answer(attempt, position_of(attempt, "single"), "b", now=NOW + 3 * MINUTE, claimed=NOW + 50 * SECOND)
    assert kept.status == ReceiptStatus.LATE
    hand_in(attempt.pk, 1, now=NOW + 4 * MINUTE, nothing_waits=True)
    assert grade_attempt(attempt.pk, now=NOW + 4 * MINUTE)


def test_the_device_that_was_left_does_not_hand_in_for_the_other(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    take_over(attempt, Device(LAPTOP), now=NOW + MINUTE)
    assert not hand_in(attempt.pk, 1, now=NOW + 2 * MINUTE, nothing_waits=True)
    assert Attempt.objects.open().filter(pk=attempt.pk).exists()
