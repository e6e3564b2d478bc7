"""Sixteen signed-in learners at once, against the site as it is run. Prints; gates nothing.

"lessons" of the shape without any cache are rendered anew each time; "looked up" are found in the tree and kept as bytes.
Beside our figures stand those of two peers, measured before on two quiet cores with the same lesson (836 characters and a
picture): Moodle 4.5 with PHP-FPM, opcache and PostgreSQL 52 lessons/s; Kolibri 0.19 139 progress saves/s from one client.
"""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import sleep
from uuid import uuid4

import psycopg
import pytest
import redis

from tests.benchmarks.clients import CLIENTS, Figures, processor_seconds, request_bytes, rush
from tests.site import Site, running_site, wait_for

pytestmark = pytest.mark.benchmark

LESSON = "/courses/seedling-college/store-operation/know-ecommerce/seven-links/"
MOODLE_LESSONS, KOLIBRI_SAVES = 52, 139
SECONDS = 6.0

LEARNERS = f"""
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.timezone import now
from accounts.models import User
from courses import operations
from courses.models import Course, LessonPage
course = Course.objects.get(page__slug="store-operation")
rows = []
for number in range({CLIENTS}):
    person = User.objects.create_user(name=f"学员{{number}}")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    rows.append([session.session_key, operations.enrol(person, course, now=now()).pk])
lesson = LessonPage.objects.get(slug="seven-links")
known = {{"course": str(course.key), "lesson": str(lesson.lesson_key), "question": str(lesson.practice[0].id)}}
print("learners:" + json.dumps(known | {{"rows": rows}}))
"""


def shape(name: str, data: Path) -> dict[str, str]:
    """Environment of the laptop, of one server, or of the laptop without any cache."""
    if name == "server":
        address = os.environ.get("POSTGRESQL_URL", "postgres://root@localhost/postgres")
        with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS miaopu_bench WITH (FORCE)")
            connection.execute("CREATE DATABASE miaopu_bench")
        redis = os.environ.get("REDIS_URL", "redis://localhost:6379")
        return {
            "DATABASE_URL": f"{address.rpartition('/')[0]}/miaopu_bench",
            "CACHE_URL": f"{redis}/13",
            "CELERY_BROKER_URL": f"{redis}/14",
            "WEB_WORKERS": "2",
        }
    return {"CACHE_URL": "dummycache://", "WEB_WORKERS": "2"} if name == "uncached" else {}


@pytest.fixture(scope="module", params=["laptop", "server", "uncached"])
def rushed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[tuple[str, Site]]:
    data = tmp_path_factory.mktemp(request.param)
    environment = shape(request.param, data)
    with running_site(data, prepared, prepare_first=True, SWEEP_SECONDS="600", **environment) as site:
        wait_for(lambda: is_calm(site), seconds=60, what="the end of starting up")
        yield request.param, site


def is_calm(site: Site) -> bool:
    """The worker and the clock, which start after the web server, have come to rest: they would take its processors."""
    others = [process for name, process in site.children().items() if name != "web"]
    before = processor_seconds(others)
    sleep(2)
    return processor_seconds(others) - before < 0.1


def learners(site: Site) -> dict[str, object]:
    return dict(json.loads(site.manage("shell", "-c", LEARNERS).split("learners:")[1]))


def web(site: Site) -> list[int]:
    """The web server's processes: the one that listens and its workers."""
    parent = site.children()["web"]
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, below)]


def stores(site: Site) -> list[int]:
    """The processes behind the web server, where they run on this machine: PostgreSQL's for this database, and Redis."""
    if "DATABASE_URL" not in site.environment:
        return []
    with psycopg.connect(site.environment["DATABASE_URL"].replace("postgres://", "postgresql://")) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        processes = [int(row[0]) for row in connection.execute(asked)]
    with closing(redis.Redis.from_url(site.environment["CACHE_URL"])) as cache:
        processes.append(cache.info("server")["process_id"])
    return [process for process in processes if Path(f"/proc/{process}/stat").exists()]


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        print(f"\n{line}")


def test_lessons_and_progress(rushed: tuple[str, Site], capsys: pytest.CaptureFixture[str]) -> None:
    name, site = rushed
    known = learners(site)
    rows: list[tuple[str, int]] = known["rows"]  # type: ignore[assignment]

    def lesson(client: int, number: int) -> bytes:
        return request_bytes("GET", LESSON, cookies=f"sessionid={rows[client][0]}")

    def lesson_by_facts(client: int, number: int) -> bytes:
        """What is asked for with more than a page's address is looked up in the tree; the bytes are kept under its facts."""
        return request_bytes("GET", f"{LESSON}?from={number}", cookies=f"sessionid={rows[client][0]}")

    def state(client: int, number: int) -> bytes:
        return request_bytes("GET", f"/learn/{known['course']}/state.json", cookies=f"sessionid={rows[client][0]}")

    def progress(client: int, number: int) -> bytes:
        session, enrolment = rows[client]
        event = {"id": str(uuid4()), "kind": "practised", "lesson": known["lesson"], "question": known["question"], "answer": 1}
        body = json.dumps({"events": [event]}).encode()
        token = "a" * 32
        cookies = f"sessionid={session}; csrftoken={token}"
        return request_bytes("POST", f"/learn/{enrolment}/events", cookies=cookies, body=body, X_CSRFToken=token)

    figures: dict[str, Figures] = {}
    for what, make in {"lessons": lesson, "looked up": lesson_by_facts, "states": state, "progress posts": progress}.items():
        figures[what] = rush(site.port, make, seconds=SECONDS, servers=lambda: web(site), stores=lambda: stores(site))
        say(capsys, f"{name:>8} · {what:<14} {figures[what]}")
    say(
        capsys,
        f"{name:>8} · lessons are {figures['lessons'].per_second / MOODLE_LESSONS:.1f} × Moodle's, "
        f"progress posts {figures['progress posts'].per_second / KOLIBRI_SAVES:.1f} × Kolibri's",
    )
