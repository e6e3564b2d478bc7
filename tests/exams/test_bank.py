"""The bank, publishing, and rows that are written for good."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from exams.content import from_numbered
from exams.models import (
    AnswerEvent,
    Exam,
    Lasting,
    Paper,
    Question,
    QuestionBank,
    QuestionVersion,
    Result,
    Status,
    WrittenForGood,
)
from exams.operations import (
    MarkedByPeople,
    NothingAsked,
    QuestionItem,
    TooFew,
    count_exposure,
    grade_attempt,
    grade_ungraded,
    import_questions,
    publish_exam,
    start_attempt,
    submit_attempt,
)
from tests.cast import NOW, Cast
from tests.exams.every_kind import make_exam_of_every_kind
from tests.exams.factories import (
    answer,
    answer_all,
    content_of,
    make_attempt,
    make_bank,
    make_exam,
    make_topic,
    position_of,
    questions,
    single,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize("model", [QuestionVersion, Paper, AnswerEvent, Result])
def test_a_row_of_a_log_is_never_changed_and_never_taken_away(cast: Cast, model: type[Lasting]) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt)
    submit_attempt(attempt, now=NOW)
    grade_attempt(attempt.pk, now=NOW)
    rows: Any = model._default_manager.all()
    row = rows[0]
    for deed in (row.save, row.delete, rows.delete, lambda: rows.update(answer=1), lambda: rows.bulk_update([row], [])):
        with pytest.raises(WrittenForGood):
            deed()


def test_importing_the_same_again_writes_nothing(cast: Cast) -> None:
    bank = make_bank(cast.college, per_cell=2)
    items = [
        QuestionItem(question.key, question.topic, question.difficulty, question.versions.get().checked, question.source)
        for question in questions(bank)
    ]
    done = import_questions(bank, items, now=NOW + DAY)
    assert (done.imported, done.updated, done.unchanged) == (0, 0, 4)
    assert QuestionVersion.objects.count() == 4


def test_changed_words_make_a_version_and_old_words_never_come_back_over_newer_ones(cast: Cast) -> None:
    topic = make_topic()
    bank = QuestionBank.objects.create(slug="b", title="b", organisation=cast.college)
    for content in (single("一？"), single("二？"), single("一？")):
        import_questions(bank, [QuestionItem("k", topic, 1, content)], now=NOW)
    latest = QuestionVersion.objects.latest_ready().get()
    assert (latest.number, latest.checked.stem) == (2, "二？")


def test_a_new_topic_or_difficulty_is_no_new_version(cast: Cast) -> None:
    bank = QuestionBank.objects.create(slug="b", title="b", organisation=cast.college)
    import_questions(bank, [QuestionItem("k", make_topic(), 1, single())], now=NOW)
    done = import_questions(bank, [QuestionItem("k", make_topic(), 3, single())], now=NOW)
    assert (done.updated, Question.objects.get().difficulty, QuestionVersion.objects.count()) == (1, 3, 1)


def test_a_retired_question_stays_retired_and_is_drawn_no_more(cast: Cast) -> None:
    bank = QuestionBank.objects.create(slug="b", title="b", organisation=cast.college)
    import_questions(bank, [QuestionItem("k", make_topic(), 1, single("一？"))], now=NOW)
    Question.objects.update(status=Status.RETIRED)
    import_questions(bank, [QuestionItem("k", make_topic(), 1, single("二？"))], now=NOW)
    assert Question.objects.get().status == Status.RETIRED
    assert not QuestionVersion.objects.latest_ready().exists()


def test_keys_are_seen_only_by_examiners_and_trainers_of_the_institution(cast: Cast) -> None:
    bank = make_bank(cast.college)
    for rows in (QuestionBank.objects, Question.objects, QuestionVersion.objects):
        assert rows.visible_to(cast.trainer).exists()
        for person in (cast.learner, cast.other_trainer, cast.teacher, cast.recruiter, cast.officer):
            assert not rows.visible_to(person).exists()
    assert bank.organisation == cast.college


def test_a_correction_of_a_question_changes_no_paper_that_was_drawn(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    before = [content_of(asked) for asked in attempt.paper.slots]
    bank = attempt.exam.bank
    items = [
        QuestionItem(question.key, question.topic, question.difficulty, single(f"新的 {question.key}？")) for question in questions(bank)
    ]
    import_questions(bank, items, now=NOW)
    attempt.refresh_from_db()
    assert [content_of(asked) for asked in attempt.paper.slots] == before


def test_changed_rules_of_an_exam_leave_an_open_attempt_alone(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(must_pass=60))
    Exam.objects.update(pass_percent=100, minutes=1)
    attempt.exam.blueprint.must_pass.update(share=100)
    answer_all(attempt)
    submit_attempt(attempt, now=NOW)
    attempt.refresh_from_db()
    assert (attempt.pass_percent, attempt.must_pass, attempt.deadline) == (60, {"honesty": 60}, NOW + timedelta(minutes=30))


def test_publishing_refuses_with_every_cell_that_cannot_be_filled(cast: Cast) -> None:
    exam = make_exam(published=False, count=7)
    with pytest.raises(TooFew) as lack:
        publish_exam(exam, now=NOW)
    assert [(shortage.cell.count, shortage.have) for shortage in lack.value.shortages] == [(7, 6)] * 4
    assert not Exam.objects.published().exists()


def test_publishing_warns_of_cells_that_are_soon_known_by_heart_and_keeps_the_first_date(cast: Cast) -> None:
    exam = make_exam(published=False, count=2)
    warnings = publish_exam(exam, now=NOW)
    assert [(shortage.cell.count, shortage.have) for shortage in warnings] == [(2, 6)] * 4
    publish_exam(exam, now=NOW + DAY)
    assert Exam.objects.get().published_at == NOW
    assert publish_exam(make_exam(slug="ample", count=1, published=False), now=NOW) == []


def test_an_exam_without_a_blueprint_is_not_published(cast: Cast) -> None:
    exam = make_exam(published=False)
    exam.blueprint.cells.all().delete()
    with pytest.raises(NothingAsked):
        publish_exam(exam, now=NOW)


def test_an_exam_that_could_draw_what_people_must_mark_is_not_published(cast: Cast) -> None:
    exam = make_exam(published=False)
    essay = from_numbered("essay", {"stem": "写下你第一场直播的安排。", "words": 300})
    first = questions(exam.bank)[0]
    import_questions(exam.bank, [QuestionItem(first.key, first.topic, first.difficulty, essay)], now=NOW)
    with pytest.raises(MarkedByPeople) as refused:
        publish_exam(exam, now=NOW)
    assert refused.value.keys == [first.key]


def test_what_somebody_wrote_is_not_marked_before_a_person_has_read_it(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam_of_every_kind())
    answer(attempt, position_of(attempt, "essay"), {"text": "先写货名。", "files": []})
    submit_attempt(attempt, now=NOW)
    assert grade_attempt(attempt.pk, now=NOW) is None
    attempt.refresh_from_db()
    assert attempt.graded_at is None
    assert not Result.objects.exists()


# --- marking -----------------------------------------------------------------------------------


def test_marking_twice_writes_one_result_with_a_mark_for_each_position(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt, wrong_topics=("honesty",))
    submit_attempt(attempt, now=NOW)
    first, again = grade_attempt(attempt.pk, now=NOW), grade_attempt(attempt.pk, now=NOW + DAY)
    result = Result.objects.get()
    assert first == again == result
    assert [sum(mark[0] == points for mark in result.marks.values()) for points in ("5.00", "0.00")] == [4, 4]
    assert (f"{result.points:f} {result.of:f} {result.percent:f}", result.passed) == ("20.00 40.00 50.00", False)
    assert result.topics == [
        {"topic": "open-a-shop", "points": 20.0, "of": 20.0, "percent": 100.0},
        {"topic": "honesty", "points": 0.0, "of": 20.0, "percent": 0.0},
    ]


def test_an_open_attempt_is_not_marked(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    assert grade_attempt(attempt.pk, now=NOW) is None
    assert not Result.objects.exists()


def test_the_sweep_marks_what_a_lost_doorbell_left_behind_and_only_once(cast: Cast) -> None:
    exam = make_exam()
    for person in (cast.learner, cast.other_learner):
        submit_attempt(start_attempt(person, exam, now=NOW), now=NOW)
    start_attempt(cast.trainer, exam, now=NOW)
    assert grade_ungraded(now=NOW) == 2
    assert grade_ungraded(now=NOW) == 0
    assert Result.objects.count() == 2


@pytest.mark.parametrize(("right", "rings"), [(True, 1), (False, 0)])
def test_only_a_pass_rings(cast: Cast, right: bool, rings: int, django_capture_on_commit_callbacks: Any) -> None:
    attempt = make_attempt(cast.learner)
    answer_all(attempt, right=right)
    submit_attempt(attempt, now=NOW)
    with django_capture_on_commit_callbacks() as rung:
        grade_attempt(attempt.pk, now=NOW)
        grade_attempt(attempt.pk, now=NOW)
    assert len(rung) == rings


def test_the_database_itself_refuses_a_second_first_marking(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    submit_attempt(attempt, now=NOW)
    result = grade_attempt(attempt.pk, now=NOW)
    assert result
    result.pk = None
    result._state.adding = True
    for number in (1, 2):
        result.number = number
        result.reason = "first" if number == 1 else "regrade"
        with pytest.raises(IntegrityError), transaction.atomic():
            result.save()


# --- how often a question was shown ------------------------------------------------------------


def test_each_paper_is_counted_once_and_its_questions_go_to_the_back(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    assert count_exposure(now=NOW + timedelta(minutes=1)) == 0, "a start may still be under way"
    assert count_exposure(now=NOW + timedelta(minutes=3)) == 1
    assert count_exposure(now=NOW + timedelta(minutes=9)) == 0
    shown = set(Question.objects.filter(exposure=1).values_list("pk", flat=True))
    assert shown == {asked.question for asked in attempt.paper.slots}
    make_attempt(cast.other_learner, now=NOW + timedelta(minutes=5))
    count_exposure(now=NOW + timedelta(minutes=8))
    assert sum(Question.objects.values_list("exposure", flat=True)) == 16
