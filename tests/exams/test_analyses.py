"""An exam's analysis from its stored answers: what is read, what is kept, who sees it, what the page says."""

import io
import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.models import Role, User
from exams import tasks
from exams.grading import grade
from exams.models import Attempt, Exam, ItemReport, ItemReportLine, QuestionVersion, Reason, Result, WrittenForGood
from exams.operations import GivenAnswer, ask_for_report, grade_attempt, save_answers, start_attempt
from exams.operations.analysing import analyse_exam, make_report
from exams.operations.answers_at_once import bits_of, gather
from exams.operations.starting import Device
from exams.tokens import AttemptToken
from exams.views.analyses import advice_of
from tests.cast import NOW, Cast, make_member, make_person, signed_in
from tests.exams.factories import content_of, make_exam, open_admin, right_answer, wrong_answer

LATER = NOW + timedelta(hours=2)


def sit(person: User, exam: Exam, share: float, *, seed: int, agent: str = "Mozilla/5.0 (Linux; Android 8)") -> Attempt:
    """Answer about that share rightly, one question every half minute, and be marked."""
    attempt = start_attempt(person, exam, now=NOW, seed=seed, device=Device(agent=agent))
    chance = random.Random(seed)
    batch = [
        GivenAnswer(
            slot.position,
            slot.position,
            right_answer(slot) if chance.random() < share else wrong_answer(slot),
            NOW + timedelta(seconds=30 * slot.position),
        )
        for slot in attempt.paper.slots
    ]
    save_answers(AttemptToken(attempt.pk, 1), batch, now=NOW + timedelta(minutes=5))
    finish(attempt)
    return attempt


def finish(attempt: Attempt) -> None:
    """Handed in, with nothing waiting on the phone."""
    Attempt.objects.filter(pk=attempt.pk).update(
        submitted_at=NOW + timedelta(minutes=6), closed_how="by_learner", accepts_until=NOW + timedelta(minutes=6)
    )
    grade_attempt(attempt.pk, now=LATER)


@pytest.fixture
def exam(cast: Cast) -> Exam:
    return make_exam(cast.college)


def crowd(exam: Exam, people: int, *, begin: int = 0) -> list[Attempt]:
    return [sit(make_person(f"学员{n}"), exam, 0.2 + 0.7 * n / (begin + people), seed=n) for n in range(begin, begin + people)]


def test_the_figures_are_those_of_the_stored_marks(exam: Exam) -> None:
    attempts = crowd(exam, 8)
    facts = analyse_exam(exam)
    marks = [Result.objects.get(attempt=attempt).marks for attempt in attempts]
    assert facts["paper"]["persons"] == 8
    assert facts["paper"]["mean"] == pytest.approx(sum(float(row[0]) for paper in marks for row in paper.values()) / 8)
    by_version: dict[int, list[float]] = {}
    for paper in marks:
        for points, of, version in paper.values():
            by_version.setdefault(version, []).append(float(points) / float(of))
    assert {item["version"]: (item["n"], round(item["facility"], 6)) for item in facts["items"]} == {
        version: (len(shares), round(sum(shares) / len(shares), 6)) for version, shares in by_version.items()
    }
    assert {item["seconds"] for item in facts["items"]} == {30.0}
    assert facts["irt"] is None


def test_choices_are_counted_from_the_answers_that_stand(exam: Exam, cast: Cast) -> None:
    attempt = start_attempt(cast.learner, exam, now=NOW, seed=7)
    slot = next(each for each in attempt.paper.slots if each.kind == "single")
    content = content_of(slot)
    first, last = wrong_answer(slot), right_answer(slot)
    changes = [GivenAnswer(slot.position, seq, given, NOW) for seq, given in enumerate((first, last), start=1)]
    save_answers(AttemptToken(attempt.pk, 1), changes, now=NOW)
    finish(attempt)
    [item] = [each for each in analyse_exam(exam)["items"] if each["version"] == slot.version]
    counted = {row["key"]: row["lower"] + row["middle"] + row["upper"] for row in item["choices"]}
    assert counted == {key: int(key == last) for key in content.keys} | {"none": 0}
    others = [each for each in analyse_exam(exam)["items"] if each["version"] != slot.version and each["choices"]]
    assert all(each["choices"][-1]["middle"] == 1 for each in others), "left empty is asked, and counted as nothing chosen"


def test_later_attempts_and_empty_ones_are_not_counted(exam: Exam, cast: Cast) -> None:
    finish(start_attempt(cast.learner, exam, now=NOW, seed=1))
    sit(cast.other_learner, exam, 1, seed=2)
    found = gather(exam)
    assert (found.answers.persons, found.left_out) == (1, 1)
    Attempt.objects.filter(learner=cast.other_learner).update(number=2)
    assert gather(exam).answers.persons == 0


