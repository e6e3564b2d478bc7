"""Only the text: an address of its own, the same bytes for everyone, where what weighs is a link with its size."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.defaultfilters import filesizeformat
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cms.models import HomePage
from courses import operations
from courses.models import LessonPage, Licence
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course
from tests.courses.media import mp4, opus, photo


@pytest.fixture
def lesson(cast: Cast, home: HomePage) -> LessonPage:
    """The second of three, with everything that weighs; its second picture far below."""
    shelf, whose = operations.shelf_of(cast.college), {"licence": Licence.OWN, "by": cast.trainer}
    pictures = [operations.add_picture(photo(400, 300, seed=seed), title="图", collection=shelf, **whose).pk for seed in (1, 2)]  # type: ignore[arg-type]
    sound, film = (operations.add_media_file(content, title="讲", collection=shelf, **whose) for content in (opus(), mp4()))  # type: ignore[arg-type]
    page = lessons_of(make_course(cast.college))[1]
    below: list[dict[str, Any]] = [{"type": "text", "value": "<p>往下看。</p>" * 300}]
    page.body = [
        {"type": "picture", "value": {"picture": pictures[0], "alt": "货架", "caption": ""}},
        {"type": "audio", "value": {"file": sound.pk, "caption": "", "transcript": ""}},
        {"type": "video", "value": {"file": film.pk, "poster": pictures[0], "caption": "", "transcript": "先擦桌子"}},
        *below,
        {"type": "picture", "value": {"picture": pictures[1], "alt": "柜台", "caption": ""}},
    ]
    page.reading = sound
    page.save_revision().publish()
    return page


def test_what_weighs_is_a_link_with_its_size(lesson: LessonPage, cast: Cast, client: Client) -> None:
    text = client.get(f"{lesson.url}?text").text
    assert not re.search(r"<(img|picture|audio|video|source)\b", text)
    links = re.findall(r'<a href="/media/[^"]+">[^<]+</a>.*?<figcaption class="label">[^<]*\d', text, re.DOTALL)
    assert len(links) == 5
    assert "先擦桌子" in text
    assert f" · {filesizeformat(lesson.places[1].text_bytes)}<" in text, "the weight without pictures"
    assert text == signed_in(cast.learner).get(f"{lesson.url}?text").text
    assert len(re.findall(r"<(?:img|audio|video)\b", client.get(lesson.url).text)) == 5


def test_the_choice_goes_along_from_lesson_to_lesson(lesson: LessonPage, client: Client) -> None:
    text = client.get(f"{lesson.url}?text").text
    course = client.get(f"{lesson.course_page.url}?text").text  # type: ignore[union-attr]
    before, after = (place.url for place in (lesson.places[0], lesson.places[2]))
    assert f'href="{before}?text"' in text
    assert f'data-next="{after}?text"' in text
    assert f'href="{lesson.course_page.url}?text"' in text  # type: ignore[union-attr]
    assert f'href="{lesson.url}?text"' in course
    assert f'href="{lesson.url}" data-all' in text
    assert 'href="?text"' in client.get(lesson.url).text


def test_it_costs_no_query_once_it_was_shown(lesson: LessonPage, client: Client, django_assert_num_queries: Any) -> None:
    address = f"{lesson.url}?text"
    first = client.get(address)
    with django_assert_num_queries(0):
        assert client.get(address).content == first.content
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "public" in first.headers["Cache-Control"]


@pytest.fixture
def phone() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 360, "height": 640}, service_workers="block")
        browser.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_phone_that_saves_data_fetches_no_picture_below(lesson: LessonPage, live_server: LiveServer, phone: Page) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    phone.route("**/media/**", lambda route: route.abort())
    phone.goto(f"{live_server.url}{lesson.url}")
    link = phone.locator("figure a", has_text="柜台")
    expect(link).to_have_attribute("href", re.compile("/media/pictures/"))
    assert not phone.locator("figure picture").count()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_choice_is_remembered_until_pictures_are_asked_for(lesson: LessonPage, live_server: LiveServer, phone: Page) -> None:
    address = f"{live_server.url}{lesson.url}"
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{address}?text")
    phone.goto(address)
    expect(phone).to_have_url(f"{address}?text")
    phone.locator("[data-all]").click()
    expect(phone).to_have_url(address)
    phone.reload()
    expect(phone).to_have_url(address)
    phone.locator("figure picture").last.scroll_into_view_if_needed()
    assert not [url for url in asked if "/files/" in url], "sound and video wait for a tap"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
