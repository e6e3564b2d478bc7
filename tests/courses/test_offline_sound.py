"""A course kept with its sound is listened to without a network: it really plays, and can be wound forward."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms.models import HomePage
from courses import operations
from courses.models import Course, Licence
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course
from tests.courses.media import tone
from tests.courses.test_offline import phone
from tests.network import Network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS = (12, 20)
"""Of the two lessons' readings: told apart by their length."""


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    """Two lessons, each read aloud."""
    course = make_course(cast.college, lessons=("听第一课", "听第二课"))
    for lesson, seconds in zip(lessons_of(course), SECONDS, strict=True):
        lesson.reading = operations.add_media_file(
            tone(seconds), title="朗读", licence=Licence.OWN, collection=operations.shelf_of(cast.college), by=cast.trainer
        )
        lesson.save_revision().publish()
    return Course.objects.select_related("outline").get(pk=course.pk)


def keep_with_sound(page: Page, course_url: str) -> None:
    page.goto(course_url)
    page.get_by_label("with sound").check()
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("This course is on your phone")).to_be_visible(timeout=20_000)


PLAY = """([sound, from]) => new Promise((heard, lost) => {
  sound.ontimeupdate = () => { if (sound.currentTime > from + 0.5) heard({at: sound.currentTime, length: sound.duration}); };
  sound.onerror = () => lost(new Error('the player gave up: ' + sound.error.message));
  if (from) sound.currentTime = from;
  sound.play().catch(lost);
})"""


def play(page: Page, *, start: float = 0) -> dict[str, Any]:
    """Press play and listen half a second. Chromium plays in its own time, also on a machine without a loudspeaker."""
    heard: dict[str, Any] = page.locator("audio").evaluate(f"(sound, from) => ({PLAY})([sound, from])", start)
    return heard


def test_the_sound_of_a_kept_course_plays_without_a_network(course: Course, network: Network, tmp_path: Path) -> None:
    first, second = ("/en" + lesson.get_url() for lesson in lessons_of(course))
    course_url = "/en" + course.page.get_url()
    with phone(tmp_path, network) as context:
        keep_with_sound(context.new_page(), course_url)
    network.cut()
    with phone(tmp_path, network) as context:
        page = context.new_page()
        for address, seconds in zip((first, second), SECONDS, strict=True):
            page.goto(address)
            heard = play(page)
            assert heard["at"] > 0.5
            assert heard["length"] == pytest.approx(seconds, abs=0.1)
            forward = play(page, start=seconds - 3)
            assert seconds - 3 < forward["at"] < seconds
        source = page.locator("audio").evaluate("sound => sound.currentSrc")
        whole = page.evaluate(ASK, [source, None])
        assert whole["status"] == 200
        size = whole["length"]
        for asked, answered in {
            "bytes=0-": (206, f"bytes 0-{size - 1}/{size}", size),
            "bytes=10-19": (206, f"bytes 10-19/{size}", 10),
            f"bytes=10-{size + 500}": (206, f"bytes 10-{size - 1}/{size}", size - 10),
            "bytes=-7": (206, f"bytes {size - 7}-{size - 1}/{size}", 7),
            f"bytes={size}-": (416, f"bytes */{size}", 0),
        }.items():
            part = page.evaluate(ASK, [source, asked])
            assert (part["status"], part["range"], part["length"]) == answered, asked


ASK = """([address, range]) => fetch(address, {headers: range ? {Range: range} : {}}).then(answer =>
  answer.arrayBuffer().then(all => ({status: answer.status, range: answer.headers.get('Content-Range'), length: all.byteLength})))"""


def test_without_the_tick_no_sound_is_kept(course: Course, network: Network, tmp_path: Path) -> None:
    first, course_url = "/en" + lessons_of(course)[0].get_url(), "/en" + course.page.get_url()
    with phone(tmp_path, network) as context:
        page = context.new_page()
        page.goto(course_url)
        page.get_by_role("button", name="Keep on this phone").click()
        expect(page.get_by_text("This course is on your phone")).to_be_visible(timeout=20_000)
        network.cut()
        page.goto(first)
        with pytest.raises(Exception, match=r"no supported source|gave up"):
            play(page)
