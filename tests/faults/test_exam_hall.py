"""An exam hall while everything under it is killed in turn: no acknowledged answer is missing from the marks.

The phones do what the paper's script does: they keep each change, send it until its number is acknowledged, and hand in. CI runs a
small hall; `FAULT_PEOPLE=200 FAULT_ROUNDS=50 make faults ARGS="-k exam_hall -s"` runs the large one.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.benchmarks.exam_hall import Seat, seats
from tests.benchmarks.shapes import web
from tests.faults.servers import Cluster, Redis, own_servers
from tests.site import Site, running_site, wait_for

pytestmark = pytest.mark.faults

PEOPLE = int(os.environ.get("FAULT_PEOPLE", "20"))
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "4"))
QUESTIONS = 40

LOOK = """
import json
from exams.models import AnswerEvent, Attempt, QuestionVersion, Result
found = {}
for attempt in Attempt.objects.filter(exam__slug__startswith="hall").select_related("paper"):
    result = Result.objects.filter(attempt=attempt).order_by("-number").first()
    keys = QuestionVersion.objects.in_bulk([slot.version for slot in attempt.paper.slots])
    found[str(attempt.uuid)] = {
        "log": {event.seq: [event.position, event.answer] for event in AnswerEvent.objects.filter(attempt=attempt)},
        "keys": {slot.position: keys[slot.version].checked.answer for slot in attempt.paper.slots},
        "marks": {int(position): mark[0] for position, mark in result.marks.items()} if result else None,
    }
print("found:" + json.dumps(found))
"""


@dataclass
class Phone:
    """One person's phone: what it was told is kept, and nothing else, is in `kept`."""

    seat: Seat
    port: int
    chance: random.Random
    kept: dict[int, list[object]] = field(default_factory=dict)
    waiting: dict[int, list[object]] = field(default_factory=dict)
    seq: int = 0
    failures: int = 0

    def work(self, until: threading.Event) -> None:
        while not until.is_set():
            self.seq += 1
            self.waiting[self.seq] = [self.chance.randint(1, QUESTIONS), self.chance.choice("abcd")]
            self.send()
            time.sleep(self.chance.uniform(0.2, 1.0))
        while self.waiting or not self.send(submit=True, empty=True):
            if self.waiting and not self.send():
                time.sleep(0.5)

    def send(self, **more: bool) -> bool:
        answers = [[position, seq, answer, None] for seq, (position, answer) in self.waiting.items()]
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("POST", self.seat.address, self.seat.message(*answers, **more), {"Content-Type": "application/json"})
            response = connection.getresponse()
            reply = json.loads(response.read()) if response.status == http.HTTPStatus.OK else None
            connection.close()
        except (OSError, http.client.HTTPException, ValueError):
            reply = None
        if reply is None:
            self.failures += 1
            return False
        for seq in reply["kept"]:
            self.kept[seq] = self.waiting.pop(seq)
        assert not reply["refused"], reply
        return True


def kill_something(number: int, site: Site, cluster: Cluster, redis: Redis) -> str:
    """One fault, and the thing started again where nothing else does it."""
    what = ("web worker", "task worker", "redis", "postgresql")[number % 4]
    match what:
        case "web worker":
            os.kill(web(site)[-1], signal.SIGKILL)
        case "task worker":
            os.kill(site.children()["worker"], signal.SIGKILL)
        case "redis":
            redis.kill()
            time.sleep(1)
            redis.start()
        case "postgresql":
            cluster.kill()
            time.sleep(1)
            cluster.start()
    return what


def test_no_acknowledged_answer_is_lost_whatever_is_killed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with own_servers(tmp_path / "servers") as (cluster, redis):
        shape = {
            "DATABASE_URL": cluster.url,
            "CACHE_URL": f"{redis.url}/1",
            "CELERY_BROKER_URL": f"{redis.url}/0",
            "WEB_WORKERS": "2",
            "SWEEP_SECONDS": "5",
        }
        with running_site(tmp_path / "site", None, prepare_first=True, **shape) as site:
            phones = [Phone(seat, site.port, random.Random(number)) for number, seat in enumerate(seats(site, PEOPLE))]
            done = threading.Event()
            threads = [threading.Thread(target=phone.work, args=(done,)) for phone in phones]
            for thread in threads:
                thread.start()
            for number in range(ROUNDS):
                time.sleep(4)
                kill_something(number, site, cluster, redis)
                wait_for(site.answers, seconds=60, what="the site after a kill")
            time.sleep(4)
            done.set()
            for thread in threads:
                thread.join(180)
            assert not any(thread.is_alive() for thread in threads)
            found = wait_for(lambda: all_marked(site), seconds=120, what="every mark")
            count = sum(check(phone, found[phone.seat.attempt]) for phone in phones)
            failures = sum(phone.failures for phone in phones)
    with capsys.disabled():
        print(f"\n{PEOPLE} people, {ROUNDS} kills: {count} acknowledged answers, all marked; {failures} messages had to be sent again")
    assert count > PEOPLE * ROUNDS
    assert failures, "nothing was felt of the kills: the test proves nothing"


def all_marked(site: Site) -> dict[str, dict[str, dict[str, object]]] | None:
    found = json.loads(site.manage("shell", "-c", LOOK).split("found:")[1])
    return found if all(one["marks"] is not None for one in found.values()) else None


def check(phone: Phone, found: dict[str, dict[str, object]]) -> int:
    """Every acknowledged answer is in the log, and the last of each question decided its marks. How many there were."""
    assert {seq: list(row) for seq, row in phone.kept.items()} == {int(seq): row for seq, row in found["log"].items()}
    last = {row[0]: row[1] for _, row in sorted(phone.kept.items())}
    right = {str(position) for position, answer in last.items() if answer == found["keys"][str(position)]}
    assert {position for position, points in found["marks"].items() if points != "0.00"} == right
    return len(phone.kept)
