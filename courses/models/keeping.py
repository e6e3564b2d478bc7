"""A course as one package: what a phone must hold to study it without a network."""

import hashlib
from dataclasses import dataclass

from django.templatetags.static import static

from courses.models.learning import Course
from courses.models.pictures import pictures_in
from courses.serving import ASSETS, build


@dataclass(frozen=True)
class Package:
    """`size_bytes` is what travels for the lessons and their pictures; `digest` changes with any text, and with each release.

    Of each picture one file is named; the service worker shows it whichever file of the picture a page asks for.
    Sounds are for who ticks that they are wanted too; `sound_bytes` is what they cost beside the rest.
    """

    title: str
    pages: list[str]
    pictures: list[str]
    sounds: list[str]
    assets: list[str]
    size_bytes: int
    sound_bytes: int
    digest: str


def package_of(course: Course, language: str) -> Package:
    """The course's own page and every lesson of its outline that can be read now, in five queries."""
    lessons = list(course.outline.lessons.filter(page__live=True).select_related("page__reading", "narration")) if course.outline else []
    pages = [course.page.url, *(lesson.url for lesson in lessons)]
    pictures = [files.carried.url for picture in pictures_in(lesson.page for lesson in lessons) if (files := picture.for_phones())]
    named = [language, build(), course.compiled_at, course.page.latest_revision_id, *(lesson.page.latest_revision_id for lesson in lessons)]
    digest = hashlib.sha256("|".join(map(str, [*named, *pages, *pictures])).encode()).hexdigest()[:16]
    sounds = [sound.url for lesson in lessons if (sound := lesson.page.reading or lesson.narration)]
    return Package(
        title=course.page.title,
        pages=pages,
        pictures=pictures,
        sounds=sounds,
        assets=[static(name) for name in ASSETS],
        size_bytes=sum(lesson.size_bytes for lesson in lessons),
        sound_bytes=sum(lesson.sound_bytes for lesson in lessons),
        digest=digest,
    )
