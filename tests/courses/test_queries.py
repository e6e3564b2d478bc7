"""Cost does not grow with rows: one course or lesson against twenty."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage
from courses.models import Enrolment
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
    make_course(lessons=["选品"] * 19, title="别的")
    assert client.get("/search/", {"q": "选品"}).text.count("<li>") == 20
    assert cost(lambda: client.get("/search/", {"q": "选品"})) == one


def test_a_kept_lesson_is_served_with_few_queries(client: Client, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    client.get(url)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    # Wagtail's way down six levels of the tree costs 12, view restrictions 2; ours are the course and the place.
    assert len(asked) <= 16
