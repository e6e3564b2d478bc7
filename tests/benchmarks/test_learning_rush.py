"""Sixteen signed-in learners at once, against the site as it is run. Prints; gates nothing.

"lessons" of the shape without any cache are rendered anew each time; "looked up" are found in the tree and kept as bytes.
Beside our figures stand those of two peers, measured before on two quiet cores with the same lesson (836 characters and a
picture): Moodle 4.5 with PHP-FPM, opcache and PostgreSQL 52 lessons/s; Kolibri 0.19 139 progress saves/s from one client.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.benchmarks.clients import CLIENTS, Figures, request_bytes, rush
from tests.benchmarks.shapes import is_calm, one_server, stores, web
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
        return one_server("miaopu_bench")
    return {"CACHE_URL": "dummycache://", "WEB_WORKERS": "2"} if name == "uncached" else {}


@pytest.fixture(scope="module", params=["laptop", "server", "uncached"])
def rushed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[tuple[str, Site]]:
    data = tmp_path_factory.mktemp(request.param)
    environment = shape(request.param, data)
    with running_site(data, prepared, prepare_first=True, SWEEP_SECONDS="600", **environment) as site:
        wait_for(lambda: is_calm(site), seconds=60, what="the end of starting up")
        yield request.param, site


def learners(site: Site) -> dict[str, object]:
    return dict(json.loads(site.manage("shell", "-c", LEARNERS).split("learners:")[1]))


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
