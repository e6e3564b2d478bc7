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
    GivenAnswer,
    NoAttemptsLeft,
    NotOpen,
    ReceiptStatus,
    TooFew,
    close_overdue_attempts,
    grade_attempt,
    save_answers,
    save_form,
    start_attempt,
    submit_attempt,
)
from exams.standing import standing_answers
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
    paper = attempt.paper.select_related("version__question")
    cells = sorted((asked.version.question.topic_id, asked.version.question.difficulty) for asked in paper)
    assert len(cells) == 8
    assert all(cells.count(cell) == 2 for cell in cells)
    assert attempt.region == cast.places.maguan
    assert attempt.institution == cast.college


def test_two_learners_get_papers_of_their_own(cast: Cast) -> None:
    exam = make_exam()
    mine, other = (start_attempt(person, exam, now=NOW) for person in (cast.learner, cast.other_learner))
    assert mine.seed != other.seed
    assert list(mine.paper.values_list("version", flat=True)) != list(other.paper.values_list("version", flat=True))


def test_a_second_attempt_asks_other_questions_while_the_bank_has_them(cast: Cast) -> None:
    exam = make_exam(count=3)
    first = start_attempt(cast.learner, exam, now=NOW)
    submit_attempt(first, now=NOW)
    grade_attempt(first.pk, now=NOW)
    second = start_attempt(cast.learner, exam, now=NOW + 2 * DAY)
    asked = [set(attempt.paper.values_list("version__question", flat=True)) for attempt in (first, second)]
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


def test_on_two_devices_the_answer_received_last_stands(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    answer(attempt, here, "a", seq=9, device=PHONE)
    answer(attempt, here, "b", seq=1, device=LAPTOP, now=NOW + SECOND)
    assert stands(attempt) == {here: "b"}
    answer(attempt, here, "c", seq=10, device=PHONE, now=NOW + 2 * SECOND)
    assert stands(attempt) == {here: "c"}


def test_a_number_already_taken_by_another_answer_is_said_so_with_the_next_free_one(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    answer(attempt, here, "a", seq=4)
    clash = answer(attempt, here, "b", seq=4)
    assert (clash.status, clash.reason, clash.last_seq) == (ReceiptStatus.REFUSED, "number_taken", 4)


@pytest.mark.parametrize(
    ("kind", "rubbish"), [("single", "z"), ("single", 1), ("multiple", "a"), ("true_false", "true"), ("numeric", "9" * 41)]
)
def test_what_is_no_answer_is_refused_and_the_rest_of_the_batch_is_kept(cast: Cast, kind: str, rubbish: object) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=6))
    bad, good = position_of(attempt, kind), position_of(attempt, "single" if kind != "single" else "multiple")
    fine = "a" if kind != "single" else ["a"]
    receipts = save_answers(attempt, PHONE, [GivenAnswer(bad, 1, rubbish), GivenAnswer(99, 1, "a"), GivenAnswer(good, 1, fine)], now=NOW)
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
    monkeypatch.setattr("exams.operations.sitting.MOST_EVENTS", 3)
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    receipts = save_answers(attempt, PHONE, [GivenAnswer(here, seq, "ab"[seq % 2]) for seq in range(1, 6)], now=NOW)
    assert [receipt.reason for receipt in receipts] == ["", "", "", "too_many", "too_many"]


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
    [(61, -5), (40, 1), (40, None), (40, -31 * 60)],
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


def test_the_sweep_closes_only_what_deadline_and_late_window_have_passed(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    assert close_overdue_attempts(now=attempt.accepts_until) == 0
    assert close_overdue_attempts(now=attempt.accepts_until + SECOND) == 1
    assert close_overdue_attempts(now=attempt.accepts_until + SECOND) == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_how) == (attempt.deadline, ClosedHow.BY_DEADLINE)


def test_saved_answers_of_somebody_who_never_came_back_are_marked(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt)
    with django_capture_on_commit_callbacks(execute=True):
        close_overdue_attempts(now=attempt.accepts_until + SECOND)
    assert Result.objects.get().passed
