"""A whole site of its own for one test: its data in a temporary folder, its port free, its processes reaped.

Preparing takes long, so it is done once a run; each site starts from a copy.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for[T](question: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """Ask until there is an answer. Fails with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@dataclass
class Site:
    port: int
    data: Path
    environment: dict[str, str]
    serve: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def children(self) -> dict[str, int]:
        """Process ids of serve's children by the word that tells them apart."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.serve.pid)], capture_output=True, text=True, check=False
        ).stdout
        words = {"granian": "web", " worker ": "worker", " beat ": "clock"}
        return {name: int(line.split()[0]) for line in listed.splitlines() for word, name in words.items() if word in line}

    def manage(self, *arguments: str) -> str:
        return manage(self.environment, *arguments)


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment_for(data: Path, **more: str) -> dict[str, str]:
    """The laptop shape, whatever database the rest of the test run uses."""
    plain = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    return plain | {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "TTS_BACKEND": ""} | more


def prepare(data: Path) -> Path:
    """A folder with database, static files, starter and demonstration, to copy sites from."""
    subprocess.run([sys.executable, "manage.py", "prepare", "--demo"], cwd=ROOT, env=environment_for(data), check=True, capture_output=True)
    return data


@contextmanager
def running_site(data: Path, template: Path | None, *, prepare_first: bool = True, **more: str) -> Iterator[Site]:
    """`manage.py serve --prepare` on SQLite in a folder of its own, copied from a prepared one."""
    if template is not None:
        shutil.copytree(template, data, dirs_exist_ok=True)
    port = free_port()
    environment = environment_for(data, PORT=str(port), **more)
    command = [sys.executable, "manage.py", "serve", *(["--prepare"] if prepare_first else [])]
    serve = subprocess.Popen(command, cwd=ROOT, env=environment)
    site = Site(port, data, environment, serve)
    try:
        wait_for(lambda: site.answers() and len(site.children()) == 3, seconds=180, what="the site's first answer")
        yield site
    finally:
        serve.send_signal(signal.SIGTERM)
        try:
            serve.wait(20)
        except subprocess.TimeoutExpired:
            serve.kill()
            serve.wait()
