"""A course kept on the phone: studied with no network at all, and what was done arrives once, for whom it belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings

from cms.models import HomePage
from courses import operations
from courses.models import Course, EventKind, LearningEvent, LessonProgress, Licence
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course, make_enrolment
from tests.courses.media import photo
from tests.courses.test_lesson_script import cookies_of, wait_until_sent, waiting_for
from tests.network import Network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def phone(folder: Path, network: Network) -> Iterator[BrowserContext]:
    """A phone with a memory of its own: closing it and opening it again finds what it kept."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox"],
            viewport={"width": 360, "height": 740},
            base_url=network.address,
        )
        yield context
        context.close()


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    course = make_course(title="选品与议价")
    make_enrolment(cast.learner, course)
    return course


def keep(page: Page, course_url: str) -> None:
    page.goto(course_url)
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("This course is on your phone")).to_be_visible(timeout=20_000)


def test_a_kept_course_is_studied_without_a_network_and_arrives_once(cast: Cast, course: Course, network: Network, tmp_path: Path) -> None:
    first, second, third = ("/en" + lesson.get_url() for lesson in lessons_of(course))
    course_url, cookies = "/en" + course.page.get_url(), cookies_of(cast.learner, network.address)
    with phone(tmp_path, network) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        with page.expect_response("**/events"):
            page.goto(first)
        keep(page, course_url)
        network.cut()
        page.goto(course_url)
        page.locator(f"a[href='{first}']").click()
        page.locator(".choice").nth(1).click()
        page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone for 小禾")
        page.get_by_role("link", name="Next lesson").click()
        expect(page).to_have_url(network.address + second)
        page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone for 小禾")
    assert not LearningEvent.objects.filter(kind=EventKind.DONE).exists()
    # The phone was off. It comes on again, still without a signal; then there is one.
    with phone(tmp_path, network) as context:
        page = context.new_page()
        page.goto(third)
        assert sorted(waiting_for(page, "小禾")).count("done") == 2
        page.goto(first)
        expect(page.locator("[data-state]")).to_have_text(" · done")
        page.goto("/en/road/")
        expect(page.get_by_role("heading", name="No signal here")).to_be_visible()
        expect(page.get_by_role("link", name="选品与议价")).to_be_visible()
        network.join()
        with page.expect_response("**/events"):
            page.goto(third)
        wait_until_sent(page, "小禾")
        page.reload()
    done = LearningEvent.objects.filter(kind=EventKind.DONE)
    assert done.count() == 2
    assert LessonProgress.objects.filter(done_at__isnull=False).count() == 2
    assert LearningEvent.objects.filter(kind=EventKind.PRACTISED, is_right=True).count() == 1
    assert all(event.claimed_at and event.claimed_at < event.received_at for event in done)


def test_two_people_on_one_phone_keep_apart(cast: Cast, course: Course, network: Network, tmp_path: Path) -> None:
    other = make_enrolment(cast.other_learner, course)
    url, me = "/en" + lessons_of(course)[0].get_url(), "/en/accounts/"
    first, second, again = (cookies_of(person, network.address) for person in (cast.learner, cast.other_learner, cast.learner))
    with phone(tmp_path, network) as context:
        context.add_cookies(first)
        page = context.new_page()
        with page.expect_response("**/events"):
            page.goto(url)
        context.route("**/events", lambda route: route.abort("internetdisconnected"))
        page.get_by_role("link", name="I am done").click()
        expect(page.locator("[data-note]")).to_contain_text("Kept on this phone for 小禾")
        page.goto(me)
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(network.address + "/")
        context.unroute("**/events")
        # Signed out: the view of 小禾 is gone from the phone, what she did is not.
        page.goto(url)
        assert page.evaluate("Miaopu.recall(location.pathname).then(found => found === undefined)")
        assert waiting_for(page, "小禾") == ["done"]
        context.add_cookies(second)
        with page.expect_response("**/events"):
            page.goto(url)
        wait_until_sent(page, "阿松")
        page.goto("/en/learn/")
        expect(page.get_by_text("小禾: 1 waiting")).to_be_visible()
        context.clear_cookies()
        context.add_cookies(again)
        page.goto("/en/learn/")
        wait_until_sent(page, "小禾")
    assert not other.lessons.filter(done_at__isnull=False).exists()
    assert LearningEvent.objects.get(kind=EventKind.DONE).enrolment.learner == cast.learner


