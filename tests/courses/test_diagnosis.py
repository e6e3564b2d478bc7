"""Six questions at the beginning and again later: the path, what changed, and who may see what."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage
from courses import operations
from courses.models import Diagnosis, WorksheetResponse
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_diagnosis, make_enrolment, make_lesson, make_worksheets

pytestmark = pytest.mark.django_db

BEGINNER = {
    "opening": "cannot",
    "design": "half",
    "running": "cannot",
    "hardest": "running",
    "trade": "fresh",
    "links": ["delivery", "after"],
}


def answer(cast: Cast, **changes: Any) -> Any:
    data = {"base": 0, "save_id": uuid4()} | BEGINNER | changes
    return signed_in(cast.learner).post("/learn/diagnosis/", {name: value for name, value in data.items() if value != ""})


def test_the_answers_are_kept_with_what_they_come_to(cast: Cast) -> None:
    make_worksheets()
    said = answer(cast)
    taken = Diagnosis.objects.get()
    assert said.headers["Location"] == f"/learn/diagnosis/{taken.response.uuid}/"
    assert (taken.number, taken.county, taken.weak_links) == (1, cast.places.puding, ["delivery", "after"])
    assert (taken.lacks_opening, taken.lacks_design, taken.lacks_running) == (True, False, True)
    assert taken.response.answers["trade"] == "fresh"
    assert not operations.sheets_disagree()


def test_sent_twice_it_is_one_diagnosis(cast: Cast) -> None:
    make_worksheets()
    save_id = uuid4()
    first, again = answer(cast, save_id=save_id), answer(cast, save_id=save_id)
    assert first.headers["Location"] == again.headers["Location"]
    assert Diagnosis.objects.count() == WorksheetResponse.objects.count() == 1


@pytest.mark.parametrize("left_open", ["opening", "design", "running", "hardest"])
def test_an_axis_left_open_is_asked_for_and_nothing_is_written(cast: Cast, left_open: str) -> None:
    make_worksheets()
    said = answer(cast, **{left_open: ""})
    assert said.status_code == 422
    assert "没有对错" in said.text
    assert not WorksheetResponse.objects.exists()


def test_the_path_leads_to_what_is_taught_and_has_one_next_step(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, slug="store-operation", title="店铺运营", lessons=["开店第一课", "开店第二课"])
    make_course(cast.college, slug="logistics", title="物流", lessons=["寄一箱货"])
    taken = make_diagnosis(cast.learner, hardest="other", links=["delivery"])
    browser = signed_in(cast.learner)
    page = browser.get(f"/learn/diagnosis/{taken.response.uuid}/").text
    assert page.count("button primary") == 1
    assert "寄一箱货" in page  # no module of this shop course is on the path, so the first lesson is the one of logistics
    assert "物流：怎么送到" in page
    assert course.page.title in page
    assert "还在写" in page


def test_what_is_done_is_said_and_passed_over(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, slug="logistics", lessons=["寄一箱货", "路上不坏"])
    operations.mark_lesson_done(make_enrolment(cast.learner, course), lessons_of(course)[0].lesson_key, now=NOW)
    taken = make_diagnosis(cast.learner, links=["delivery"])
    page = signed_in(cast.learner).get(f"/learn/diagnosis/{taken.response.uuid}/").text
    assert "路上不坏" in page
    assert "寄一箱货" not in page
    assert "学完 1 / 2 课" in page


def test_asked_again_it_shows_what_has_changed_and_keeps_the_first(cast: Cast) -> None:
    first = make_diagnosis(cast.learner, links=["delivery", "after"])
    later = make_diagnosis(cast.learner, opening="can", design="half", links=["after"])
    assert (later.number, Diagnosis.objects.get(number=1)) == (2, first)
    page = signed_in(cast.learner).get(f"/learn/diagnosis/{later.response.uuid}/").text
    assert "哪里变了" in page
    assert "<b>会了" in page
    assert re.search(r"比第一回多过了这几关：\s*(<[^>]+>)?物流", page)
    assert "哪里变了" not in signed_in(cast.learner).get(f"/learn/diagnosis/{first.response.uuid}/").text


def test_a_diagnosis_is_no_sheet_to_be_edited_or_listed(cast: Cast) -> None:
    taken = make_diagnosis(cast.learner)
    browser = signed_in(cast.learner)
    assert browser.get(f"/learn/worksheets/{taken.response.uuid}/").status_code == 404
    assert browser.get("/learn/worksheets/entry-diagnosis/").status_code == 404
    assert taken.response.title not in browser.get("/learn/worksheets/").text


def test_my_learning_offers_it_at_the_beginning_and_at_the_end(cast: Cast, home: HomePage) -> None:
    make_worksheets()
    browser = signed_in(cast.learner)
    assert "/learn/diagnosis/" in browser.get("/learn/").text
    make_diagnosis(cast.learner, now=NOW - timedelta(days=1))
    assert "/learn/diagnosis/" not in browser.get("/learn/").text
    finish_course(make_enrolment(cast.learner, make_course(cast.college)))
    assert "再答一遍" in browser.get("/learn/").text
    make_diagnosis(cast.learner, opening="can")
    assert "再答一遍" not in browser.get("/learn/").text


def test_the_class_teacher_sees_it_on_the_learners_page_and_nobody_elses(cast: Cast, home: HomePage) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    make_diagnosis(cast.learner, hardest="running")
    address = f"/classes/people/{cast.learner.public_id}/"
    page = signed_in(cast.teacher).get(address).text
    assert "从哪里学起" in page
    assert "经营管理和发展" in page
    assert signed_in(cast.other_trainer).get(address).status_code == 404


def test_the_path_costs_the_same_for_1_or_20_lessons(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college, slug="logistics", lessons=["一"])
    taken = make_diagnosis(cast.learner, links=["delivery"])
    browser = signed_in(cast.learner)

    def cost() -> int:
        browser.get(f"/learn/diagnosis/{taken.response.uuid}/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/learn/diagnosis/{taken.response.uuid}/")
        return len(asked)

    one = cost()
    module = lessons_of(course)[0].get_parent().specific
    for number in range(4):
        make_lesson(module, f"课 {number}")
        make_course(cast.college, slug=["fresh-produce", "customer-service", "promotion", "data-management"][number], lessons=["一"])
    assert cost() == one
