"""The site's own public pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from cms.models import HomePage, TextPage
from cms.starter_parts import PARTS, load_parts
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(home: HomePage) -> TextPage:
    load_parts([part for part in PARTS if part.name == "about"], now=now(), say=lambda line: None)
    page: TextPage = TextPage.objects.get()
    return page


def test_the_about_page_is_loaded_once_and_never_over_an_editors_words(client: Client, about: TextPage) -> None:
    assert "由你决定" in client.get("/about/").content.decode()
    about.body = "<p>我们自己的话</p>"
    about.save_revision().publish()
    part = next(part for part in PARTS if part.name == "about")
    part.load(now())
    assert "我们自己的话" in client.get("/about/").content.decode()


def test_in_english_the_pages_of_text_are_english(client: Client, about: TextPage) -> None:
    assert "Your data are yours" in client.get("/en/about/").text
    assert "你的资料归你" not in client.get("/en/about/").text
    about.english_body = ""
    about.save_revision().publish()
    assert "你的资料归你" in client.get("/en/about/").text


@pytest.mark.parametrize("path", ["/", "/about/", "/en/", "/en/about/"])
def test_public_pages_hold_nothing_personal(cast: Cast, about: TextPage, path: str) -> None:
    stranger, person = Client().get(path), signed_in(cast.learner).get(path)
    assert stranger.content == person.content
    assert "Cookie" not in person.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in person.content.decode()


def test_every_address_in_the_frame_leads_somewhere(client: Client, about: TextPage) -> None:
    frame = (Path(settings.BASE_DIR) / "cms" / "templates" / "base.html").read_text()
    for path in set(re.findall(r"%}(/[a-z]+/)\"", frame)) - {"/courses/"}:  # courses: tests/courses/test_pages.py
        assert client.get(path).status_code in {200, 302}, path