def test_a_corrected_key_counts(exam: Exam, cast: Cast) -> None:
    attempt = sit(cast.learner, exam, 0, seed=3)
    first = Result.objects.get(attempt=attempt)
    assert analyse_exam(exam)["paper"]["mean"] == 0
    right = {position: [of, of, version] for position, (_points, of, version) in first.marks.items()}
    Result.objects.create(
        attempt=attempt, number=2, points=first.of, of=first.of, percent=100, passed=True, failed_must_pass=[], topics=[],
        marks=right, reason=Reason.REGRADE, by=cast.trainer, at=LATER,
    )  # fmt: skip
    assert analyse_exam(exam)["paper"]["mean"] == float(first.of)


def test_attempts_are_read_in_bulk(exam: Exam) -> None:
    crowd(exam, 3)
    with CaptureQueriesContext(connection) as few:
        gather(exam)
    crowd(exam, 9, begin=3)
    with CaptureQueriesContext(connection) as many:
        gather(exam)
    assert len(few) == len(many) <= 6


def test_a_bit_for_each_option() -> None:
    assert [bits_of(each) for each in (True, False, "a", "c", ["a", "c"], ["c", "a", "c"], None, "ab", "９", {"1": "a"})] == [
        1, 2, 1, 4, 5, 5, 0, 0, 0, 0,
    ]  # fmt: skip


def test_people_on_phones_are_compared_with_the_others(exam: Exam) -> None:
    for n in range(110):
        sit(make_person(f"学员{n}"), exam, 0.5, seed=n, agent="Mozilla/5.0 (Windows NT 10.0)" if n % 2 else "iPhone")
    facts = analyse_exam(exam)
    assert facts["paper"]["groups"] == [{"kind": "device", "name": "phone"}]
    assert {row["focal"] + row["reference"] for item in facts["items"] for row in item["bias"]} == {item["n"] for item in facts["items"]}


def asked(exam: Exam, cast: Cast) -> ItemReport:
    return ask_for_report(exam, by=cast.trainer, now=LATER)


def test_a_report_is_made_once_and_stays_as_it_is(exam: Exam, cast: Cast) -> None:
    crowd(exam, 5)
    report = asked(exam, cast)
    assert asked(exam, cast) == report
    made = make_report(report.pk, now=LATER)
    assert (made.people, len(made.digest)) == (5, 64)
    assert made.lines.count() == len({line.version_id for line in made.lines.all()}) > 0
    crowd(exam, 2, begin=5)
    again = make_report(report.pk, now=LATER + timedelta(days=1))
    assert (again.digest, again.people, again.done_at) == (made.digest, 5, LATER)
    newer = make_report(asked(exam, cast).pk, now=LATER)
    assert newer.pk != report.pk
    assert newer.digest != made.digest
    with pytest.raises(WrittenForGood):
        ItemReportLine.objects.update(place=1)


def test_the_same_answers_have_the_same_digest(exam: Exam, cast: Cast) -> None:
    crowd(exam, 5)
    one = make_report(asked(exam, cast).pk, now=LATER)
    other = make_report(asked(exam, cast).pk, now=LATER + timedelta(days=1))
    assert one.digest == other.digest


def test_a_lost_message_is_made_good_by_the_sweep(exam: Exam, cast: Cast) -> None:
    crowd(exam, 2)
    report = asked(exam, cast)
    tasks.make_waiting_reports()
    report.refresh_from_db()
    assert report.done_at


def test_the_page_says_in_words_what_to_do(exam: Exam, cast: Cast) -> None:
    open_admin(cast)
    crowd(exam, 40)
    report = make_report(asked(exam, cast).pk, now=LATER)
    page = signed_in(cast.trainer).get(f"/admin/exams/analyses/{report.key}/").text
    assert "40 个人" in page
    assert "高级" in page
    assert "每份卷子的平均题数" in page
    assert "nan" not in page.lower().replace("nano", "")
    said = {advice for line in report.lines.all() for advice in line.facts["flags"]}
    assert said, "a small crowd leaves something to say"
    assert signed_in(cast.other_trainer).get(f"/admin/exams/analyses/{report.key}/").status_code == 404


