"""A picture: what may be uploaded, what is kept of it, and what it weighs on a phone."""

import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from PIL import Image, ImageFile
from wagtail.models import UploadedFile
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.models import HomePage
from courses import operations, pictures
from courses.models import LessonPage, Licence, OutlineLesson, Picture, PictureFile
from tests.cast import Cast, signed_in
from tests.courses.factories import lessons_of, make_course, make_institution_page
from tests.courses.media import bomb, noise, photo


@pytest.mark.parametrize("make", [photo, lambda: noise(500, 300), lambda: photo(400, 1800)], ids=["photo", "noise", "long"])
def test_every_file_for_a_phone_stays_within_the_budget(make: Any) -> None:
    files = list(pictures.for_phones(make()))
    assert {"webp", "jpeg"} <= {file.kind for file in files} <= set(pictures.kinds_for_phones())
    assert max(len(file.content) for file in files) <= pictures.BUDGET
    for file in files:
        with Image.open(io.BytesIO(file.content)) as shown:
            assert shown.size == (file.width, file.height)
            assert shown.width <= max(pictures.WIDTHS)
            assert shown.format == file.kind.upper()


def test_a_small_picture_is_not_blown_up_and_made_once() -> None:
    files = list(pictures.for_phones(photo(200, 150)))
    assert {(file.width, file.height) for file in files} == {(200, 150)}
    assert len(files) <= len(pictures.kinds_for_phones())


def test_what_is_kept_says_nothing_of_where_and_when() -> None:
    sent = photo(exif=True)
    with Image.open(io.BytesIO(sent)) as before:
        assert before.getexif().get_ifd(0x8825)
    kept = pictures.kept(sent)
    for file in [kept, *pictures.for_phones(kept.content)]:
        with Image.open(io.BytesIO(file.content)) as shown:
            assert not dict(shown.getexif())
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(shown.info)
        assert b"Zhongxing" not in file.content


def test_a_picture_stands_as_it_was_held() -> None:
    kept = pictures.kept(photo(800, 400, exif=True, orientation=6))
    assert (kept.width, kept.height) == (400, 800)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"GIF89a" + b"\0" * 40, "no picture"),
        (b"%PDF-1.7", "no picture"),
        (b"", "no picture"),
        (bomb(), "too many points"),
        (photo()[:3000], "damaged"),
        (b"\xff\xd8" + b"\0" * 20_000_000, "larger than 20 MB"),
    ],
    ids=["svg", "gif", "pdf", "empty", "bomb", "cut off", "too large"],
)
def test_what_is_no_picture_is_refused_in_plain_words(content: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with override("en"), pytest.raises(pictures.BadPicture, match=words):
        pictures.kept(content)


def add(cast: Cast, content: bytes | None = None, **more: Any) -> Picture:
    return operations.add_picture(
        content or photo(400, 300),
        collection=operations.shelf_of(cast.college),
        by=cast.trainer,
        **({"title": "直播间", "licence": Licence.OWN, "alt": "两个人在屋里直播"} | more),
    )


def test_the_same_picture_again_is_the_one_there_is(cast: Cast) -> None:
    first = add(cast)
    files = default_storage.listdir("original_images")[1]
    assert add(cast) == first
    assert Picture.objects.count() == 1
    assert first.renditions.count() in {4, 6}
    assert default_storage.listdir("original_images")[1] == files


def test_no_picture_without_a_licence(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add(cast, licence="")


def with_pictures(lesson: LessonPage, *shown: Picture) -> LessonPage:
    lesson.body = [
        *lesson.body.raw_data,
        *({"type": "picture", "value": {"picture": one.pk, "alt": "", "caption": "开播"}} for one in shown),
    ]
    lesson.save_revision().publish()
    fresh: LessonPage = LessonPage.objects.get(pk=lesson.pk)
    return fresh


def test_a_lesson_shows_a_picture_that_a_phone_can_choose_a_size_of(cast: Cast, home: HomePage, client: Client) -> None:
    lesson = with_pictures(lessons_of(make_course(cast.college))[0], add(cast), add(cast, photo(400, 300, seed=2)))
    text = client.get(lesson.url).text
    figures = re.findall(r"<figure>.*?</figure>", text)
    assert [("loading=" in figure) for figure in figures] == [False, True]
    assert 'alt="两个人在屋里直播"' in figures[0]
    assert 'width="400" height="300"' in figures[0]
    assert "KB" in figures[0]
    for kind in ("webp",):
        assert f'type="image/{kind}"' in figures[0]
    for address in set(re.findall(r"/media/[\w/.-]+", text)):
        response = client.get(address)
        content = response.getvalue()
        assert response.status_code == 200
        assert len(content) <= pictures.BUDGET
        assert response.headers["Content-Type"] in pictures.TYPES.values()
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_a_picture_that_is_gone_leaves_the_lesson_standing(cast: Cast, home: HomePage, client: Client) -> None:
    lesson = with_pictures(lessons_of(make_course(cast.college))[0], Picture(pk=add(cast).pk + 1))
    response = client.get(lesson.url)
    assert response.status_code == 200
    assert "<figure" not in response.text


def test_a_lesson_costs_the_same_for_1_and_8_pictures(cast: Cast, home: HomePage, client: Client) -> None:
    lesson = with_pictures(lessons_of(make_course(cast.college))[0], add(cast))

    def cost() -> int:
        cache.clear()
        client.get("/")  # what any visit asks once
        with CaptureQueriesContext(connection) as asked:
            assert client.get(lesson.url).status_code == 200
        return len(asked)

    one = cost()
    with_pictures(lesson, *(add(cast, photo(300, 200, seed=seed)) for seed in range(3, 10)))
    assert cost() == one


def test_only_files_of_lessons_are_served(cast: Cast, home: HomePage, client: Client) -> None:
    picture = add(cast)
    assert client.get(f"/media/{picture.file.name}").status_code == 404
    assert signed_in(cast.trainer).get(f"/media/{picture.file.name}").status_code == 404
    for path in ("pictures/../original_images/x.jpg", "pictures/none.webp", "pictures/", "../settings.py"):
        assert client.get(f"/media/{path}").status_code == 404
    thumbnail = picture.get_rendition("max-165x165")
    make_trainer(cast)
    assert client.get(thumbnail.url).status_code == 404
    assert signed_in(cast.trainer).get(thumbnail.url).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "size", "says"),
    [
        ("bytes=0-9", 206, 10, "bytes 0-9/"),
        ("bytes=100-", 206, None, "bytes 100-"),
        ("bytes=-7", 206, 7, None),
        ("bytes=99999999-", 416, 0, "bytes */"),
        ("bytes=5-2", 416, 0, "bytes */"),
        ("bytes=0-1,4-5", 200, None, None),
        ("bytes=x", 200, None, None),
    ],
)
def test_a_player_may_ask_for_a_part(cast: Cast, client: Client, asked: str, status: int, size: int | None, says: str | None) -> None:
    file = PictureFile.objects.filter(image=add(cast)).first()
    assert file
    response = client.get(file.url, headers={"Range": asked})
    content = response.getvalue()
    assert response.status_code == status
    assert size is None or len(content) == size
    assert says is None or response.headers["Content-Range"].startswith(says)
    with default_storage.open(file.file.name) as whole:
        if asked == "bytes=-7":
            assert content == whole.read()[-7:]
        if asked == "bytes=100-":
            assert content == whole.read()[100:]


