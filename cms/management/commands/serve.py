import contextlib
import os
import sys
from argparse import ArgumentParser
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.supervision import Child, Supervisor


class Command(BaseCommand):
    help = "Run the site: web server, one task worker and the clock that starts the sweeps. Ends all of them together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="0.0.0.0 lets phones in the same room in")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--prepare", action="store_true", help="first bring database, static files, starter and demonstration up to date"
        )

    def handle(self, *args: Any, host: str, port: int, prepare: bool, **options: Any) -> None:
        if prepare:
            call_command("prepare", demo=settings.DEMO_ALLOWED)
        where = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
        self.say(f"苗圃 is growing at {where}   (Ctrl-C stops it)")
        Supervisor(children(host, port), self.say).run()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def children(host: str, port: int) -> list[Child]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "cms"]
    # Two threads a process: more of them only wait for each other in Python, and each request then costs twice the time.
    web = (
        f"granian --interface wsgi --host {host} --port {port} --workers {settings.WEB_WORKERS} "
        "--blocking-threads 2 --backlog 512 --no-ws --log-level error"
    )
    return [
        Child("web server", [*python, *web.split(), "cms.wsgi:application"], ready=lambda: answers(host, port)),
        Child("task worker", [*celery, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]),
        Child(
            "clock",
            [*celery, "beat", "--schedule", str(settings.DATA_DIR / "celerybeat"), "--pidfile", "", "--loglevel", "WARNING"],
        ),
    ]


def answers(host: str, port: int) -> bool:
    """Whether a page comes back: the port alone is open long before the application is loaded."""
    asking = HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=0.5)  # noqa: S104
    with contextlib.closing(asking), contextlib.suppress(OSError, HTTPException):
        asking.request("GET", "/healthz")
        return bool(asking.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR)
    return False
