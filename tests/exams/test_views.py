"""The pages of an exam, through HTTP: with the script's messages and without any script."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cms.models import HomePage
from exams.models import AnswerEvent, Attempt, Result
from exams.operations import grade_attempt, submit_attempt
from exams.tokens import AttemptToken
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import finish_course, make_course, make_enrolment
from tests.exams.every_kind import make_exam_of_every_kind
from tests.exams.factories import LAPTOP, answer, answer_all, content_of, make_attempt, make_exam, on_phone, position_of, wrong_answer

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The views' clock stands at NOW until a test moves it."""
    moment = [NOW]
    for module in ("choosing", "saving", "sitting"):
        monkeypatch.setattr(f"exams.views.{module}.now", lambda: moment[0])
    monkeypatch.setattr("exams.tasks.now", lambda: moment[0])

    def move(to: datetime) -> None:
        moment[0] = to

    return move


def address(name: str, attempt: Attempt) -> str:
    return reverse(f"exams:{name}", args=[attempt.uuid])


def sign_in(person: User) -> Client:
    """On the phone the attempts are begun on."""
    return on_phone(signed_in(person))


def send(attempt: Attempt, *answers: list[Any], lease: int = 1, **more: Any) -> Any:
    """What the script sends: it needs the pass alone, no cookie."""
    body = {"token": AttemptToken(attempt.pk, lease).signed(), "answers": list(answers)} | more
    return Client(enforce_csrf_checks=True).post(address("answers", attempt), json.dumps(body), content_type="application/json")


