import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Bring database, static files and the starter up to date; with --demo the demonstration too. Repeating it costs little."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        with self.step("database"):
            migrate_if_needed(self.say)
        with self.step("pictures and styles"):
            collect_static_if_changed()
        with self.step("regions, courses, questions, programmes"):
            call_command("load_starter", stdout=self.stdout)
        if demo:
            with self.step("demonstration"):
                call_command("load_demo", stdout=self.stdout)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.say(f"· {name} …")
        begun = time.monotonic()
        yield
        self.say(f"  {name}: ready ({time.monotonic() - begun:.1f} s)")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def migrate_if_needed(say: Callable[[str], None]) -> None:
    """`migrate` rewrites permissions and content types each time; skip it where nothing is to be applied."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=1, interactive=False, stdout=Applied(len(plan), say))


class Applied(StringIO):
    """Where `migrate` writes: says after every forty migrations how many are applied, so that nobody believes it stands still."""

    def __init__(self, all_of_them: int, say: Callable[[str], None]) -> None:
        super().__init__()
        self.all, self.done, self.say = all_of_them, 0, say

    def write(self, text: str) -> int:
        if text.strip() == "OK":
            self.done += 1
            if self.done % 40 == 0:
                self.say(f"  {self.done} of {self.all} steps")
        return len(text)


def collect_static_if_changed() -> None:
    """Collect, hash and compress static files unless none has changed since the last time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest())
