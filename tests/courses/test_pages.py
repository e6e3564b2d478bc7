"""A course page is the same bytes for everyone, and says so to every cache on the way."""

import gzip

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import PageViewRestriction, Site

from cms.models import HomePage
from courses.models import CoursePage, LessonPage
from courses.serving import by_address, pages_changed
from tests.cast import Cast, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment

DIFFERS_BY_NATURE = {"Date", "X-Request-ID"}


def addresses() -> list[str]:
    course = make_course()
    page = CoursePage.objects.get(pk=course.page_id)
    module = lessons_of(course)[0].get_parent()
    found = [page.get_parent().get_parent(), page.get_parent(), page, module, *lessons_of(course)[:2]]
    return [each.get_url() for each in found]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_two_people_and_a_stranger_get_the_same_bytes(prefix: str, cast: Cast, home: HomePage) -> None:
    urls = [prefix + url for url in addresses()]
    course = make_course()
    finish_course(make_enrolment(cast.learner, course))
    urls += [prefix + lesson.get_url() for lesson in lessons_of(course)]
    visitors = [Client(), signed_in(cast.learner), signed_in(cast.trainer)]
    visitors[1].get("/accounts/")  # has a session, messages may be waiting
    for url in urls:
        answers = [visitor.get(url) for visitor in visitors]
        assert {answer.status_code for answer in answers} == {200}, url
        assert len({answer.content for answer in answers}) == 1, url
        assert len({tuple((k, v) for k, v in sorted(answer.headers.items()) if k not in DIFFERS_BY_NATURE) for answer in answers}) == 1, url


def test_nothing_personal_is_in_bytes_or_headers(cast: Cast, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    answer = signed_in(cast.learner).get(url)
    for word in ("csrf", "nonce", cast.learner.name, str(cast.learner.public_id), "messages", "sign-out", "wagtail-userbar"):
        assert word not in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in str(answer.headers)
    assert not answer.cookies
    assert "nonce" not in answer.headers["Content-Security-Policy"]


def test_who_has_the_bytes_is_told_so(client: Client, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    first = client.get(url)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_packed_bytes_are_the_same_page_under_an_etag_of_their_own(client: Client, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    plain, packed = client.get(url), client.get(url, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_what_is_published_shows_at_once(
    client: Client, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lesson = lessons_of(make_course())[0]
    client.get(lesson.get_parent().get_parent().get_url())
    before = client.get(lesson.get_url())
    lesson.title = "新的题目"
    lesson.save_revision()
    assert client.get(lesson.get_url()).content == before.content
    with django_capture_on_commit_callbacks(execute=True):
        lesson.get_latest_revision().publish()
    after = client.get(lesson.get_url(), headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "新的题目" in after.text
    assert "新的题目" in client.get(lesson.get_parent().get_parent().get_url()).text


def test_a_kept_page_costs_the_template_nothing(client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    url = lessons_of(make_course())[0].get_url()
    first = client.get(url)
    monkeypatch.setattr(LessonPage, "template", "no-such-template.html")
    pages_changed()
    assert client.get(url).content == first.content


def test_a_page_shown_before_is_found_by_its_address_without_a_query(
    cast: Cast, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = lessons_of(make_course())[0].get_url()
    client = signed_in(cast.learner)
    first = client.get(url)
    with django_assert_num_queries(0):
        again = client.get(url)
        unchanged = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert unchanged.status_code == 304


def test_a_page_taken_offline_or_moved_leaves_its_address_at_once(
    client: Client, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first, second = lessons_of(make_course())[:2]
    for lesson in (first, second):
        assert client.get(lesson.get_url()).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        first.unpublish()
    assert client.get(first.get_url()).status_code == 404
    module, was = second.get_parent(), second.get_url()
    other = lessons_of(make_course())[0].get_parent()
    second.slug = "elsewhere"
    with django_capture_on_commit_callbacks(execute=True):
        second.save_revision().publish()
        LessonPage.objects.get(pk=second.pk).move(other, pos="last-child")
    assert client.get(was).status_code == 404
    assert module.pk != other.pk


def test_what_asks_for_more_than_a_page_is_not_kept_by_address(client: Client, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    assert by_address(RequestFactory().get(url, {"page": "2"}), url)
    assert by_address(RequestFactory().get(url, {"utm_source": "x"}), url) is None
    assert by_address(RequestFactory().post(url), url) is None


def test_odd_page_numbers_fill_no_cache(client: Client, home: HomePage) -> None:
    make_course()
    plain = client.get("/courses/")
    for odd in ("x", "-1", "0", "１", "9" * 30):
        assert client.get("/courses/", {"page": odd}).content == plain.content


def test_only_the_frame_is_english_under_en(client: Client, home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    english = client.get("/en" + lesson.get_url())
    assert english.headers["Content-Language"] == "en"
    assert "I am done" in english.text
    assert "Lesson 1 of 3" in english.text
    assert lesson.title in english.text
    assert 'href="/en/courses/' in english.text


def test_a_lesson_shows_its_place_its_weight_and_its_questions(client: Client, home: HomePage) -> None:
    course = make_course()
    lesson = lessons_of(course)[1]
    text = client.get("/en" + lesson.get_url()).text
    assert "Lesson 2 of 3" in text
    assert "5 minutes" in text
    assert "KB" in text
    assert text.count("<fieldset") == 4
    assert text.count("See the answer") == 4
    assert f"/learn/{course.key}/{lesson.lesson_key}/done/" in text
    assert lessons_of(course)[0].get_url() in text


def test_a_preview_shows_a_draft_and_keeps_nothing(cast: Cast, home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    lesson.title = "草稿题目"
    answer = lesson.make_preview_request()
    assert "草稿题目" in answer.text
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_course_says_calmly_what_is_being_written(client: Client, home: HomePage) -> None:
    course = make_course(lessons=())
    page = CoursePage.objects.get(pk=course.page_id)
    page.planned = [{"type": "module", "value": {"title": "报表读法", "lessons": ["占比是怎么算的"]}}]
    page.save_revision().publish()
    text = client.get("/en" + page.get_url()).text
    assert "报表读法" in text
    assert "占比是怎么算的" in text
    assert "Start learning" not in text


def test_a_page_that_only_some_may_see_is_not_kept_by_its_address(cast: Cast, home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    inside = signed_in(cast.learner).get(lesson.get_url())
    assert inside.status_code == 200
    assert "private" in inside.headers["Cache-Control"]
    assert Client().get(lesson.get_url()).status_code == 302


def test_each_of_two_sites_shows_what_stands_below_its_own_first_page(home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    here, college = lesson.get_url(), lesson.get_parent().get_parent().get_parent()
    there = f"/{lesson.url_path.removeprefix(college.url_path)}"
    Site.objects.create(hostname="college.example", root_page=college)
    assert Client(SERVER_NAME="college.example").get(there).status_code == 200
    assert Client().get(here).status_code == 200
    cache.clear()
    assert Client().get(there).status_code == 404
    assert Client(SERVER_NAME="college.example").get(here).status_code == 404
