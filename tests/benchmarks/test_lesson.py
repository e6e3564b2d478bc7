"""A lesson kept as bytes against the plain way of rendering it for each reader, in the same run. Prints; gates nothing."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from cms.models import HomePage
from tests.courses.factories import lessons_of, make_course

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
ROUNDS = 40


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def test_a_kept_lesson_against_rendering_it_each_time(client: Client, home: HomePage, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = lessons_of(make_course())[0]
    address = lesson.get_url()

    def ask() -> HttpResponse:
        return client.get(address)  # type: ignore[return-value]

    assert ask().status_code == 200
    kept, rendered = median_ms(ask), median_ms(lesson.render)
    tag = ask().headers["ETag"]
    unchanged = median_ms(lambda: client.get(address, headers={"if-none-match": tag}))
    with capsys.disabled():
        print(f"\nlesson: kept {kept:.1f} ms · unchanged {unchanged:.1f} ms · rendering on top {rendered:.1f} ms")
        print(f"        rendering / kept = {rendered / kept:.1f}; {len(ask().content)} bytes")
