"""Sound, video and papers: what may be uploaded, what is kept of it, who sees it, and that nothing of it is fetched before a tap."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.models import UploadedFile

from cms.models import HomePage
from courses import operations, recordings
from courses.models import LessonPage, Licence, MediaFile
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course, make_institution_page
from tests.courses.media import mp3, mp4, opus, photo, zipped

DOCX, XLSX = zipped("[Content_Types].xml", "word/document.xml"), zipped("xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "kind", "extension", "seconds"),
    [
        (opus(65), "audio", "opus", 65),
        (mp3(90), "audio", "mp3", 90),
        (mp4(75), "video", "mp4", 75),
        (mp4(30).replace(b"vide", b"soun"), "audio", "m4a", 30),
        (b"%PDF-1.7 ...", "paper", "pdf", None),
        (DOCX, "paper", "docx", None),
        (XLSX, "paper", "xlsx", None),
    ],
    ids=["opus", "mp3", "mp4", "m4a", "pdf", "docx", "xlsx"],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: str, extension: str, seconds: int | None) -> None:
    kept = recordings.kept(content)
    assert (kept.kind, kept.extension, kept.seconds) == (kind, extension, seconds)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be used"),
        (b"<html><script>alert(1)</script>", "cannot be used"),
        (b"MZ\x90\0" * 200, "cannot be used"),
        (b"#!AMR\n" + bytes(500), "cannot be used"),
        (b"\xff\xfb\x90\x00" + bytes(100), "cannot be used"),
        (mp3(10)[:-100] + b"<script>" * 400, "cannot be used"),
        (photo(40, 30), "cannot be used"),
        (mp4(codec=b"hvc1"), "H.264"),
        (mp4()[:200], "damaged"),
        (mp4()[:16] + b"\xff\xff\xff\xff" + mp4()[20:], "damaged"),
        (zipped("a.exe"), "macros"),
        (zipped("word/document.xml", "word/vbaProject.bin"), "macros"),
        (zipped("word/document.xml", content=bytes(100_000_001)), "too large"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"%PDF-" + bytes(10_000_000), "larger than 10 MB"),
    ],
)
def test_what_phones_cannot_use_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with override("en"), pytest.raises(recordings.BadFile, match=words):
        recordings.kept(content)


def test_a_video_does_not_say_where_it_was_filmed() -> None:
    sent = mp4()
    kept = recordings.kept(sent).content
    assert b"+26.30" in sent
    assert b"+26.30" not in kept
    assert b"Zhongxing" not in kept
    assert len(kept) == len(sent), "nothing moves, so what points into the file still points right"
    assert kept[kept.index(b"mdat") :] == sent[sent.index(b"mdat") :]


def add(cast: Cast, content: bytes, **more: Any) -> MediaFile:
    words = {"title": "陈老师讲", "licence": Licence.OWN, "collection": operations.shelf_of(cast.college), "by": cast.trainer}
    return operations.add_media_file(content, **(words | more))


def test_the_same_recording_again_is_the_one_there_is(cast: Cast) -> None:
    first = add(cast, opus())
    assert add(cast, opus()) == first
    assert MediaFile.objects.count() == 1
    assert default_storage.exists(str(first.file.name))


def with_blocks(lesson: LessonPage, *blocks: dict[str, Any]) -> str:
    lesson.body = [*lesson.body.raw_data, *blocks]
    lesson.save_revision().publish()
    return str(Client().get(lesson.url).text)


def test_a_lesson_says_size_and_minutes_and_fetches_nothing_before_a_tap(cast: Cast, home: HomePage) -> None:
    sound, film, paper = add(cast, opus(185)), add(cast, mp4(75)), add(cast, DOCX, title="表")
    poster = operations.add_picture(photo(400, 300), title="图", licence=Licence.OWN, collection=sound.collection, by=None)
    text = with_blocks(
        lessons_of(make_course(cast.college))[0],
        {"type": "audio", "value": {"file": sound.pk, "caption": "陈老师讲一遍", "transcript": "大家好"}},
        {"type": "video", "value": {"file": film.pk, "poster": poster.pk, "caption": "", "transcript": "先擦桌子\n再摆货"}},
        {"type": "file", "value": {"file": paper.pk, "title": "选品表"}},
        {"type": "links", "value": {"title": "去哪里看", "links": [{"title": "村淘", "address": "https://example.cn/", "note": "官网"}]}},
    )
    assert re.search(r'<audio controls preload="none" src="/media/files/[^"]+\.opus"></audio>', text)
    assert "4 分钟" in text, "begun minutes count"
    video = re.search(r"<video [^>]+>", text)
    assert video
    assert 'preload="none"' in video[0]
    assert "autoplay" not in video[0]
    assert 'width="400" height="300"' in video[0]
    assert "2 分钟" in text
    assert "<p>先擦桌子" in text
    assert re.search(r'href="/media/files/[^"]+\.docx" download="选品表\.docx">选品表 · DOCX · ', text)
    assert '<a href="https://example.cn/" rel="noopener">村淘</a>' in text


def test_files_are_sent_as_what_they_are_and_papers_to_be_saved(cast: Cast, client: Client) -> None:
    for content, kind, disposition in (
        (opus(), "audio/ogg", "inline"),
        (mp4(), "video/mp4", "inline"),
        (b"%PDF-1.7", "application/pdf", "attachment"),
    ):
        response = client.get(add(cast, content).url)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind
        assert response.headers["Content-Disposition"].split(";")[0] == disposition
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        b"".join(response)


def test_wagtails_own_way_to_documents_by_number_is_gone() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtaildocs_serve", args=[1, "x.pdf"])
    assert Client().get("/documents/1/x.pdf").status_code == 404


def test_a_block_takes_only_its_own_kind(cast: Cast, home: HomePage) -> None:
    lesson = lessons_of(make_course(cast.college))[0]
    film = add(cast, mp4())
    lesson.body = [{"type": "audio", "value": {"file": film.pk, "caption": "", "transcript": ""}}]
    with pytest.raises(ValidationError):
        lesson.body.stream_block.clean(lesson.body)
    lesson.reading = film
    with pytest.raises(ValidationError) as refused:
        lesson.full_clean()
    assert "reading" in refused.value.message_dict


def test_a_video_needs_its_words(cast: Cast, home: HomePage) -> None:
    lesson = lessons_of(make_course(cast.college))[0]
    lesson.body = [{"type": "video", "value": {"file": add(cast, mp4()).pk, "poster": None, "caption": "", "transcript": ""}}]
    with pytest.raises(ValidationError) as refused:
        lesson.body.stream_block.clean(lesson.body)
    assert set(refused.value.block_errors[0].block_errors) == {"poster", "transcript"}  # type: ignore[attr-defined]


def make_trainer(cast: Cast) -> Client:
    make_institution_page(cast.college)
    operations.seat_trainer(cast.trainer, cast.college)
    return signed_in(cast.trainer)


def test_an_author_uploads_a_recording_through_the_admin(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    shelf = operations.shelf_of(cast.college)
    bad = SimpleUploadedFile("讲.mp3", b"<html>", "audio/mpeg")
    assert browser.post(reverse("wagtaildocs:add_multiple"), {"files[]": bad, "collection": shelf.pk}).json()["success"] is False
    sent = SimpleUploadedFile("拍.mp4", mp4(), "video/mp4")
    assert browser.post(reverse("wagtaildocs:add_multiple"), {"files[]": sent, "collection": shelf.pk}).json()["success"]
    upload = UploadedFile.objects.get()
    prefix = f"uploaded-document-{upload.pk}"
    words = {f"{prefix}-title": "拍一张", f"{prefix}-licence": "own", f"{prefix}-collection": shelf.pk, f"{prefix}-tags": ""}
    answer = browser.post(reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[upload.pk]), words).json()
    assert answer["success"], answer
    file = MediaFile.objects.get()
    assert (file.kind, file.seconds, file.collection) == ("video", 75, shelf)
    with default_storage.open(file.file.name) as kept:
        assert b"+26.30" not in kept.read()


def test_an_author_sees_the_own_shelf_and_the_shared_one_and_no_other(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    make_institution_page(cast.other_college)
    mine = add(cast, opus(10), title="自家的")
    shared = add(cast, opus(20), title="公用的", collection=operations.shared_shelf(), by=None)
    other = add(cast, opus(30), title="别家的", collection=operations.shelf_of(cast.other_college), by=cast.other_trainer)
    chooser = browser.get(reverse("wagtaildocs_chooser:choose")).json()["html"]
    assert mine.title in chooser
    assert shared.title in chooser
    assert other.title not in chooser
    assert other.title not in browser.get(reverse("wagtaildocs:index")).text
    assert browser.get(reverse("wagtaildocs:edit", args=[mine.pk])).status_code == 200
    for file in (shared, other):
        assert browser.get(reverse("wagtaildocs:edit", args=[file.pk])).status_code == 302
        assert browser.post(reverse("wagtaildocs:delete", args=[file.pk])).status_code == 404
    assert browser.get(reverse("wagtaildocs_chooser:chosen", args=[other.pk])).status_code in {302, 404}
    assert MediaFile.objects.count() == 3
