"""Going on is one tap from the first page, and what counts is said lesson by lesson."""

from datetime import timedelta
from functools import partial

from django.test import Client

from cms.models import HomePage
from courses import operations
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment
from tests.courses.test_queries import cost


def test_going_on_leads_to_the_next_lesson_of_the_course_worked_on_last(cast: Cast, home: HomePage) -> None:
    old, new = make_course(title="旧课"), make_course(title="新课")
    client = signed_in(cast.learner)
    assert client.get("/learn/go-on/").headers["Location"] == "/learn/"
    assert client.get("/learn/go-on.json").json() == {"url": None}
    make_enrolment(cast.learner, old)
    enrolment = make_enrolment(cast.learner, new)
    operations.mark_lesson_done(enrolment, lessons_of(new)[0].lesson_key, now=NOW + timedelta(hours=1))
    assert client.get("/learn/go-on/").headers["Location"] == lessons_of(new)[1].get_url()
    said = client.get("/learn/go-on.json").json()
    assert said["url"] == lessons_of(new)[1].get_url()
    assert lessons_of(new)[1].title in said["text"]
    assert said["line"] == "新课 · 1 / 3 课"
    assert client.get("/en/learn/go-on.json").json()["url"] == "/en" + lessons_of(new)[1].get_url()
    finish_course(enrolment)
    assert client.get("/learn/go-on/").headers["Location"] == lessons_of(old)[0].get_url()


def test_a_stranger_is_told_nothing_and_keeps_no_cookie(home: HomePage) -> None:
    client = Client()
    assert client.get("/learn/go-on.json").json() == {"url": None}
    assert not client.cookies


def test_the_first_page_is_the_same_for_everyone(cast: Cast, home: HomePage) -> None:
    make_enrolment(cast.learner, make_course())
    assert Client().get("/").content == signed_in(cast.learner).get("/").content


def test_what_counts_is_said_of_every_lesson(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    first, second, third = (lesson.lesson_key for lesson in lessons_of(course))
    operations.mark_lesson_done(enrolment, first, now=NOW)
    operations.retire_lesson(third, by=cast.trainer, now=NOW)
    text = signed_in(cast.learner).get(f"/learn/{course.key}/").text
    rows = text.split('<ul class="rows">')[1].split("</li>")
    assert "2026-09-01" in rows[0]
    assert "还要学" in rows[1]
    assert "不用学" in rows[2]
    assert "1 / 2" in text
    assert second


def test_what_counts_costs_the_same_for_1_or_20_lessons(cast: Cast, home: HomePage) -> None:
    client, counts = signed_in(cast.learner), []
    for many in (1, 20):
        course = make_course(lessons=[f"课 {number}" for number in range(many)])
        make_enrolment(cast.learner, course)
        counts.append([cost(partial(client.get, url)) for url in (f"/learn/{course.key}/", "/learn/go-on.json")])
    assert counts[0] == counts[1]
