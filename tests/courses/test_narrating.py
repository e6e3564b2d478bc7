"""Lessons read aloud: once for each text, the trainer's own voice first, nothing fetched before a tap."""

import re
import shutil
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cms.models import HomePage
from courses import operations
from courses.adapters import SpeechFailed
from courses.adapters.espeak import EspeakOpus
from courses.models import Course, LessonPage, Licence, Narration, OutlineLesson
from courses.operations import narrating
from courses.recordings import kept
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import lessons_of, make_course
from tests.courses.media import opus


class SilentVoice:
    """Says nothing, for a length that follows from the text; remembers what it was asked to say."""

    said: list[str] = []
    fails = False

    def missing(self) -> list[str]:
        return []

    def speak(self, text: str, language: str) -> bytes:
        if self.fails:
            raise SpeechFailed("no breath")
        self.said.append(text)
        return opus(len(text))


class MuteVoice(SilentVoice):
    def missing(self) -> list[str]:
        return ["espeak-ng"]


@pytest.fixture
def voice(settings: Settings) -> type[SilentVoice]:
    settings.TTS_BACKEND = f"{__name__}.SilentVoice"
    SilentVoice.said = []
    return SilentVoice


@pytest.fixture
def course(cast: Cast, home: HomePage, voice: Any) -> Course:
    return make_course(cast.college)


def narrate(**more: Any) -> int:
    return operations.narrate_missing(now=NOW, **more)


def test_lessons_are_read_once_and_some_at_a_time(course: Course, voice: type[SilentVoice]) -> None:
    assert narrate(at_most=2) == 2
    assert narrate() == 1
    assert narrate() == 0
    assert len(voice.said) == Narration.objects.count() == 3
    assert not OutlineLesson.objects.unread_aloud().exists()


def test_a_lesson_offers_the_sound_with_its_size_and_fetches_nothing(
    course: Course, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    lesson = lessons_of(course)[0]
    assert "<audio" not in client.get(lesson.url).text
    with django_capture_on_commit_callbacks(execute=True):
        narrate()
    text = client.get(lesson.url).text
    assert text == Client().get(lesson.url).text
    found = re.search(r'<audio controls preload="none" src="(/media/readings/[^"]+\.opus)"></audio>', text)
    assert found
    assert "听这一课" in text
    assert "机器朗读" in text
    sound = client.get(found[1])
    assert sound.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept(b"".join(sound)).kind == "audio"


def test_a_changed_text_is_read_anew_and_a_text_of_old_is_found_again(course: Course, voice: type[SilentVoice]) -> None:
    narrate()
    lesson = lessons_of(course)[0]
    before = lesson.body.raw_data
    lesson.body = [{"type": "note", "value": "换了一句。"}]
    lesson.save_revision().publish()
    assert OutlineLesson.objects.unread_aloud().get().page_id == lesson.pk
    assert narrate() == 1
    assert len(voice.said) == 4
    lesson.body = list(before)
    lesson.save_revision().publish()
    assert not OutlineLesson.objects.unread_aloud().exists()
    assert len(voice.said) == 4


def test_what_changed_while_it_was_read_does_not_get_the_old_sound(course: Course, voice: type[SilentVoice]) -> None:
    place = OutlineLesson.objects.select_related("outline").order_by("pk")[0]
    text = place.page.spoken()
    narration = narrating.write_down(text, opus(), now=NOW)
    page = LessonPage.objects.get(pk=place.page_id)
    page.body = [{"type": "note", "value": "换了一句。"}]
    page.save_revision().publish()
    narrating.attach(place, narration)
    place.refresh_from_db()
    assert place.narration is None


def test_a_voice_that_fails_holds_up_nothing(course: Course, voice: type[SilentVoice], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SilentVoice, "fails", True)
    assert narrate() == 0
    monkeypatch.setattr(SilentVoice, "fails", False)
    assert narrate() == 3


def test_without_the_programs_nothing_is_offered(course: Course, settings: Settings) -> None:
    settings.TTS_BACKEND = f"{__name__}.MuteVoice"
    assert narrate() == 0
    settings.TTS_BACKEND = ""
    assert narrate() == 0
    assert not Narration.objects.exists()


def test_the_trainers_own_reading_comes_first(cast: Cast, course: Course, client: Client, voice: type[SilentVoice]) -> None:
    shelf = operations.shelf_of(cast.college)
    own = operations.add_media_file(opus(125), title="陈老师念", licence=Licence.OWN, collection=shelf, by=cast.trainer)
    lesson = lessons_of(course)[0]
    lesson.reading = own
    lesson.save_revision().publish()
    assert narrate() == 2
    text = client.get(lesson.url).text
    assert f'src="{own.url}"' in text
    assert "机器朗读" not in text
    assert OutlineLesson.objects.get(page=lesson).sound_bytes == own.file_size


def test_a_kept_course_names_the_sounds_apart(course: Course, client: Client) -> None:
    narrate()
    cache.clear()
    package = client.get(reverse("courses:kept", args=[course.key])).json()
    assert len(package["sounds"]) == 3
    assert package["sound_bytes"] == sum(len(b"".join(client.get(address))) for address in package["sounds"])
    assert package["size_bytes"] == sum(place.size_bytes for place in OutlineLesson.objects.all())
    assert "data-sound" in client.get(course.page.url).text


def test_the_author_sees_how_far_it_is(cast: Cast, course: Course) -> None:
    operations.seat_trainer(cast.trainer, cast.college)
    browser = signed_in(cast.trainer)
    last = reverse("courses_review", args=[lessons_of(course)[2].pk])
    assert "前面还有 2 课" in browser.get(last).text
    narrate(at_most=1)
    assert "前面还有 1 课" in browser.get(last).text
    narrate()
    assert "机器朗读" in browser.get(last).text


@pytest.mark.skipif(bool(EspeakOpus().missing()), reason="needs espeak-ng and opus-tools")
def test_the_voice_of_the_house_speaks_chinese_small() -> None:
    sound = EspeakOpus().speak("来看的人里，有几个买了，就是转化率。\n一百个人来看，五个人买，转化率就是百分之五。", "zh-Hans")
    recording = kept(sound)
    assert recording.extension == "opus"
    assert recording.seconds is not None
    assert 5 <= recording.seconds <= 20
    assert len(sound) / recording.seconds < 2_000
    assert sound == EspeakOpus().speak("来看的人里，有几个买了，就是转化率。\n一百个人来看，五个人买，转化率就是百分之五。", "zh-Hans")


def test_the_voice_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert EspeakOpus().missing() == ["espeak-ng", "opus-tools"]
    monkeypatch.setattr("courses.adapters.espeak.SPEAK", ("no-such-program",))
    with pytest.raises(SpeechFailed):
        EspeakOpus().speak("你好", "zh-Hans")
