from typing import Any

from django.utils.timezone import now

from exams.operations import add_question_picture
from tests.cast import Cast
from tests.exams.factories import make_attempt, make_exam
from tests.exams.test_pictures import photo
from tests.matrix import Row


def open_exam(cast: Cast) -> dict[str, Any]:
    return {"slug": make_exam(cast.college).slug}


def draft(cast: Cast) -> dict[str, Any]:
    return {"slug": make_exam(cast.college, published=False).slug}


def sitting(cast: Cast) -> dict[str, Any]:
    return {"attempt": make_attempt(cast.learner, make_exam(cast.college), now=now()).uuid}


def picture(cast: Cast) -> dict[str, Any]:
    return {"picture": add_question_picture(photo(8, 8), cast.college).uuid}


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
]
