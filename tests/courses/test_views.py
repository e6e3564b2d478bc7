"""Learning over HTTP, without JavaScript and with its messages."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cms.models import HomePage
from courses.models import Course, Enrolment, LearningEvent
from courses.operations import MOST_EVENTS
from tests.cast import Cast, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment


def done_url(course: Course, place: int = 0) -> str:
    return f"/learn/{course.key}/{lessons_of(course)[place].lesson_key}/done/"


def post_events(client: Client, enrolment: Enrolment, *events: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/learn/{enrolment.pk}/events", json.dumps({"events": events}), content_type="application/json", headers=headers)


def event(course: Course, kind: str = "done", place: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": kind, "lesson": str(lessons_of(course)[place].lesson_key), **more}


def test_from_the_lesson_to_enrolling_to_done_to_the_next_lesson(cast: Cast, home: HomePage) -> None:
    course = make_course()
    client = signed_in(cast.learner)
    to_enrol = client.get(done_url(course))
    assert to_enrol.status_code == 302
    assert to_enrol.headers["Location"].startswith(f"/learn/{course.key}/enrol/?next=")
    asked = client.get(to_enrol.headers["Location"])
    assert asked.text.count("<form") == 1
    enrolled = client.post(to_enrol.headers["Location"])
    assert enrolled.headers["Location"] == done_url(course)
    assert client.get(done_url(course)).status_code == 200
    first = client.post(done_url(course))
    assert first.headers["Location"] == lessons_of(course)[1].get_url()
    client.post(done_url(course))
    assert LearningEvent.objects.count() == 1
    client.post(done_url(course, 1))
    last = client.post(done_url(course, 2))
    assert last.headers["Location"] == "/learn/"
    assert Enrolment.objects.completed().count() == 1


def test_a_stranger_reads_a_lesson_and_is_led_to_sign_in_when_done(client: Client, home: HomePage) -> None:
    course = make_course()
    assert client.get(lessons_of(course)[0].get_url()).status_code == 200
    answer = client.get(done_url(course))
    assert answer.headers["Location"] == f"/accounts/sign-in/?next={done_url(course)}"


def test_enrolling_without_a_wish_goes_to_the_first_lesson(cast: Cast, home: HomePage) -> None:
    course = make_course()
    client = signed_in(cast.learner)
    assert client.post(f"/learn/{course.key}/enrol/").headers["Location"] == lessons_of(course)[0].get_url()
    assert client.get(f"/en/learn/{course.key}/enrol/").headers["Location"] == "/en" + lessons_of(course)[0].get_url()


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_enrolling_leads_to_no_other_site(wish: str, cast: Cast, home: HomePage) -> None:
    course = make_course()
    answer = signed_in(cast.learner).post(f"/learn/{course.key}/enrol/", {"next": wish})
    assert answer.headers["Location"] == lessons_of(course)[0].get_url()


def test_looking_at_the_done_page_does_nothing(cast: Cast, home: HomePage) -> None:
    course = make_course()
    make_enrolment(cast.learner, course)
    signed_in(cast.learner).get(done_url(course))
    assert not LearningEvent.objects.exists()


@pytest.mark.parametrize("address", ["/learn/{0}/enrol/", "/learn/{0}/state.json", "/learn/{0}/{0}/done/"])
def test_what_is_not_there_is_404(address: str, cast: Cast, home: HomePage) -> None:
    assert signed_in(cast.learner).get(address.format(uuid4())).status_code == 404


def test_an_unpublished_course_takes_nobody_in(cast: Cast, home: HomePage) -> None:
    course = make_course()
    course.page.unpublish()
    assert signed_in(cast.learner).post(f"/learn/{course.key}/enrol/").status_code == 404


def test_a_stranger_asks_for_state_and_gets_no_session(client: Client, home: HomePage) -> None:
    answer = client.get(f"/learn/{make_course().key}/state.json")
    assert answer.json() == {
        "signed_in": False, "person": None, "name": "", "enrolment": None, "csrf": None,
        "done": [], "earned": 0, "possible": 0, "percent": 0, "next": None,
    }  # fmt: skip
    assert not answer.cookies
    assert not Session.objects.exists()
    assert "no-store" in answer.headers["Cache-Control"]


def test_state_says_where_i_stand_and_nothing_of_others(cast: Cast, home: HomePage) -> None:
    course = make_course()
    finish_course(make_enrolment(cast.other_learner, course))
    client = signed_in(cast.learner)
    before = client.get(f"/learn/{course.key}/state.json").json()
    assert (before["signed_in"], before["enrolment"], before["done"]) == (True, None, [])
    enrolment = make_enrolment(cast.learner, course)
    client.post(done_url(course))
    after = client.get(f"/learn/{course.key}/state.json").json()
    assert after["enrolment"] == enrolment.pk
    assert after["done"] == [str(lessons_of(course)[0].lesson_key)]
    assert (after["earned"], after["possible"], after["percent"]) == (1, 3, 33)
    assert after["next"] == lessons_of(course)[1].get_url()


def test_events_arrive_with_the_token_of_the_state_and_not_without(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.learner).cookies
    sent = event(course)
    assert post_events(client, enrolment, sent).status_code == 403
    token = client.get(f"/learn/{course.key}/state.json").json()["csrf"]
    answer = post_events(client, enrolment, sent, **{"X-CSRFToken": token})
    assert answer.json()["recorded"] == [sent["id"]]
    assert answer.json()["percent"] == 33


def test_events_sent_twice_count_once_and_foreign_ones_are_named(cast: Cast, home: HomePage) -> None:
    course, other = make_course(), make_course()
    enrolment = make_enrolment(cast.learner, course)
    client = signed_in(cast.learner)
    mine, foreign = event(course, at="2026-09-01T10:00:00+08:00"), event(other)
    for _ in range(2):
        answer = post_events(client, enrolment, mine, foreign).json()
        assert (answer["recorded"], answer["refused"]) == ([mine["id"]], {foreign["id"]: "这一课不在你的课程里。"})
    assert LearningEvent.objects.count() == 1


def test_one_event_that_cannot_be_read_holds_up_no_other(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    odd = [{"id": str(uuid4()), "kind": "guessed"}, event(course, "practised"), {"id": str(uuid4()), "kind": "done", "lesson": "x"}]
    mine = event(course)
    answer = post_events(signed_in(cast.learner), enrolment, *odd, mine).json()
    assert answer["recorded"] == [mine["id"]]
    assert set(answer["refused"]) == {sent["id"] for sent in odd}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '{"events": 1}',
        '{"events": [1]}',
        '{"events": [{"id": "x"}]}',
        '{"events": [{"id": 5, "kind": "done", "lesson": null}]}',
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(body: str, cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course())
    answer = signed_in(cast.learner).post(f"/learn/{enrolment.pk}/events", body, content_type="application/json")
    assert answer.status_code == 400
    assert not LearningEvent.objects.exists()


def test_too_much_at_once_is_refused(cast: Cast, home: HomePage) -> None:
    course = make_course()
    enrolment = make_enrolment(cast.learner, course)
    client = signed_in(cast.learner)
    one = event(course)
    assert post_events(client, enrolment, *[one] * (MOST_EVENTS + 1)).status_code == 413
    assert post_events(client, enrolment, event(course, "practised", question=str(uuid4()), answer="9" * 250_000)).status_code == 413


def test_a_trainer_sees_an_enrolment_but_cannot_learn_in_its_place(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    enrolment = make_enrolment(cast.learner, course)
    assert enrolment in Enrolment.objects.visible_to(cast.trainer)
    assert post_events(signed_in(cast.trainer), enrolment, event(course)).status_code == 404


def test_my_courses_show_what_to_go_on_with_first(cast: Cast, home: HomePage) -> None:
    finished, open_one = make_course(title="学完的"), make_course(title="在学的")
    finish_course(make_enrolment(cast.learner, finished))
    make_enrolment(cast.learner, open_one)
    text = signed_in(cast.learner).get("/learn/").text
    assert text.index("在学的") < text.index("学完的")
    assert text.count("button primary") == 1
    assert lessons_of(open_one)[0].get_url() in text


def test_without_courses_the_way_to_them_is_shown(cast: Cast, home: HomePage) -> None:
    assert 'href="/courses/"' in signed_in(cast.learner).get("/learn/").text