def make_trainer(cast: Cast) -> Client:
    make_institution_page(cast.college)
    operations.seat_trainer(cast.trainer, cast.college)
    return signed_in(cast.trainer)


def test_an_author_uploads_through_the_admin_and_the_place_is_gone(cast: Cast, home: HomePage) -> None:
    """As browsers do it: the file first, then, since a licence is asked for, its words."""
    browser = make_trainer(cast)
    shelf = operations.shelf_of(cast.college)
    sent = SimpleUploadedFile("屋里.jpg", photo(exif=True), "image/jpeg")
    answer = browser.post(
        reverse("wagtailimages:add_multiple"), {"files[]": sent, "collection": shelf.pk}, headers={"X-Requested-With": "XMLHttpRequest"}
    ).json()
    assert answer["success"]
    assert not Picture.objects.exists()
    upload = UploadedFile.objects.get()
    prefix = f"uploaded-image-{upload.pk}"
    words = {f"{prefix}-title": "屋里", f"{prefix}-licence": "own", f"{prefix}-collection": shelf.pk, f"{prefix}-tags": ""}
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk])
    assert browser.post(address, words | {f"{prefix}-licence": ""}).json()["success"] is False
    assert browser.post(address, words).json()["success"]
    picture = Picture.objects.get()
    assert (picture.licence, picture.collection) == (Licence.OWN, shelf)
    assert not UploadedFile.objects.exists()
    for folder in ("original_images", f"pictures/{picture.file_hash[:20]}"):
        for name in default_storage.listdir(folder)[1]:
            with default_storage.open(f"{folder}/{name}") as file:
                assert b"Zhongxing" not in file.read()