def test_only_who_examines_and_may_see_the_bank_sees_a_report(exam: Exam, cast: Cast) -> None:
    report = asked(exam, cast)
    trains = make_member("只讲课", cast.college, Role.TRAINER)
    examines = make_member("只考试", cast.college, Role.EXAMINER)

    def seen_by(*people: User) -> list[bool]:
        return [ItemReport.objects.visible_to(person).filter(pk=report.pk).exists() for person in people]

    assert seen_by(examines, cast.trainer, trains, cast.other_trainer, cast.learner, cast.officer) == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    exam.bank.organisation = cast.other_college
    exam.bank.save()
    assert seen_by(examines, cast.other_trainer) == [False, False]


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("miskeyed", "答案可能标错了"),
        ("too_easy", "太容易"),
        ("too_hard", "太难"),
        ("tells_nothing", "分不出"),
        ("idle_option", "几乎没人选"),
        ("needs_more", "还太少"),
    ],
)
def test_every_flag_has_words(flag: str, words: str) -> None:
    with override("zh-hans"):
        [advice] = advice_of({"flags": [flag]})
        assert words in str(advice.found)
        assert advice.todo


def test_a_wrong_key_comes_first(exam: Exam, cast: Cast) -> None:
    """One question is answered the other way round by everybody who knows the rest."""
    wrong = QuestionVersion.objects.filter(kind="true_false").earliest("pk")
    for n in range(110):
        knows = n >= 55
        attempt = start_attempt(make_person(f"学员{n}"), exam, now=NOW, seed=n)
        batch = []
        for slot in attempt.paper.slots:
            turned = slot.version == wrong.pk
            batch.append(GivenAnswer(slot.position, slot.position, right_answer(slot) if knows != turned else wrong_answer(slot), NOW))
        save_answers(AttemptToken(attempt.pk, 1), batch, now=NOW)
        finish(attempt)
    report = make_report(asked(exam, cast).pk, now=LATER)
    lines = list(report.lines.select_related("version"))
    assert [line.version_id for line in lines if "miskeyed" in line.facts["flags"]] == [wrong.pk]
    assert lines[0].version_id == wrong.pk


def test_asking_starts_the_task_and_leads_to_the_report(exam: Exam, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    open_admin(cast)
    client = signed_in(cast.trainer)
    assert "看看哪些题要改" in client.get("/admin/exams/analyses/").text
    answer = client.post("/admin/exams/analyses/", {"exam": exam.slug})
    report = ItemReport.objects.get()
    assert answer.headers["Location"] == f"/admin/exams/analyses/{report.key}/"
    assert "正在看大家的答案" in client.get(answer.headers["Location"]).text
    tasks.make_report(report.pk)
    assert "还没有人考完" in client.get(answer.headers["Location"]).text


def test_no_formula_gets_into_the_table(exam: Exam, cast: Cast) -> None:
    open_admin(cast)
    crowd(exam, 3)
    evil = '=HYPERLINK("http://x","y")'
    for version in QuestionVersion.objects.all():
        version.content["stem"] = evil
        QuestionVersion._base_manager.filter(pk=version.pk).update(content=version.content)
    report = make_report(asked(exam, cast).pk, now=LATER)
    answer = signed_in(cast.trainer).get(f"/admin/exams/analyses/{report.key}/figures.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == evil for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert len(list(book.worksheets[0].iter_rows())) == report.lines.count() + 1


def test_the_pages_cost_does_not_grow(exam: Exam, cast: Cast) -> None:
    open_admin(cast)
    client = signed_in(cast.trainer)
    costs = []
    for people in (1, 12):
        crowd(exam, people, begin=0 if people == 1 else 1)
        report = make_report(asked(exam, cast).pk, now=LATER)
        client.get(f"/admin/exams/analyses/{report.key}/")
        with CaptureQueriesContext(connection) as met:
            client.get(f"/admin/exams/analyses/{report.key}/")
        costs.append(len(met))
    assert costs[1] <= costs[0] + 2, "the list of earlier reports and the pages' numbers"


def test_the_command_analyses_an_exam(exam: Exam, capsys: pytest.CaptureFixture[str]) -> None:
    crowd(exam, 4)
    call_command("analyse_items", exam.slug)
    assert "4 people" in capsys.readouterr().out
    with pytest.raises(CommandError, match="there is no exam “nothing”; there are: exam"):
        call_command("analyse_items", "nothing")


def test_grading_and_analysis_agree_on_a_share(exam: Exam, cast: Cast) -> None:
    attempt = sit(cast.learner, exam, 1, seed=5)
    assert all(grade(content_of(slot), right_answer(slot)) == 1 for slot in attempt.paper.slots)
    assert {item["facility"] for item in analyse_exam(exam)["items"]} == {1.0}
