"""A PostgreSQL cluster and a Redis of a test's own, on private ports, to be killed at will."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.site import free_port, wait_for


def programs() -> Path:
    """Where PostgreSQL's own programs are."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"))


def as_postgres(command: Sequence[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else list(command)


@dataclass
class Cluster:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = [
            "-D",
            str(self.folder),
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={self.folder}",
        ]
        command = as_postgres([str(programs() / "postgres"), *options])
        log = (self.folder.parent / "postgres.log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        wait_for(self.answers, seconds=60, what="PostgreSQL")

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url.replace("postgres://", "postgresql://"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def kill(self) -> None:
        """Outright, children and all, as when the power goes."""
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGKILL)
        if self.process:
            self.process.wait(20)
        wait_for(lambda: not _has_children(self.folder), seconds=20, what="the end of PostgreSQL's children")
        (self.folder / "postmaster.pid").unlink(missing_ok=True)


def _has_children(folder: Path) -> bool:
    listed = subprocess.run(["pgrep", "-f", f"postgres.*{folder}"], capture_output=True, text=True, check=False).stdout.split()
    return bool(listed)


@dataclass
class Redis:
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)


@contextmanager
def own_servers(folder: Path) -> Iterator[tuple[Cluster, Redis]]:
    data = folder / "cluster"
    data.mkdir(parents=True)
    if os.getuid() == 0:
        for place in (data, *list(data.parents)[:4]):
            if str(place) not in {"/", "/tmp"}:
                place.chmod(0o755)
        shutil.chown(data, "postgres", "postgres")
    data.chmod(0o700)
    made = as_postgres([str(programs() / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"])
    subprocess.run(made, check=True, capture_output=True)
    cluster, redis = Cluster(data, free_port()), Redis(free_port())
    cluster.start()
    redis.start()
    try:
        yield cluster, redis
    finally:
        cluster.kill()
        redis.kill()