def test_switched_off_the_worker_takes_itself_away(
    cast: Cast, course: Course, network: Network, tmp_path: Path, settings: Settings
) -> None:
    url, course_url = "/en" + lessons_of(course)[0].get_url(), "/en" + course.page.get_url()
    with phone(tmp_path, network) as context:
        page = context.new_page()
        keep(page, course_url)
        settings.SERVICE_WORKER = False
        page.goto(url)
        page.evaluate("navigator.serviceWorker.getRegistration().then(found => found && found.update())")
        page.wait_for_function("navigator.serviceWorker.getRegistration().then(found => !found)")
        page.wait_for_function("caches.keys().then(names => !names.some(name => name.startsWith('miaopu-')))")
        page.goto("about:blank")
        page.goto(url)
        assert page.evaluate("navigator.serviceWorker.controller === null")


def test_a_signal_that_breaks_off_while_keeping_leaves_nothing_half(course: Course, network: Network, tmp_path: Path) -> None:
    course_url, last = "/en" + course.page.get_url(), lessons_of(course)[-1].get_url()
    with phone(tmp_path, network) as context:
        page = context.new_page()
        page.goto(course_url)
        context.route(f"**{last}", lambda route: route.abort("internetdisconnected"))
        page.get_by_role("button", name="Keep on this phone").click()
        expect(page.get_by_text("so nothing was kept")).to_be_visible(timeout=20_000)
        assert page.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('miaopu-course-')).length)") == 0


def test_a_kept_lesson_shows_its_picture_without_a_network(cast: Cast, course: Course, network: Network, tmp_path: Path) -> None:
    shelf = operations.shelf_of(cast.college)
    picture = operations.add_picture(photo(800, 600), title="图", licence=Licence.OWN, collection=shelf, by=None)
    lesson = lessons_of(course)[0]
    lesson.body = [*lesson.body.raw_data, {"type": "picture", "value": {"picture": picture.pk, "alt": "货架", "caption": ""}}]
    lesson.save_revision().publish()
    width = "document.querySelector('figure img').scrollIntoView(), document.querySelector('figure img').naturalWidth"
    with phone(tmp_path, network) as context:
        page = context.new_page()
        keep(page, "/en" + course.page.get_url())
        network.cut()
        page.goto("/en" + lesson.get_url())
        page.wait_for_function(f"({width}) > 0")
        assert "/media/" in page.locator("figure img").evaluate("image => image.currentSrc")


def test_with_the_worker_on_a_kept_lesson_asks_the_server_for_page_and_state_only(
    cast: Cast, course: Course, network: Network, tmp_path: Path
) -> None:
    """Counted on the wire: what a service worker asks for cannot be seen from the page."""
    first, second, _ = ("/en" + lesson.get_url() for lesson in lessons_of(course))
    course_url, cookies = "/en" + course.page.get_url(), cookies_of(cast.learner, network.address)
    with phone(tmp_path, network) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        keep(page, course_url)
        with page.expect_response("**/state.json"):
            page.goto(first)
        assert page.evaluate("navigator.serviceWorker.controller !== null")
        network.requests.clear()
        with page.expect_response("**/state.json"):
            page.goto(second)
        page.wait_for_load_state("networkidle")
    asked = [line.split(" ")[1] for line in network.requests]
    # The page itself only when the browser's copy is older than five minutes.
    parts = [path.rsplit("/", 1)[1] for path in asked if path not in {second, "/sw.js"}]
    assert parts in (["state.json"], ["state.json", "events"]), asked  # events: that the first lesson was opened
