"""What lesson.js adds: answers judged at once, "done" without leaving, work that waits on the phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cms.models import HomePage
from courses.draft_links import seal_link
from courses.models import Course, EventKind, Inquiry, LearningEvent, LessonProgress, Note, RefusedEvent
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cookies_of(person: User, address: str) -> Any:
    """A browser's cookies, with the life that Django gives them, so that they outlast a phone's being switched off."""
    return [
        {"name": name, "value": morsel.value, "url": address, "expires": time() + int(morsel["max-age"] or 86_400)}
        for name, morsel in signed_in(person).cookies.items()
    ]


@contextmanager
def phone(address: str) -> Iterator[BrowserContext]:
    """A small screen. Rows are made before it is switched on and looked at after: Django and Playwright share no thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_context(viewport={"width": 360, "height": 740}, base_url=address)
        browser.close()


def ready(page: Page, url: str) -> None:
    """Opened, and the server has noted so."""
    with page.expect_response("**/events"):
        page.goto(url)


def waiting_for(page: Page, person: str) -> list[str]:
    """What one person did on this phone and still waits there."""
    kinds: list[str] = page.evaluate(
        "name => Miaopu.waiting().then(rows => rows.filter(row => row.name === name).map(row => row.event.kind))", person
    )
    return kinds


def wait_until_sent(page: Page, person: str) -> None:
    for _ in range(100):
        if not waiting_for(page, person):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the queue was not sent")


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    course = make_course()
    make_enrolment(cast.learner, course)
    return course


def test_answers_are_judged_on_the_spot_and_recorded(cast: Cast, course: Course, live_server: LiveServer) -> None:
    url, cookies = "/en" + lessons_of(course)[0].get_url(), cookies_of(cast.learner, live_server.url)
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        ready(page, url)
        single, multiple, _, numeric = page.locator("[data-question]").all()
        expect(single.locator("details")).to_be_hidden()
        single.locator(".choice").nth(0).click()
        expect(single.locator(".feedback")).to_have_text("Think again.")
        expect(single.locator("details")).to_be_visible()
        single.locator(".choice").nth(1).click()
        expect(single.locator(".feedback")).to_have_text("Right.油吃完还要买。")
        multiple.locator(".choice").nth(0).click()
        multiple.locator(".choice").nth(2).click()
        multiple.get_by_role("button").click()
        expect(multiple.locator(".feedback")).to_contain_text("Right.")
        numeric.locator("input").fill("５％")
        numeric.get_by_role("button").click()
        expect(numeric.locator(".feedback")).to_contain_text("Right.")
        wait_until_sent(page, "小禾")
    marks = LearningEvent.objects.filter(kind=EventKind.PRACTISED).order_by("pk").values_list("is_right", flat=True)
    assert list(marks) == [False, True, True, True]


def test_done_without_a_network_waits_and_is_sent_when_it_is_back(cast: Cast, course: Course, live_server: LiveServer) -> None:
    url, following, cookies = *[lesson.get_url() for lesson in lessons_of(course)[:2]], cookies_of(cast.learner, live_server.url)
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        ready(page, "/en" + url)
        context.set_offline(True)
        page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone")
        link = page.get_by_role("link", name="Next lesson")
        expect(link).to_have_attribute("href", "/en" + following)
        with page.expect_response("**/events"):
            context.set_offline(False)
        ready(page, "/en" + url)
        expect(page.locator("[data-state]")).to_have_text(" · done")
    assert LessonProgress.objects.get(done_at__isnull=False).lesson_key == lessons_of(course)[0].lesson_key


def test_on_a_shared_phone_nobody_sends_anothers_work(cast: Cast, course: Course, live_server: LiveServer) -> None:
    make_enrolment(cast.other_learner, course)
    url = "/en" + lessons_of(course)[0].get_url()
    first, second = (cookies_of(person, live_server.url) for person in (cast.learner, cast.other_learner))
    with phone(live_server.url) as context:
        context.add_cookies(first)
        page = context.new_page()
        ready(page, url)
        wait_until_sent(page, "小禾")
        # Chromium's emulated "offline" tells the page that sending failed, and sends all the same. This does not.
        context.route("**/events", lambda route: route.abort("internetdisconnected"))
        page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone")
        page.goto("about:blank")
        context.clear_cookies()
        context.add_cookies(second)
        context.unroute("**/events")
        ready(page, url)
        page.locator(".choice").nth(0).click()
        wait_until_sent(page, "阿松")
        assert "done" in waiting_for(page, "小禾")
    assert not LearningEvent.objects.filter(kind=EventKind.DONE).exists()
    assert LearningEvent.objects.get(kind=EventKind.PRACTISED).enrolment.learner == cast.other_learner


def test_who_signs_in_beside_an_open_lesson_gets_nothing_of_it(cast: Cast, course: Course, live_server: LiveServer) -> None:
    make_enrolment(cast.other_learner, course)
    url = "/en" + lessons_of(course)[0].get_url()
    first, second = (cookies_of(person, live_server.url) for person in (cast.learner, cast.other_learner))
    with phone(live_server.url) as context:
        context.add_cookies(first)
        page = context.new_page()
        ready(page, url)
        wait_until_sent(page, "小禾")
        context.clear_cookies()
        context.add_cookies(second)
        beside = context.new_page()
        ready(beside, url)
        with page.expect_response("**/state.json"):
            page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone")
        assert "done" in waiting_for(page, "小禾")
    assert not LearningEvent.objects.filter(kind=EventKind.DONE).exists()