def test_the_admin_refuses_what_is_no_picture(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    for name, content in (("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("x.svg", b"<svg/>"), ("bomb.png", bomb())):
        answer = browser.post(
            reverse("wagtailimages:add_multiple"),
            {"files[]": SimpleUploadedFile(name, content), "collection": operations.shelf_of(cast.college).pk},
        ).json()
        assert answer["success"] is False, name
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()


def test_an_author_sees_the_own_shelf_and_the_shared_one_and_no_other(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    make_institution_page(cast.other_college)
    mine = add(cast)
    shared = operations.add_picture(
        photo(400, 300, seed=2), title="公用的图", licence=Licence.CC0, collection=operations.shared_shelf(), by=None
    )
    other = operations.add_picture(
        photo(400, 300, seed=3),
        title="别家的图",
        licence=Licence.OWN,
        collection=operations.shelf_of(cast.other_college),
        by=cast.other_trainer,
    )
    chooser = browser.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    assert mine.title in chooser
    assert shared.title in chooser
    assert other.title not in chooser
    assert other.title not in browser.get(reverse("wagtailimages:index")).text
    assert browser.get(reverse("wagtailimages:edit", args=[mine.pk])).status_code == 200
    for picture in (shared, other):
        response = browser.get(reverse("wagtailimages:edit", args=[picture.pk]))
        assert response.status_code == 302, "Wagtail leads back to its first page"
        assert browser.post(reverse("wagtailimages:delete", args=[picture.pk])).status_code == 404
    assert Picture.objects.count() == 3
    chosen = browser.get(reverse("wagtailimages_chooser:chosen", args=[other.pk]))
    assert chosen.status_code == 302
    assert browser.get(reverse("wagtailimages_chooser:chosen", args=[mine.pk])).json()["result"]["title"] == mine.title


def test_a_number_typed_past_the_chooser_brings_no_picture_of_others(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    lesson = lessons_of(make_course(cast.college))[0]
    shelves = {
        "ours": operations.shelf_of(cast.college),
        "shared": operations.shared_shelf(),
        "theirs": operations.shelf_of(cast.other_college),
    }
    found = {
        name: operations.add_picture(photo(400, 300, seed=seed), title=name, licence=Licence.OWN, collection=shelf, by=None)
        for seed, (name, shelf) in enumerate(shelves.items(), start=5)
    }

    def save(*shown: Picture) -> bool:
        """Whether the editor took it: a draft with these pictures in it."""
        blocks = [("picture", {"picture": one.pk, "alt": "摊位", "caption": ""}) for one in shown]
        fields = {"title": lesson.title, "slug": lesson.slug, "minutes": 5, "comments": inline_formset([])}
        fields |= {"body": streamfield(blocks), "practice": streamfield([])}
        return browser.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), nested_form_data(fields)).status_code == 302

    assert save(found["ours"], found["shared"])
    assert not save(found["ours"], found["theirs"])
    with_pictures(LessonPage.objects.get(pk=lesson.pk), found["theirs"])
    assert save(found["theirs"]), "what a copied lesson brought along may stay"


def test_a_kept_course_takes_one_file_of_each_picture_and_says_the_weight_before(cast: Cast, home: HomePage, client: Client) -> None:
    course = make_course(cast.college)
    first, second, _ = lessons_of(course)
    plain = client.get(reverse("courses:kept", args=[course.key])).json()
    assert plain["pictures"] == []
    picture, other = add(cast), add(cast, photo(300, 200, seed=4))
    with_pictures(first, picture, other)
    with_pictures(second, picture)
    cache.clear()
    package = client.get(reverse("courses:kept", args=[course.key])).json()
    assert package["digest"] != plain["digest"]
    assert package["pictures"] == [one.for_phones().carried.url for one in (picture, other)]  # type: ignore[union-attr]
    places = OutlineLesson.objects.filter(outline__course=course).order_by("position")
    weights = [len(b"".join(client.get(address))) for address in package["pictures"]]
    assert [place.picture_bytes for place in places] == [sum(weights), weights[0], 0]
    for place in places:
        text = len(client.get(place.url, headers={"Accept-Encoding": "gzip"}).content)
        assert abs(place.size_bytes - place.picture_bytes - text) < 60, "the page states its own weight, which changes it a little"
    assert package["size_bytes"] == sum(place.size_bytes for place in places)
    assert filesizeformat(package["size_bytes"]) in client.get(course.page.url).text


def test_a_package_costs_the_same_for_1_and_8_pictures(cast: Cast, home: HomePage, client: Client) -> None:
    course = make_course(cast.college)
    address = reverse("courses:kept", args=[course.key])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    with_pictures(lessons_of(course)[0], add(cast))
    cost()
    one = cost()
    with_pictures(lessons_of(course)[1], *(add(cast, photo(300, 200, seed=seed)) for seed in range(3, 10)))
    assert cost() == one


def test_an_author_hears_what_the_pictures_weigh_and_when_it_is_too_much(cast: Cast, home: HomePage) -> None:
    browser = make_trainer(cast)
    lesson = with_pictures(lessons_of(make_course(cast.college))[0], add(cast))
    address = reverse("courses_review", args=[lesson.pk])
    assert "加图片" in (light := browser.get(address).text)
    assert "图片对弱网来说太重" not in light
    with_pictures(lesson, *(add(cast, noise(360 + seed, 300)) for seed in range(3)))
    assert "图片对弱网来说太重" in browser.get(address).text