def fields(html: str) -> dict[str, list[str]]:
    """What a browser without JavaScript would send back from the paper."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"name": re.findall(r'name="([^"]*)"', tag)[0]}
        if attributes.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        found.setdefault(attributes["name"], []).append(attributes.get("value", "").replace("&quot;", '"'))
    return found


# --- the list and the rules --------------------------------------------------------------------


def test_the_list_says_for_each_exam_where_i_stand(cast: Cast, home: HomePage, clock: Callable[[datetime], None]) -> None:
    course = make_course(cast.college, title="店铺运营")
    make_exam(slug="closed-to-me", title="先学后考", requires_course=course)
    make_exam(slug="free", title="随时可考")
    make_exam(slug="not-open", title="还没开", opens_at=NOW + DAY)
    page = sign_in(cast.learner).get("/en/exams/").text
    assert "First finish the course “店铺运营”." in page
    assert "You can start" in page
    assert "还没开" not in page


def test_a_draft_is_seen_by_its_examiners_alone(cast: Cast) -> None:
    make_exam(slug="draft", published=False)
    assert sign_in(cast.trainer).get("/exams/draft/").status_code == 200
    for person in (cast.learner, cast.other_trainer, cast.officer):
        assert sign_in(person).get("/exams/draft/").status_code == 404


def test_the_exam_waits_for_its_course_and_opens_when_it_is_completed(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    make_exam(requires_course=course)
    client = sign_in(cast.learner)
    assert "Go to the course" in client.get("/en/exams/exam/").text
    client.post("/exams/exam/")
    assert not Attempt.objects.exists(), "the button is not there, and posting without it starts nothing"
    finish_course(make_enrolment(cast.learner, course))
    assert "Start the exam" in client.get("/en/exams/exam/").text
    client.post("/exams/exam/")
    assert Attempt.objects.get().institution == cast.college


def test_starting_leads_to_the_paper_and_twice_to_the_same_one(cast: Cast) -> None:
    make_exam()
    client = sign_in(cast.learner)
    first, again = client.post("/exams/exam/"), client.post("/exams/exam/")
    assert first.headers["Location"] == again.headers["Location"] == address("attempt", Attempt.objects.get())


def test_the_rules_are_said_in_plain_words(cast: Cast) -> None:
    make_exam(must_pass=60, max_attempts=3)
    page = sign_in(cast.learner).get("/en/exams/exam/").text
    for said in ("8, 40 points in all", "30 minutes from the moment", "60 % of the points", "at least 60 % in “诚信与质量”", "3 left"):
        assert said in page


# --- the paper ---------------------------------------------------------------------------------


def test_the_paper_holds_no_key_and_no_explanation(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    page = sign_in(cast.learner).get(address("attempt", attempt)).text
    for word in ("explanation", "tolerance", '"answer"', "digest", "correct"):
        assert word not in page
    checked = re.findall(r"<input[^>]* checked", page)
    assert not checked


def test_the_paper_is_light(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=5))
    page = sign_in(cast.learner).get(address("attempt", attempt))
    assert len(attempt.paper.slots) == 20
    assert len(page.content) < 40_000
    assert "no-store" in page.headers["Cache-Control"]


def test_answers_given_before_are_on_the_paper_again(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(count=6))
    client = sign_in(cast.learner)
    given = {"single": "c", "multiple": ["a", "b"], "true_false": True, "numeric": "６ %"}
    for seq, (kind, value) in enumerate(given.items(), start=1):
        answer(attempt, position_of(attempt, kind), value, seq=seq)
    sent = fields(client.get(address("attempt", attempt)).text)
    assert sent[f"q{position_of(attempt, 'single')}"] == ["c"]
    assert sorted(sent[f"q{position_of(attempt, 'multiple')}"]) == ["a", "b"]
    assert sent[f"q{position_of(attempt, 'true_false')}"] == ["true"]
    assert sent[f"q{position_of(attempt, 'numeric')}"] == ["６ %"]


def test_the_script_gets_a_receipt_for_every_answer_and_the_servers_time(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    here = position_of(attempt, "single")
    moment = int(NOW.timestamp() * 1000)
    answered = send(attempt, [here, 1, "b", moment], [here, 2, "z", moment])
    assert answered.headers["Content-Length"] == str(len(answered.content)), "nothing else says it on this short way"
    reply = answered.json()
    assert reply == {
        "kept": [1],
        "late": [],
        "refused": [[2, "unreadable"]],
        "last": 0,
        "now": moment,
        "deadline": moment + 30 * 60_000,
        "closed": False,
        "taken_over": False,
    }
    assert AnswerEvent.objects.get().claimed_at == NOW


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        "{",
        '{"answers": []}',
        '{"token": "%s", "answers": 5}',
        '{"token": "%s", "answers": [[1, 1, "a"]]}',
        '{"token": "%s", "answers": [[{}, 1, "a", null]]}',
        '{"token": "%s", "answers": [[1, 1, "a", 1e300]]}',
        '{"token": "%s", "answers": [[Infinity, 1, "a", null]]}',
        '{"token": "%s", "answers": [[1, 1, ' + "[" * 60_000 + "]" * 60_000 + ", null]]}",
        '{"token": "%s", "x": "' + "x" * 200_000 + '"}',
    ],
    ids=range(11),
)
def test_rubbish_from_a_script_is_refused_without_a_crash(cast: Cast, body: str) -> None:
    attempt = make_attempt(cast.learner)
    text = body.replace("%s", AttemptToken(attempt.pk, 1).signed())
    assert Client().post(address("answers", attempt), text, content_type="application/json").status_code in {400, 404}
    assert not AnswerEvent.objects.exists()


def test_a_pass_opens_one_paper_only_and_cannot_be_made_up(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    other = make_attempt(cast.other_learner, attempt.exam)
    good = AttemptToken(attempt.pk, 1).signed()
    bent = good[:-1] + ("A" if good[-1] != "A" else "B")
    for token in (bent, f"{other.pk}.1:{good.split(':')[1]}", "", 7, AttemptToken(10**9, 1).signed()):
        body = json.dumps({"token": token, "answers": [[1, 1, None, None]]})
        assert Client().post(address("answers", attempt), body, content_type="application/json").status_code == 404
    body = json.dumps({"token": good, "answers": [[1, 1, None, None]]})
    assert Client().post(address("answers", other), body, content_type="application/json").status_code == 404
    assert not AnswerEvent.objects.exists()


def test_saving_takes_two_statements_at_most_and_handing_in_one_more(cast: Cast) -> None:
    most = 1 if connection.vendor == "postgresql" else 2
    attempt = make_attempt(cast.learner, make_exam(count=5))
    send(attempt)
    batch = [[asked.position, number, wrong_answer(asked), None] for number, asked in enumerate(attempt.paper.slots, start=1)]
    for answers in (batch[:1], batch[1:5], batch[5:]):
        with CaptureQueriesContext(connection) as asked:
            assert len(send(attempt, *answers).json()["kept"]) == len(answers)
        assert len(statements(asked)) == most
    with CaptureQueriesContext(connection) as asked:
        last = [batch[0][0], 99, None, None]
        assert send(attempt, last, empty=True, submit=True).json()["closed"]
    assert len(statements(asked)) == most + 1


def statements(asked: CaptureQueriesContext) -> list[str]:
    """Without what opens and closes a transaction."""
    return [row["sql"] for row in asked.captured_queries if not row["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def test_the_device_that_was_left_is_told_so(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    laptop = on_phone(signed_in(cast.learner), LAPTOP)
    assert "This exam is open on another device" in laptop.get(f"/en{address('attempt', attempt)}").text
    assert "<fieldset" not in laptop.get(address("submit", attempt), follow=True).text
    laptop.post(address("answers", attempt), {"q1": "a", "was-1": "null"})
    assert not AnswerEvent.objects.exists(), "a form of a device that has no turn says nothing"
    laptop.post(address("take_over", attempt))
    assert "<fieldset" in laptop.get(address("attempt", attempt)).text
    assert send(attempt).json()["taken_over"]
    assert "This exam is open on another device" in sign_in(cast.learner).get(f"/en{address('attempt', attempt)}").text


# --- without JavaScript ------------------------------------------------------------------------


def test_without_javascript_the_whole_exam_can_be_sat(
    cast: Cast,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_exam()
    client = sign_in(cast.learner)
    paper = client.post("/en/exams/exam/", follow=True)
    attempt = Attempt.objects.get()
    data: dict[str, Any] = fields(paper.text) | {"action": "save"}
    for asked in attempt.paper.slots:
        key = content_of(asked).answer
        data[f"q{asked.position}"] = str(key).lower() if isinstance(key, bool) else key
    saved = client.post(f"/en{address('answers', attempt)}", data, follow=True)
    assert "Saved: 8 answers are with the server." in saved.text
    confirm = client.post(f"/en{address('answers', attempt)}", fields(saved.text) | {"action": "submit"}, follow=True)
    assert "All 8 questions are answered" in confirm.text
    with django_capture_on_commit_callbacks(execute=True):
        result = client.post(confirm.request["PATH_INFO"])
    assert "You have passed" in client.get(result.headers["Location"]).text
    assert AnswerEvent.objects.count() == 8, "sending the page unchanged writes nothing"


def test_handing_in_first_says_how_many_questions_are_unanswered(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    answer(attempt, position_of(attempt, "single"), "a")
    page = sign_in(cast.learner).get(f"/en{address('submit', attempt)}").text
    assert "7 questions are still unanswered" in page
    assert Attempt.objects.get().submitted_at is None, "looking is not handing in"


def test_an_old_tab_saved_over_http_blanks_nothing(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    client = sign_in(cast.learner)
    here = position_of(attempt, "single")
    old_tab = fields(client.get(address("attempt", attempt)).text)
    send(attempt, [here, 1, "d", None])
    client.post(address("answers", attempt), old_tab | {"action": "save"})
    assert fields(client.get(address("attempt", attempt)).text)[f"q{here}"] == ["d"]


# --- the end -----------------------------------------------------------------------------------


def test_after_the_deadline_the_paper_is_shut_and_after_the_late_window_it_is_closed(cast: Cast, clock: Callable[[datetime], None]) -> None:
    attempt = make_attempt(cast.learner)
    client = sign_in(cast.learner)
    clock(attempt.deadline + timedelta(seconds=30))
    assert "Time is up" in client.get(f"/en{address('attempt', attempt)}").text
    assert send(attempt, [1, 1, None, None]).json()["refused"] == [[1, "too_late"]]
    clock(attempt.accepts_until + timedelta(seconds=1))
    assert "All your answers are with us" in client.get(f"/en{address('attempt', attempt)}").text
    assert Attempt.objects.get().submitted_at == attempt.deadline


def fail(attempt: Attempt, **how: Any) -> None:
    answer_all(attempt, **how)
    submit_attempt(attempt, now=NOW)
    grade_attempt(attempt.pk, now=NOW)


def test_a_result_below_the_mark_says_what_to_look_at_and_when_to_come_back(cast: Cast) -> None:
    attempt = make_attempt(cast.learner)
    fail(attempt, right=False)
    page = sign_in(cast.learner).get(f"/en{address('attempt', attempt)}").text
    assert "Not passed this time" in page
    assert "You can sit again from 2026-09-02 17:00" in page
    assert "0 of 20 points" in page


def test_enough_points_without_the_topic_that_must_be_passed_is_explained(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam(must_pass=60, pass_percent=50))
    fail(attempt, wrong_topics=("honesty",))
    assert Result.objects.get().failed_must_pass == ["honesty"]
    page = sign_in(cast.learner).get(f"/en{address('attempt', attempt)}").text
    assert "Your total is enough. In “诚信与质量” at least 60 % is needed" in page


def test_a_weak_topic_leads_to_the_lessons_of_its_module(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    course.outline.lessons.update(module_slug="honesty")  # type: ignore[union-attr]
    finish_course(make_enrolment(cast.learner, course))
    attempt = make_attempt(cast.learner, make_exam(requires_course=course))
    fail(attempt, right=False)
    page = sign_in(cast.learner).get(address("attempt", attempt)).text
    assert course.outline.lessons.first().url in page  # type: ignore[union-attr]


def test_the_list_costs_the_same_for_1_or_20_exams(cast: Cast, home: HomePage) -> None:
    client = sign_in(cast.learner)
    course = make_course(cast.college)
    make_exam(slug="first", requires_course=course)
    make_attempt(cast.learner, make_exam(slug="second"))
    client.get("/exams/")
    with CaptureQueriesContext(connection) as few:
        client.get("/exams/")
    for number in range(18):
        exam = make_exam(slug=f"exam-{number}", requires_course=course if number % 2 else None)
        if number % 2 == 0:
            submit_attempt(make_attempt(cast.learner, exam), now=NOW)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/exams/")
    assert page.text.count("<article") == 20
    assert len(many) == len(few)


def test_paper_and_result_cost_the_same_for_4_or_20_questions(cast: Cast) -> None:
    client = sign_in(cast.learner)
    costs = []
    for slug, count in (("short", 1), ("long", 5)):
        attempt = make_attempt(cast.learner, make_exam(slug=slug, count=count))
        for asked in attempt.paper.slots:
            answer(attempt, asked.position, wrong_answer(asked), seq=asked.position)
        client.get(address("attempt", attempt))
        with CaptureQueriesContext(connection) as paper:
            client.get(address("attempt", attempt))
        submit_attempt(attempt, now=NOW)
        grade_attempt(attempt.pk, now=NOW)
        with CaptureQueriesContext(connection) as result:
            client.get(address("attempt", attempt))
        costs.append((len(paper), len(result)))
    assert costs[0] == costs[1]


def test_handing_in_names_what_is_only_partly_answered(cast: Cast) -> None:
    attempt = make_attempt(cast.learner, make_exam_of_every_kind())
    halves: dict[str, Any] = {"ordering": ["a", None, "b"], "matching": {"1": "a"}, "cloze": {"2": "5"}, "case": {"2": True}, "single": "b"}
    for seq, (kind, half) in enumerate(halves.items(), start=1):
        answer(attempt, position_of(attempt, kind), half, seq=seq)
    page = sign_in(cast.learner).get("/en" + address("submit", attempt)).text
    assert "5 questions are still unanswered" in page
    assert "4 questions are only partly answered" in page
    assert all(
        f'flag" href="{address("attempt", attempt)}#q{position_of(attempt, kind)}"'.replace('href="', 'href="/en') in page
        for kind in list(halves)[:4]
    )