def test_a_note_and_a_question_wait_without_a_signal_and_arrive_once(cast: Cast, course: Course, live_server: LiveServer) -> None:
    lesson = lessons_of(course)[0]
    url, cookies = "/en" + lesson.get_url(), cookies_of(cast.learner, live_server.url)
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        asked_for: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url))
        ready(page, url)
        assert not [address for address in asked_for if "note" in address]
        note, ask = page.locator("[data-write=noted]"), page.locator("[data-write=asked]")
        note.locator("summary").click()
        note.locator("textarea").fill("一斤不能低过三块")
        note.get_by_text("Bookmark this lesson").click()
        context.route("**/events", lambda route: route.abort("internetdisconnected"))
        note.get_by_role("button").click()
        expect(note.get_by_role("status")).to_contain_text("Kept on this phone for 小禾")
        ask.locator("summary").click()
        ask.locator("textarea").fill("毛利怎么算？")
        ask.get_by_role("button").click()
        expect(ask.get_by_role("status")).to_contain_text("Kept on this phone for 小禾")
        assert sorted(waiting_for(page, "小禾")) == ["asked", "bookmarked", "noted"]
        context.route("**/note.json", lambda route: route.abort("internetdisconnected"))
        page.goto(url)
        note.locator("summary").click()
        expect(note.locator("textarea")).to_have_value("一斤不能低过三块")
        expect(note.get_by_role("checkbox")).to_be_checked()
        context.unroute("**/events")
        context.unroute("**/note.json")
        ready(page, url)
        wait_until_sent(page, "小禾")
        page.goto(url)
        note.locator("summary").click()
        expect(note.locator("textarea")).to_have_value("一斤不能低过三块")
        note.locator("textarea").fill("一斤不能低过三块五")
        note.get_by_role("button").click()
        expect(note.get_by_role("status")).to_have_text("Kept in your notebook.")
    assert Note.objects.get().text == "一斤不能低过三块五"
    assert Note.objects.get().is_bookmarked
    assert Inquiry.objects.get().text == "毛利怎么算？"
    assert not Inquiry.objects.get().may_be_shown, "a tick that nobody set is no consent"


def test_on_a_shared_phone_nobody_reads_or_sends_anothers_note(cast: Cast, course: Course, live_server: LiveServer) -> None:
    make_enrolment(cast.other_learner, course)
    url = "/en" + lessons_of(course)[0].get_url()
    first, second = (cookies_of(person, live_server.url) for person in (cast.learner, cast.other_learner))
    with phone(live_server.url) as context:
        context.add_cookies(first)
        page = context.new_page()
        ready(page, url)
        wait_until_sent(page, "小禾")
        context.route("**/events", lambda route: route.abort("internetdisconnected"))
        note = page.locator("[data-write=noted]")
        note.locator("summary").click()
        note.locator("textarea").fill("小禾的话")
        note.get_by_role("button").click()
        expect(note.get_by_role("status")).to_contain_text("Kept on this phone for 小禾")
        page.goto("about:blank")
        context.clear_cookies()
        context.add_cookies(second)
        context.unroute("**/events")
        ready(page, url)
        with page.expect_response("**/note.json"):
            note.locator("summary").click()
        expect(note.locator("textarea")).to_have_value("")
        note.locator("textarea").fill("阿松的话")
        note.get_by_role("button").click()
        expect(note.get_by_role("status")).to_have_text("Kept in your notebook.")
        assert waiting_for(page, "小禾") == ["noted"]
    assert Note.objects.get().enrolment.learner == cast.other_learner
    assert Note.objects.get().text == "阿松的话"


def test_a_stranger_follows_the_plain_link_to_sign_in(course: Course, live_server: LiveServer) -> None:
    url = "/en" + lessons_of(course)[0].get_url()
    with phone(live_server.url) as context:
        page = context.new_page()
        with page.expect_response("**/state.json"):
            page.goto(url)
        page.get_by_role("link", name="I am done").click()
        page.wait_for_url("**/en/accounts/sign-in/?next=**")


def test_a_draft_on_a_phone_judges_practice_and_sends_nothing(cast: Cast, course: Course, live_server: LiveServer) -> None:
    lesson = lessons_of(course)[0]
    address = f"/en/drafts/{seal_link(lesson.pk, lesson.latest_revision_id, now=now())}/"
    cookies = cookies_of(cast.learner, live_server.url)
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        single = page.locator("[data-question]").first
        single.locator(".choice").nth(1).click()
        expect(single.locator(".feedback")).to_contain_text("Right.")
        assert not [url for url in asked if "/learn/" in url]
    assert not LearningEvent.objects.exists()


def test_a_note_that_was_refused_is_shown_whole_until_its_owner_has_seen_it(cast: Cast, course: Course, live_server: LiveServer) -> None:
    state_url, cookies = f"/learn/{course.key}/state.json", cookies_of(cast.learner, live_server.url)
    nowhere = str(uuid4())
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto("/en/learn/")
        page.evaluate(
            """([url, lesson]) => fetch(url, {credentials: 'same-origin'}).then(answer => answer.json())
              .then(state => Miaopu.add(state, 'noted', lesson, {text: '一斤不能低过三块'}))""",
            [state_url, nowhere],
        )
        page.reload()
        shown = page.locator("[data-waiting]")
        expect(shown).to_contain_text("could not be counted")
        expect(shown.locator("blockquote")).to_have_text("一斤不能低过三块")
        page.reload()
        expect(shown.locator("blockquote")).to_have_text("一斤不能低过三块")
        shown.get_by_role("button", name="I have seen it").click()
        expect(shown).to_be_hidden()
    assert RefusedEvent.objects.get().content["text"] == "一斤不能低过三块", "the server keeps it as well"
