"""In the admin: an old lesson with three photos becomes a draft that only needs a look."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import PrivateFile
from cms.models import HomePage
from courses import operations
from courses.models import LessonPage, Licence, ModulePage, OldLessonUpload, Outline, Picture
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course
from tests.courses.old_files import markdown_lesson, photo, word_lesson


@pytest.fixture
def module(cast: Cast, home: HomePage) -> ModulePage:
    course = make_course(cast.college, lessons=["一"])
    make_course(cast.other_college)
    operations.seat_trainer(cast.trainer, cast.college)
    operations.seat_trainer(cast.other_trainer, cast.other_college)
    found: ModulePage = lessons_of(course)[0].get_parent().specific
    return found


def address(module: ModulePage) -> str:
    return reverse("courses_import", args=[module.pk])


def send(client: Client, module: ModulePage, content: bytes, name: str = "定价.docx") -> tuple[int, str, str]:
    answer = client.post(address(module), {"file": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.text, str((answer.context or {}).get("key", ""))


def test_an_old_lesson_with_three_photos_becomes_a_draft(module: ModulePage, cast: Cast) -> None:
    client = signed_in(cast.trainer)
    status, text, key = send(client, module, word_lesson())
    assert status == 200
    assert "3 张图片" in text
    assert "4 道练习题" in text
    assert "6 列" in text
    assert LessonPage.objects.count() == 4, "nothing is written before the author says so"
    assert not Picture.objects.exists()
    answer = client.post(address(module), {"key": key})
    again = client.post(address(module), {"key": key})
    assert answer.status_code == again.status_code == 302
    assert answer.headers["Location"] == again.headers["Location"]
    draft = LessonPage.objects.get(title="怎样给农产品定价")
    assert not draft.live
    assert draft.owner == cast.trainer
    assert draft.get_parent().pk == module.pk
    assert Outline.objects.count() == 2, "a draft compiles nothing"
    pictures = Picture.objects.all()
    assert len(pictures) == 3
    assert {(picture.licence, picture.source, picture.uploaded_by_user) for picture in pictures} == {
        (Licence.UNSTATED, "定价.docx", cast.trainer)
    }
    page = client.get(answer.headers["Location"]).text
    assert "还没写许可" in page
    shown = draft.get_latest_revision_as_object().make_preview_request().text
    assert shown.count("<picture") == 3
    assert shown.count("<fieldset") == 4


def test_the_draft_can_be_saved_as_it_is(module: ModulePage, cast: Cast) -> None:
    client = signed_in(cast.trainer)
    key = send(client, module, markdown_lesson(), "拍照.md")[2]
    client.post(address(module), {"key": key})
    draft = LessonPage.objects.get(title="拍照三招")
    draft.full_clean()
    draft.body.stream_block.clean(draft.body)
    draft.practice.stream_block.clean(draft.practice)
    assert draft.slug.startswith("lesson-")


def test_a_refused_file_is_said_and_nothing_is_written(module: ModulePage, cast: Cast) -> None:
    client = signed_in(cast.trainer)
    status, text, _ = send(client, module, photo().getvalue(), "照片.jpg")
    assert status == 422
    assert "都不是" in text
    assert send(client, module, b"", "空.docx")[0] == 422
    assert client.post(address(module), {}).status_code == 422
    assert LessonPage.objects.count() == 4


def test_a_file_waits_for_its_author_alone(module: ModulePage, cast: Cast) -> None:
    key = send(signed_in(cast.trainer), module, word_lesson())[2]
    colleague = cast.teacher
    operations.seat_trainer(colleague, cast.college)
    client = signed_in(colleague)
    for odd in (key, "nonsense", ""):
        answer = client.post(address(module), {"key": odd}, follow=True)
        assert "再选一次文件" in answer.text
    assert LessonPage.objects.count() == 4


def test_the_button_stands_at_ones_own_modules(module: ModulePage, cast: Cast) -> None:
    assert address(module) in signed_in(cast.trainer).get(reverse("wagtailadmin_explore", args=[module.pk])).text
    answer = signed_in(cast.other_trainer).get(reverse("wagtailadmin_explore", args=[module.pk]), follow=True)
    assert address(module) not in answer.text
    assert signed_in(cast.other_trainer).post(address(module), {"key": "x"}).status_code == 404


def test_a_file_that_waits_outlives_the_cache_and_is_erased_in_the_end(
    module: ModulePage, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = signed_in(cast.trainer)
    used, left = (send(browser, module, word_lesson())[2] for _ in range(2))
    cache.clear()
    files = [row.file for row in PrivateFile.objects.all()]
    assert all(file.storage.exists(str(file.name)) for file in files)
    assert len(files) == 2
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address(module), {"key": used})
    assert LessonPage.objects.filter(lesson_key=used).exists()
    assert [str(row.key) for row in OldLessonUpload.objects.all()] == [left]
    OldLessonUpload.objects.update(uploaded_at=now() - timedelta(minutes=61))
    assert "再选一次文件" in browser.post(address(module), {"key": left}, follow=True).text
    with django_capture_on_commit_callbacks(execute=True):
        operations.forget_old_lessons(now=now())
    assert not OldLessonUpload.objects.exists()
    assert not PrivateFile.objects.exists()
    assert not any(file.storage.exists(str(file.name)) for file in files)
