"""A draft on the author's own phone: one page, for a day, until the next draft."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cms.models import HomePage
from courses import operations
from courses.draft_links import OPEN_FOR, NotALink, read_link, seal_link
from courses.models import LearningEvent, LessonPage
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import lessons_of, make_course


@pytest.fixture
def lesson(cast: Cast, home: HomePage) -> LessonPage:
    found = lessons_of(make_course(cast.college))[0]
    operations.seat_trainer(cast.trainer, cast.college)
    found.title = "草稿题目"
    found.save_revision(user=cast.trainer)
    draft: LessonPage = LessonPage.objects.get(pk=found.pk)
    return draft


def link_of(lesson: LessonPage) -> str:
    return reverse("courses:draft", args=[seal_link(lesson.pk, lesson.latest_revision_id, now=now())])


def test_a_link_says_what_it_opens_and_until_when() -> None:
    link = read_link(seal_link(7, 9, now=NOW))
    assert (link.page, link.revision) == (7, 9)
    assert not link.is_over(NOW + OPEN_FOR)
    assert link.is_over(NOW + OPEN_FOR + timedelta(seconds=1))


@pytest.mark.parametrize("odd", ["", "7-9-1", "7-9-1.x", Signer(sep=".").sign("7-9-1"), seal_link(7, 9, now=NOW).replace("7-", "8-", 1)])
def test_what_is_not_ours_is_no_link(odd: str) -> None:
    with pytest.raises(NotALink):
        read_link(odd)


def test_the_code_leads_a_phone_without_an_account_to_the_draft(lesson: LessonPage, cast: Cast, client: Client) -> None:
    page = signed_in(cast.trainer).get(reverse("courses_phone", args=[lesson.pk]))
    assert "<svg" in page.text
    answer = client.get(page.context["address"])
    assert answer.status_code == 200
    assert "草稿题目" in answer.text
    assert "草稿题目" not in client.get(lesson.get_url()).text
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies
    for word in ("csrf", cast.trainer.name):
        assert word not in answer.text


def test_it_is_the_public_page_with_practice_but_nothing_is_counted(lesson: LessonPage, client: Client) -> None:
    draft, public = client.get(link_of(lesson)).text, client.get(lesson.get_url()).text
    for text in (draft, public):
        assert text.count("<fieldset") == 4
        assert "courses/lesson.js" in text
    assert "/done/" in public
    assert "/done/" not in draft
    assert "queue.js" not in draft
    assert not LearningEvent.objects.exists()


def test_a_new_draft_or_a_day_ends_it_in_plain_words(lesson: LessonPage, client: Client) -> None:
    address = link_of(lesson)
    old = reverse("courses:draft", args=[seal_link(lesson.pk, lesson.latest_revision_id, now=now() - OPEN_FOR - timedelta(minutes=1))])
    assert client.get(old).status_code == 410
    lesson.title = "又一稿"
    lesson.save_revision()
    answer = client.get(address)
    assert answer.status_code == 410
    assert "这个链接已经过期" in answer.text
    assert "又一稿" not in answer.text
    assert client.get(address[:-3] + "aaa/").status_code == 404


def test_a_deleted_lesson_is_not_there(lesson: LessonPage, client: Client) -> None:
    gone = lesson.pk + 1000
    assert client.get(reverse("courses:draft", args=[seal_link(gone, 1, now=now())])).status_code == 404


def test_the_preview_begins_at_the_width_of_a_phone(lesson: LessonPage, cast: Cast) -> None:
    assert lesson.preview_sizes[0]["device_width"] == 360
    assert lesson.default_preview_size == lesson.preview_sizes[0]["name"]
    page = signed_in(cast.trainer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
    assert 'data-device-width="360"' in page


def test_the_preview_is_the_public_page_in_its_course(lesson: LessonPage, cast: Cast) -> None:
    module = lesson.get_parent().specific
    fresh = LessonPage(title="刚开始写", locale=module.locale, path=module.get_last_child()._inc_path(), depth=module.depth + 1)
    for draft in (lesson.get_latest_revision_as_object(), fresh):
        shown = draft.make_preview_request().text
        assert module.get_parent().title in shown
        assert draft.title in shown
        assert "不计入进度" in shown
