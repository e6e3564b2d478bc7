"""A picture or a recording that a lesson uses stays: in the admin in words, in the database in any case."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import override

from cms.models import HomePage
from courses import operations
from courses.models import LessonPage, Licence, MediaFile, MediaUse, Picture
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course
from tests.courses.media import mp4, opus, photo


def a_picture(cast: Cast, seed: int = 1, *, of: str = "college") -> Picture:
    organisation = getattr(cast, of)
    return operations.add_picture(
        photo(400, 300, seed=seed), title=f"图{seed}", licence=Licence.OWN, collection=operations.shelf_of(organisation), by=None
    )


def a_file(cast: Cast, content: bytes) -> MediaFile:
    return operations.add_media_file(
        content, title="一份", licence=Licence.OWN, collection=operations.shelf_of(cast.college), by=cast.trainer
    )


def piece(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def showing(picture: Picture) -> dict[str, Any]:
    return piece("picture", picture=picture.pk, alt="摊位", caption="")


@pytest.fixture
def lesson(cast: Cast, home: HomePage) -> LessonPage:
    found = lessons_of(make_course(cast.college, lessons=["摆摊"]))[0]
    operations.seat_trainer(cast.trainer, cast.college)
    return found


def write(lesson: LessonPage, *pieces: dict[str, Any], publish: bool = False, **more: Any) -> LessonPage:
    fresh: LessonPage = LessonPage.objects.get(pk=lesson.pk)
    fresh.body = list(pieces)
    for name, value in more.items():
        setattr(fresh, name, value)
    revision = fresh.save_revision()
    if publish:
        revision.publish()
    return fresh


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_what_a_lesson_shows_is_not_deleted_and_the_lesson_is_named(lesson: LessonPage, cast: Cast, publish: bool) -> None:
    picture, free = a_picture(cast), a_picture(cast, 2)
    write(lesson, showing(picture), publish=publish)
    browser = signed_in(cast.trainer)
    address = reverse("wagtailimages:delete", args=[picture.pk])
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 409
        assert "摆摊" in answer.text
    many = reverse("wagtail_bulk_action", args=["courses", "picture", "delete"]) + f"?id={picture.pk}&id={free.pk}"
    assert browser.post(many).status_code == 409
    assert browser.post(reverse("wagtailimages:delete_multiple", args=[picture.pk])).status_code == 409
    assert Picture.objects.count() == 2
    assert browser.post(reverse("wagtailimages:delete", args=[free.pk])).status_code == 302
    assert list(Picture.objects.all()) == [picture]


def test_the_database_holds_it_too(lesson: LessonPage, cast: Cast) -> None:
    picture = a_picture(cast)
    write(lesson, showing(picture))
    with pytest.raises(ProtectedError):
        Picture.objects.filter(pk=picture.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_past_django(picture)


def delete_past_django(picture: Picture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM courses_picturefile")
        cursor.execute("DELETE FROM courses_picture WHERE id = %s", [picture.pk])
    connection.check_constraints()


def test_sound_film_paper_and_the_own_reading_stay_as_well(lesson: LessonPage, cast: Cast) -> None:
    sound, film, paper, reading = (a_file(cast, content) for content in (opus(20), mp4(), b"%PDF-1.7\n%%EOF", opus(30)))
    poster = a_picture(cast)
    write(
        lesson,
        piece("audio", file=sound.pk, caption="", transcript=""),
        piece("video", file=film.pk, poster=poster.pk, caption="", transcript="先擦桌子"),
        piece("file", file=paper.pk, title="清单"),
        reading=reading,
    )
    browser = signed_in(cast.trainer)
    for file in (sound, film, paper, reading):
        assert browser.post(reverse("wagtaildocs:delete", args=[file.pk])).status_code == 409
        assert browser.post(reverse("wagtaildocs:delete_multiple", args=[file.pk])).status_code == 409
    assert browser.post(reverse("wagtailimages:delete", args=[poster.pk])).status_code == 409
    many = reverse("wagtail_bulk_action", args=["courses", "mediafile", "delete"]) + f"?id={paper.pk}"
    assert browser.post(many).status_code == 409
    assert MediaFile.objects.count() == 4


def test_a_draft_lets_go_and_what_was_published_does_not(lesson: LessonPage, cast: Cast) -> None:
    shown, tried = a_picture(cast), a_picture(cast, 2)
    write(lesson, showing(shown), publish=True)
    write(lesson, showing(shown), showing(tried))
    assert MediaUse.objects.count() == 2
    write(lesson, publish=True)
    browser = signed_in(cast.trainer)
    assert browser.post(reverse("wagtailimages:delete", args=[tried.pk])).status_code == 302
    assert browser.post(reverse("wagtailimages:delete", args=[shown.pk])).status_code == 409, "its earlier version may be asked for"


def test_lessons_of_others_are_counted_and_not_named(lesson: LessonPage, cast: Cast) -> None:
    other = lessons_of(make_course(cast.other_college, lessons=["别家的草稿"]))[0]
    picture, theirs = a_picture(cast), a_picture(cast, 2, of="other_college")
    write(other, showing(picture))
    browser = signed_in(cast.trainer)
    with override("en"):
        answer = browser.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert answer.status_code == 409
    assert "别家的草稿" not in answer.text
    assert browser.get(reverse("wagtailimages:delete", args=[theirs.pk])).status_code == 404


def test_what_stood_before_the_record_began_is_found(lesson: LessonPage, cast: Cast) -> None:
    live, drafted = a_picture(cast), a_picture(cast, 2)
    sound = a_file(cast, opus(20))
    write(lesson, showing(live), publish=True, reading=sound)
    write(lesson, showing(drafted), reading=None)
    before = set(MediaUse.objects.values_list("picture", "file", "was_published"))
    assert len(before) == 3
    MediaUse.objects.all().delete()
    import_module("courses.migrations.0022_what_lessons_use_already").note_what_stands(apps, None)
    assert set(MediaUse.objects.values_list("picture", "file", "was_published")) == before
