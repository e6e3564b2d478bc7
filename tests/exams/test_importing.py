"""Questions of a file into a bank: what is new, what is known, what is refused, and both commands."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from exams.formats import Format, Reading, read
from exams.models import Question, QuestionBank, QuestionPicture, QuestionVersion, Topic
from exams.operations import QuestionReport, export_questions, import_reading
from tests.cast import NOW, make_organisation
from tests.exams import papers
from tests.exams.factories import make_bank, make_topic

GIFT = """$CATEGORY: 诚信与质量

// [id:g-1] [tag:difficulty-3]
::一::对吗？{T}

选哪个？{=甲 ~乙}
"""


@pytest.fixture
def bank(db: None) -> QuestionBank:
    make_topic()
    return QuestionBank.objects.create(slug="bank", title="题库", organisation=make_organisation("seedling-college", "苗圃学堂"))


def bring(bank: QuestionBank, text: str, **options: object) -> QuestionReport:
    with override("en"):
        return import_reading(bank, gift(text), now=NOW, **options)  # type: ignore[arg-type]


def gift(text: str) -> Reading:
    return read(text.encode(), Format.GIFT)


def counts(report: QuestionReport) -> tuple[int, int, int, int]:
    return report.imported, report.updated, report.unchanged, len(report.rejected)


def test_questions_come_in_once_however_often_they_are_sent(bank: QuestionBank) -> None:
    assert counts(bring(bank, GIFT)) == (2, 0, 0, 0)
    assert counts(bring(bank, GIFT)) == (0, 0, 2, 0)
    assert QuestionVersion.objects.count() == 2
    question = Question.objects.get(key="g-1")
    assert (question.difficulty, question.topic.slug) == (3, "honesty")


def test_a_changed_question_with_its_number_becomes_a_new_version(bank: QuestionBank) -> None:
    bring(bank, GIFT)
    Question.objects.filter(key="g-1").update(source="质量法")
    assert counts(bring(bank, GIFT.replace("对吗？", "还对吗？"))) == (0, 1, 1, 0)
    versions = Question.objects.get(key="g-1").versions
    assert [version.content["stem"] for version in versions.order_by("number")] == ["对吗？", "还对吗？"]
    assert Question.objects.get(key="g-1").source == "质量法", "what the file does not say stays"


def test_with_a_problem_nothing_is_written_unless_wished(bank: QuestionBank) -> None:
    broken = GIFT + "\n坏了{\n"
    report = bring(bank, broken)
    assert (counts(report), report.written, Question.objects.count()) == ((2, 0, 0, 1), False, 0)
    assert bring(bank, broken, keep_going=True).written
    assert Question.objects.count() == 2


def test_a_dry_run_writes_nothing(bank: QuestionBank) -> None:
    report = bring(bank, GIFT, dry_run=True)
    assert (counts(report), report.written, Question.objects.count()) == ((2, 0, 0, 0), False, 0)


def test_an_unknown_topic_is_a_problem_unless_one_is_chosen(bank: QuestionBank) -> None:
    unknown = GIFT.replace("诚信与质量", "天文")
    report = bring(bank, unknown)
    assert "no topic called “天文”" in report.rejected[0].reason
    assert "does not say the topic" in bring(bank, "对吗？{T}").rejected[0].reason
    assert bring(bank, unknown, topic=Topic.objects.get()).written


def test_two_topics_of_one_title_are_asked_about(bank: QuestionBank) -> None:
    Topic.objects.create(slug="honesty-2", title="诚信与质量")
    assert "several topics" in bring(bank, GIFT).rejected[0].reason
    assert bring(bank, GIFT.replace("诚信与质量", "honesty")).written


def test_the_same_picture_is_kept_once_and_named_the_same(bank: QuestionBank) -> None:
    paper = papers.classic()
    for expected in ((7, 0, 0, 0), (0, 0, 7, 0)):
        assert counts(import_reading(bank, read(paper), topic=Topic.objects.get(), now=NOW)) == expected
    picture = QuestionPicture.objects.get()
    assert picture.organisation == bank.organisation
    shown = QuestionVersion.objects.get(content__stem="下图是哪种标志？").content["figures"]
    assert shown == [{"image": str(picture.uuid), "alt": ""}]


@pytest.mark.parametrize("kind", [Format.MOODLE_XML, Format.QTI])
def test_a_bank_that_went_out_comes_back_unchanged(bank: QuestionBank, kind: Format) -> None:
    import_reading(bank, read(papers.classic()), topic=Topic.objects.get(), now=NOW)
    made = export_questions(bank, kind)
    assert not made.left_out
    assert counts(import_reading(bank, read(made.content), now=NOW)) == (0, 0, 7, 0)


@pytest.mark.parametrize("kind", ["gift", "moodle_xml", "xlsx", "qti"])
def test_the_commands_take_a_bank_out_and_in_again(bank: QuestionBank, tmp_path: Path, kind: str) -> None:
    source = make_bank(bank.organisation, slug="source", topics=(make_topic(), make_topic("open-a-shop", "开店", 2)))
    Question.objects.filter(bank=source).update(source="质量法")
    if kind == "gift":
        Question.objects.filter(bank=source, versions__kind="numeric").update(status="retired")  # GIFT holds no unit
    out = tmp_path / "questions"
    said = io.StringIO()
    call_command("export_questions", "--bank", "source", "--format", kind, "-o", out, stdout=said)
    count = Question.objects.filter(bank=source).exclude(status="retired").count()
    assert said.getvalue().splitlines()[-1] == f"{count} exported, 0 left out"
    for line in (f"{count} imported, 0 updated, 0 rejected", "0 imported, 0 updated, 0 rejected"):
        said = io.StringIO()
        call_command("import_questions", out, "--bank", "bank", stdout=said)
        assert said.getvalue().splitlines()[-1] == line
    here, there = (
        set(QuestionVersion.objects.filter(question__bank=each).exclude(question__status="retired").values_list("question__key", "digest"))
        for each in (bank, source)
    )
    assert here == there


def test_the_command_says_what_was_wrong_and_ends_with_one(bank: QuestionBank, tmp_path: Path) -> None:
    file = tmp_path / "x.gift"
    file.write_text(GIFT + "\n坏了{\n")
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended, override("en"):
        call_command("import_questions", file, stdout=said)
    assert ended.value.code == 1
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("line 8, “坏了”: the { is never closed")
    assert lines[-2:] == ["Nothing was written.", "0 imported, 0 updated, 1 rejected"]
    assert not Question.objects.exists()
    with pytest.raises(SystemExit):
        call_command("import_questions", file, "--keep-going", stdout=said)
    assert said.getvalue().splitlines()[-1] == "2 imported, 0 updated, 1 rejected"
    with pytest.raises(CommandError, match="no question bank nowhere"):
        call_command("import_questions", file, "--bank", "nowhere")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_questions", file, "--format", "xlsx")


def test_what_cannot_be_held_stops_the_export(bank: QuestionBank, tmp_path: Path) -> None:
    bring(bank, GIFT)
    import_reading(bank, read(papers.paper_of("1. 几？", "答案：6%")), topic=Topic.objects.get(), now=NOW)
    out, said = tmp_path / "x.gift", io.StringIO()
    with pytest.raises(SystemExit):
        call_command("export_questions", "--format", "gift", "-o", out, stdout=said)
    assert said.getvalue().splitlines()[-1] == "0 exported, 1 left out"
    assert not out.exists()
    with pytest.raises(SystemExit):
        call_command("export_questions", "--format", "gift", "-o", out, "--keep-going", stdout=said)
    assert said.getvalue().splitlines()[-1] == "2 exported, 1 left out"
    assert out.exists()
