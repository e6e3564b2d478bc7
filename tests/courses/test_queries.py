"""Cost does not grow with rows: one course or lesson against twenty."""

import json
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage
from courses.models import Enrolment, LessonPage
from courses.models.overview import with_progress
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment, make_lesson


def cost(visit: Callable[[], object]) -> int:
    visit()  # what is asked once per process (content types, site paths) is not counted
    cache.clear()
    visit()
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        visit()
    return len(asked)


@pytest.mark.parametrize("url", ["/courses/", "/courses/seedling-college/"])
def test_the_list_of_courses(url: str, client: Client, home: HomePage) -> None:
    make_course(lessons=["一"])
    one = cost(lambda: client.get(url))
    for _ in range(19):
        make_course(lessons=["一"])
    cache.clear()
    assert client.get(url).text.count("<article") == 20
    assert cost(lambda: client.get(url)) == one


def test_a_course_and_its_lessons(client: Client, home: HomePage) -> None:
    course = make_course(lessons=["一"])
    lesson = lessons_of(course)[0]
    urls = [course.page.get_url(), lesson.get_url(), lesson.get_parent().get_url()]
    one = [cost(partial(client.get, url)) for url in urls]
    for number in range(19):
        make_lesson(lesson.get_parent().specific, f"课 {number}")
    assert [cost(partial(client.get, url)) for url in urls] == one


def test_my_courses(cast: Cast, home: HomePage) -> None:
    client = signed_in(cast.learner)
    make_enrolment(cast.learner, make_course(lessons=["一"]))
    one = cost(lambda: client.get("/learn/"))
    for _ in range(19):
        make_enrolment(cast.learner, make_course(lessons=["一", "二"]))
    assert client.get("/learn/").text.count("<article") == 20
    assert cost(lambda: client.get("/learn/")) == one
    assert len(with_progress(Enrolment.objects.all())) == 20


def test_state_and_done(cast: Cast, home: HomePage) -> None:
    client = signed_in(cast.learner)
    short, long = make_course(lessons=["一"]), make_course(lessons=[f"课 {number}" for number in range(20)])
    counts = []
    for course in (short, long):
        make_enrolment(cast.learner, course)
        done = f"/learn/{course.key}/{lessons_of(course)[0].lesson_key}/done/"
        counts.append([cost(partial(client.get, f"/learn/{course.key}/state.json")), cost(partial(client.get, done))])
    assert counts[0] == counts[1]


def test_search(client: Client, home: HomePage) -> None:
    make_course(lessons=["选品"], title="一门课")
    one = cost(lambda: client.get("/search/", {"q": "选品"}))
    make_course(lessons=["选品"] * 14, title="别的")
    assert client.get("/search/", {"q": "选品"}).text.count("<li>") == 10
    assert cost(lambda: client.get("/search/", {"q": "选品"})) == one


def statements(visit: Callable[[], object]) -> int:
    """What is asked of the database, beside the borders of transactions."""
    with CaptureQueriesContext(connection) as asked:
        visit()
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in asked.captured_queries)


def test_a_lesson_costs_four_statements_once_and_none_after(cast: Cast, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    client = signed_in(cast.learner)
    client.get(url)
    cache.clear()
    client.get("/healthz")
    assert statements(lambda: client.get(url)) <= 4
    assert statements(lambda: client.get(url)) == 0


def test_a_closed_page_elsewhere_costs_a_lesson_two_statements(cast: Cast, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    make_course(title="另一门课").page.view_restrictions.create(restriction_type="login")
    client = signed_in(cast.learner)
    client.get(url)
    cache.clear()
    client.get("/healthz")
    assert statements(lambda: client.get(url)) <= 6


def test_state_costs_three_statements_and_an_ordinary_report_four(cast: Cast, home: HomePage) -> None:
    course = make_course(lessons=[f"课 {number}" for number in range(20)])
    enrolment = make_enrolment(cast.learner, course)
    client = signed_in(cast.learner)
    first, second = lessons_of(course)[:2]
    question = next(block for block in first.practice if block.block_type == "single")
    client.get("/learn/")  # the session is in the cache from the first visit on

    def report(*events: dict[str, object]) -> None:
        body = {"events": [{"id": str(uuid4()), **event} for event in events]}
        answer = client.post(f"/learn/{enrolment.pk}/events", json.dumps(body), "application/json")
        assert len(answer.json()["recorded"]) == len(events)

    def about(kind: str, lesson: LessonPage = first) -> dict[str, object]:
        return {"kind": kind, "lesson": str(lesson.lesson_key)}

    practised = about("practised") | {"question": question.id, "answer": 1}
    assert statements(lambda: client.get(f"/learn/{course.key}/state.json")) <= 3
    assert statements(lambda: report(about("opened"))) <= 4
    report(practised)  # the right answers of a lesson are read once
    assert statements(lambda: report(practised)) <= 4
    assert statements(lambda: report(about("done"))) <= 4
    assert statements(lambda: report(about("opened", second), about("done", second))) <= 4
