"""The paper in a real browser at 360 px: saved as one taps, kept without a network, handed in by itself."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from time import time
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accounts.models import User
from exams.models import AnswerEvent, Attempt, Exam
from exams.operations import Device, grade_attempt, load_questions, start_attempt, submit_attempt
from exams.standing import standing_answers
from exams.tokens import AttemptToken, read_token
from tests.browser.conftest import DESK, PHONE, Screen, open_screen
from tests.cast import make_organisation, make_person, signed_in
from tests.exams.factories import LAPTOP, answer, answer_all, make_exam, on_phone, position_of
from tests.exams.factories import PHONE as MY_PHONE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database_beside_playwright"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    _, context = open_screen(chromium, live_server.url, PHONE, base_url=live_server.url)
    yield context
    context.close()


@pytest.fixture
def learner() -> User:
    return make_person("小禾")


@pytest.fixture
def attempt(learner: User) -> Attempt:
    return begin(learner, make_exam(count=5))


def begin(learner: User, exam: Exam, *, begun: datetime | None = None) -> Attempt:
    """Begun on the phone that `enter` makes of a browser."""
    return start_attempt(learner, exam, now=begun or now(), seed=7, device=Device(MY_PHONE))


@pytest.fixture
def page(phone: BrowserContext, learner: User, attempt: Attempt) -> Page:
    return open_paper(phone, learner, attempt)


def enter(phone: BrowserContext, learner: User, *, device: UUID = MY_PHONE) -> None:
    session = signed_in(learner).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, "device": str(device)}
    phone.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies.items()])


def open_paper(phone: BrowserContext, learner: User, attempt: Attempt) -> Page:
    enter(phone, learner)
    page = phone.new_page()
    page.goto(f"/en/exams/attempts/{attempt.uuid}/")
    return page


def stands(attempt: Attempt) -> dict[int, Any]:
    return dict(standing_answers(event.as_event() for event in AnswerEvent.objects.filter(attempt=attempt)))


def look(page: Page, name: str) -> None:
    Screen(page, "").look(name)


def choose(page: Page, position: int, key: str) -> None:
    page.locator(f"#q{position} [value='{key}']").check()


def until(question: Callable[[], bool], page: Page, *, seconds: float = 10) -> None:
    """Ask the database until it says yes."""
    for _ in range(int(seconds * 10)):
        if question():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited in vain")


def test_a_tap_is_saved_without_a_button_and_survives_a_reload(page: Page, attempt: Attempt) -> None:
    one, many, figure = (position_of(attempt, kind) for kind in ("single", "multiple", "numeric"))
    choose(page, one, "b")
    choose(page, many, "a")
    choose(page, many, "c")
    page.locator(f"#q{figure} .input").fill("６ %")
    expect(page.locator("#saved")).to_have_text("Answers with the server: 3", timeout=8000)
    assert stands(attempt) == {one: "b", many: ["a", "c"], figure: "６ %"}
    assert page.locator(".sheet .done").count() == 3
    look(page, "exam-paper-answered")
    page.reload()
    expect(page.locator(f"#q{one} [value=b]")).to_be_checked()
    assert waiting(page) == 0


def waiting(page: Page) -> int:
    """How many changes the phone still keeps."""
    return int(page.evaluate("import('/static/exams/kept.js').then(kept => kept.waiting()).then(rows => rows.length)"))


def test_without_a_network_answers_stay_on_the_phone_and_go_out_when_it_is_back(
    phone: BrowserContext, page: Page, attempt: Attempt
) -> None:
    one, right = position_of(attempt, "single"), position_of(attempt, "true_false")
    choose(page, one, "a")
    expect(page.locator("#saved")).to_have_text("Answers with the server: 1", timeout=8000)
    phone.set_offline(True)
    choose(page, right, "true")
    expect(page.locator("#saved")).to_contain_text("No network, go on answering")
    expect(page.locator("#saved")).to_contain_text("On this phone: 1. With the server: 1")
    expect(page.locator("#banner")).to_be_visible()
    look(page, "exam-paper-offline")
    phone.set_offline(False)
    until(lambda: stands(attempt) == {one: "a", right: True}, page)
    expect(page.locator("#banner")).to_be_hidden()


def test_what_was_not_sent_before_a_crash_is_sent_by_the_next_visit(
    phone: BrowserContext, page: Page, learner: User, attempt: Attempt
) -> None:
    one = position_of(attempt, "single")
    page.route("**/answers", lambda route: route.abort())
    choose(page, one, "d")
    page.close()
    again = phone.new_page()
    again.goto(f"/en/exams/attempts/{attempt.uuid}/")
    expect(again.locator(f"#q{one} [value=d]")).to_be_checked()
    until(lambda: stands(attempt) == {one: "d"}, again)


def test_two_tabs_of_one_phone_share_one_order_of_answers(phone: BrowserContext, page: Page, learner: User, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    other = open_paper(phone, learner, attempt)
    for tab, key in ((page, "a"), (other, "b"), (page, "c")):
        tab.bring_to_front()
        choose(tab, one, key)
    until(lambda: stands(attempt) == {one: "c"}, page)
    page.wait_for_timeout(2500)
    assert stands(attempt) == {one: "c"}
    assert set(AnswerEvent.objects.values_list("lease", flat=True)) == {1}


def test_handing_in_waits_for_the_last_answer_and_asks_first(page: Page, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    choose(page, one, "b")
    page.locator("#hand-in").click()
    expect(page.locator("h1")).to_have_text("Hand in now?")
    assert stands(attempt) == {one: "b"}
    page.locator("button.primary").click()
    expect(page.locator("h1")).to_have_text("Not passed this time", timeout=10_000)


def test_handing_in_without_a_network_says_that_nothing_is_lost(phone: BrowserContext, page: Page, attempt: Attempt) -> None:
    choose(page, position_of(attempt, "single"), "b")
    phone.set_offline(True)
    page.locator("#hand-in").click()
    expect(page.locator("#banner")).to_contain_text("Your answers are kept on this phone")
    assert "submit" not in page.url


def test_at_the_deadline_the_paper_is_handed_in_by_itself_with_the_last_answer(phone: BrowserContext, learner: User) -> None:
    exam = make_exam(count=5)
    begun = begin(learner, exam, begun=now() - timedelta(minutes=30) + timedelta(seconds=6))
    page = open_paper(phone, learner, begun)
    one = position_of(begun, "single")
    page.wait_for_timeout(3500)
    choose(page, one, "b")
    expect(page.locator("h1")).to_have_text("Not passed this time", timeout=20_000)
    begun.refresh_from_db()
    assert begun.submitted_at == begun.deadline
    assert stands(begun) == {one: "b"}


def test_a_paper_handed_in_elsewhere_shows_its_result_here(page: Page, attempt: Attempt) -> None:
    on_phone(signed_in(attempt.learner)).post(f"/exams/attempts/{attempt.uuid}/submit/")
    choose(page, position_of(attempt, "single"), "b")
    expect(page.locator("h1")).to_have_text("Not passed this time", timeout=10_000)


def test_signed_out_in_the_meantime_answers_are_saved_all_the_same(phone: BrowserContext, page: Page, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    phone.clear_cookies()
    choose(page, one, "b")
    until(lambda: stands(attempt) == {one: "b"}, page)


def test_a_busy_server_is_asked_again_when_it_said(page: Page, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    turned_away: list[float] = []

    def busy(route: Route) -> None:
        if len(turned_away) < 2:
            turned_away.append(time())
            route.fulfill(status=503, headers={"Retry-After": "4"}, body="busy")
        else:
            turned_away.append(time())
            route.continue_()

    page.route("**/answers", busy)
    choose(page, one, "b")
    expect(page.locator("#banner")).to_contain_text("The server is busy", timeout=6000)
    until(lambda: stands(attempt) == {one: "b"}, page, seconds=20)
    assert min(later - earlier for earlier, later in pairwise(turned_away)) >= 4


def test_what_a_closed_tab_left_goes_out_from_the_page_of_exams(phone: BrowserContext, page: Page, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    page.route("**/answers", lambda route: route.abort())
    choose(page, one, "d")
    expect(page.locator("#banner")).to_be_visible()
    page.close()
    phone.new_page().goto("/en/exams/")
    until(lambda: stands(attempt) == {one: "d"}, phone.pages[0])


def test_another_device_takes_over_and_this_one_is_told(
    chromium: Browser, live_server: Any, page: Page, learner: User, attempt: Attempt
) -> None:
    one, other = position_of(attempt, "single"), position_of(attempt, "true_false")
    choose(page, one, "a")
    until(lambda: stands(attempt) == {one: "a"}, page)
    screen, laptop = open_screen(chromium, live_server.url, DESK, base_url=live_server.url)
    enter(laptop, learner, device=LAPTOP)
    screen.page.goto(f"/en/exams/attempts/{attempt.uuid}/")
    expect(screen.page.locator("h1")).to_have_text("This exam is open on another device")
    look(screen.page, "exam-on-another-device")
    screen.page.locator("button.primary").click()
    expect(screen.page.locator(f"#q{one} [value=a]")).to_be_checked()
    choose(screen.page, one, "c")
    until(lambda: stands(attempt) == {one: "c"}, screen.page)
    choose(page, other, "true")
    expect(page.locator("h1")).to_have_text("This exam is open on another device", timeout=10_000)
    assert stands(attempt) == {one: "c"}, "what the phone was given after the change does not count"
    laptop.close()


def test_the_rescue_file_holds_what_waits(phone: BrowserContext, page: Page, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    page.route("**/answers", lambda route: route.abort())
    choose(page, one, "b")
    button = page.locator("#rescue button")
    expect(button).to_be_visible(timeout=40_000)
    with page.expect_download() as download:
        button.click()
    file = json.loads(download.value.path().read_bytes())
    (token, answers), *rest = file["passes"].items()
    assert (read_token(token), rest) == (AttemptToken(attempt.pk, 1), [])
    assert [answer[:3] for answer in answers] == [[one, 1, "b"]]


def test_on_a_phone_that_keeps_nothing_answers_are_sent_all_the_same(phone: BrowserContext, learner: User, attempt: Attempt) -> None:
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('closed'); }})")
    page = open_paper(phone, learner, attempt)
    one = position_of(attempt, "single")
    choose(page, one, "a")
    choose(page, one, "b")
    until(lambda: stands(attempt) == {one: "b"}, page)


def test_an_answer_given_before_is_on_the_paper(phone: BrowserContext, learner: User, attempt: Attempt) -> None:
    one = position_of(attempt, "single")
    answer(attempt, one, "c", now=now())
    page = open_paper(phone, learner, attempt)
    expect(page.locator(f"#q{one} [value=c]")).to_be_checked()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_exam_page_fits_and_is_fit_for_everyone(chromium: Browser, live_server: Any, learner: User, size: dict[str, int]) -> None:
    college = make_organisation("seedling-college", "苗圃学堂")
    load_questions(settings.BASE_DIR / "cms" / "starter" / "questions", college, now=now())
    screen, context = open_screen(chromium, live_server.url, size)
    enter(context, learner)
    exam = Exam.objects.get()
    visit(screen, "/exams/", "exams")
    visit(screen, f"/exams/{exam.slug}/", "exam-rules")
    begun = begin(learner, exam)
    answer(begun, 1, None, now=now())
    visit(screen, f"/exams/attempts/{begun.uuid}/", "exam-paper")
    visit(screen, f"/exams/attempts/{begun.uuid}/submit/", "exam-hand-in")
    answer_all(begun, now=now(), wrong_topics=("honesty", "decorate"))
    submit_attempt(begun, now=now())
    visit(screen, f"/exams/attempts/{begun.uuid}/", "exam-being-marked")
    grade_attempt(begun.pk, now=now())
    visit(screen, f"/exams/attempts/{begun.uuid}/", "exam-result-not-passed")
    other = make_person("阿松")
    passed = begin(other, exam)
    answer_all(passed, now=now())
    submit_attempt(passed, now=now())
    grade_attempt(passed.pk, now=now())
    enter(context, other)
    visit(screen, f"/exams/attempts/{passed.uuid}/", "exam-result-passed")
    context.close()


def visit(screen: Screen, path: str, name: str) -> None:
    screen.go(path)
    screen.look(name)
