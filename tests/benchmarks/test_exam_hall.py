"""Sixteen people at their papers at once, on PostgreSQL and Redis. Prints; gates nothing.

Beside ours stand the figures of two peers at their best, measured before on two quiet cores: Moodle 4.5 with PHP-FPM, opcache,
persistent connections and PostgreSQL: 154 autosaves/s of 5 answers (63 statements each), 43 submits/s, and 995 statements,
300 CPU-ms and 85 kB for an attempt of 40 questions with a save for each; Kolibri 0.19: 85 saves/s.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.benchmarks.clients import CLIENTS, Figures, request_bytes, rush
from tests.benchmarks.exam_hall import Seat, exam_server, seats
from tests.benchmarks.shapes import stores, web
from tests.site import Site

pytestmark = pytest.mark.benchmark

type Make = Callable[[int, int], bytes]

MOODLE_SAVES, MOODLE_SUBMITS = 154, 43


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with exam_server(tmp_path_factory.mktemp("hall"), "miaopu_hall") as site:
        yield site


def post(seat: Seat, *answers: Sequence[object], **more: object) -> bytes:
    return request_bytes("POST", seat.address, cookies="", body=seat.message(*answers, **more))


def measured(site: Site, make: Make, *, seconds: float) -> Figures:
    return rush(site.port, make, seconds=seconds, servers=lambda: web(site), stores=lambda: stores(site))


def test_saves_and_submits(hall: Site, capsys: pytest.CaptureFixture[str]) -> None:
    sitting = seats(hall, CLIENTS)

    def save(count: int, first: int) -> Make:
        def make(client: int, number: int) -> bytes:
            seq = first + number * count
            return post(sitting[client], *([1 + (seq + step) % 40, seq + step, "abcd"[seq % 4], None] for step in range(count)))

        return make

    for count, first in ((1, 1), (5, 2000)):
        figures = measured(hall, save(count, first), seconds=3.0)
        with capsys.disabled():
            print(f"\nsaves of {count} · {figures} · {figures.per_second / MOODLE_SAVES:.1f} × Moodle's")

    waiting = seats(hall, 800)

    def submit(client: int, number: int) -> bytes:
        return post(waiting[(client + CLIENTS * number) % len(waiting)], empty=True, submit=True)

    figures = measured(hall, submit, seconds=1.5)
    with capsys.disabled():
        print(f"\nsubmits · {figures} · {figures.per_second / MOODLE_SUBMITS:.1f} × Moodle's")
