"""My road's quiet line to the six questions: for newcomers, beside the one next action, never instead of it."""

import pytest

from cms.road.steps import Exam, Facts, lay_road
from tests.cast import Cast, signed_in
from tests.courses.factories import make_diagnosis, make_worksheets

FACTS = {
    "standard": "初级证书",
    "lessons": 20,
    "minutes": 90,
    "kilobytes": 200,
    "next_lesson": "七个环节",
    "next_lesson_line": "",
    "learn_url": "/learn/",
    "is_learnt": False,
    "exam": Exam.LEARN_FIRST,
    "exam_line": "",
    "exam_url": "",
    "exam_until": None,
    "exam_minutes": 30,
    "is_certified": False,
    "name_missing": "",
    "certificate_url": "",
    "is_in_pool": False,
    "has_answered_pool": False,
    "invitation_url": "",
    "is_signed": False,
    "talent_url": "",
    "jobs_url": "",
    "own_business_url": "",
    "station": "",
    "station_url": "",
    "is_open": False,
    "openings": 0,
    "place": "",
}


@pytest.mark.parametrize(("lessons_done", "line"), [(0, "/learn/diagnosis/"), (1, "")])
def test_the_line_is_for_newcomers_and_the_one_action_stays(lessons_done: int, line: str) -> None:
    road = lay_road(Facts(**FACTS, lessons_done=lessons_done, diagnosis_url="/learn/diagnosis/"))  # type: ignore[arg-type]
    assert road.diagnosis_url == line
    assert [step.action.url for step in road.steps if step.action] == ["/learn/"]


def test_whoever_has_answered_is_not_asked_on_the_road(cast: Cast) -> None:
    make_worksheets()
    make_diagnosis(cast.learner)
    assert "/learn/diagnosis/" not in signed_in(cast.learner).get("/road/").text
