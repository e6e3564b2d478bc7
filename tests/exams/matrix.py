from typing import Any

from django.utils.timezone import now

from exams.models import Exam, QuestionBank
from exams.operations import add_question_picture, ask_for_report, keep_upload
from exams.operations.analysing import make_report
from tests.cast import Cast
from tests.exams.factories import make_attempt, make_exam, open_admin
from tests.exams.test_pictures import photo
from tests.matrix import Row


def the_exam(cast: Cast, slug: str = "exam", **fields: Any) -> Exam:
    """The one of this name, made once however many doors are tried beside each other."""
    return Exam.objects.filter(slug=slug).first() or make_exam(cast.college, slug=slug, **fields)


def open_exam(cast: Cast) -> dict[str, Any]:
    return {"slug": the_exam(cast).slug}


def draft(cast: Cast) -> dict[str, Any]:
    return {"slug": the_exam(cast, "draft", published=False).slug}


def sitting(cast: Cast) -> dict[str, Any]:
    return {"attempt": make_attempt(cast.learner, the_exam(cast, "sat"), now=now()).uuid}


def picture(cast: Cast) -> dict[str, Any]:
    return {"picture": add_question_picture(photo(8, 8), cast.college).uuid}


def a_bank(cast: Cast) -> dict[str, Any]:
    open_admin(cast)
    QuestionBank.objects.get_or_create(slug="bank", title="题库", organisation=cast.college)
    return {}


def bank_as_a_file(cast: Cast) -> dict[str, Any]:
    a_bank(cast)
    return {"bank": "bank", "kind": "xlsx"}


def file_of_questions(cast: Cast) -> dict[str, Any]:
    a_bank(cast)
    return {"key": keep_upload(QuestionBank.objects.get(slug="bank"), b"x", name="x", language="zh-hans", by=cast.trainer, now=now()).key}


def an_exam_to_analyse(cast: Cast) -> dict[str, Any]:
    open_admin(cast)
    the_exam(cast)
    return {}


def to_analyse(cast: Cast) -> dict[str, Any]:
    return {"exam": "exam"}


def analysis(cast: Cast) -> dict[str, Any]:
    open_admin(cast)
    report = ask_for_report(the_exam(cast), by=cast.trainer, now=now())
    return {"key": make_report(report.pk, now=now()).key}


EVERYBODYS = (302, 200, 200, 200, 200)
ONLY_MINE = (302, 404, 404, 200, 404)
ONLY_MINE_SENT = (302, 404, 404, 302, 404)
ROWS = [
    Row("exams:exams", EVERYBODYS),
    Row("exams:exam", EVERYBODYS, arguments=open_exam),
    Row("exams:exam", (302, 404, 404, 302, 404), owner="trainer", arguments=draft, method="post"),
    Row("exams:picture", (302, 404, 404, 200, 404), owner="trainer", arguments=picture),
    Row("exams:attempt", ONLY_MINE, arguments=sitting),
    Row("exams:answers", ONLY_MINE_SENT, arguments=sitting, method="post"),
    Row("exams:take_over", ONLY_MINE_SENT, arguments=sitting, method="post"),
    Row("exams:submit", ONLY_MINE_SENT, arguments=sitting),  # to the paper: this browser has no turn
    Row("exams:submit", ONLY_MINE_SENT, arguments=sitting, method="post"),
    Row("exams_import", (302, 302, 404, 200, 302), arguments=a_bank, owner="trainer"),
    Row("exams_import", (302, 302, 404, 422, 302), arguments=a_bank, method="post", owner="trainer"),
    Row("exams_template", (302, 302, 404, 200, 302), arguments=a_bank, owner="trainer"),
    Row("exams_upload", (302, 302, 404, 200, 302), arguments=file_of_questions, owner="trainer"),
    Row("exams_upload", (302, 302, 404, 302, 302), arguments=file_of_questions, method="post", owner="trainer"),
    Row("exams_preview", (302, 302, 404, 200, 302), arguments=file_of_questions, owner="trainer"),
    Row("exams_export", (302, 302, 404, 200, 302), arguments=bank_as_a_file, owner="trainer"),
    Row("exams_analyses", (302, 302, 404, 200, 302), arguments=an_exam_to_analyse, owner="trainer"),
    Row("exams_analyses", (302, 302, 404, 302, 302), arguments=an_exam_to_analyse, data=to_analyse, method="post", owner="trainer"),
    Row("exams_analysis", (302, 302, 404, 200, 302), arguments=analysis, owner="trainer"),
    Row("exams_figures", (302, 302, 404, 200, 302), arguments=analysis, owner="trainer"),
]
