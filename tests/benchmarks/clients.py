"""Sixteen browsers that ask over and over on connections they keep: a closed loop, for a bounded time, from this machine."""

import resource
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

CLIENTS = 16


@dataclass(frozen=True)
class Figures:
    """`generator_share`: how much of one core the clients themselves took. `server_ms`, `store_ms`: processor time that a request
    took of the servers, and of the database and cache behind them: on a machine with other work the only fair measure.
    """

    per_second: float
    p50_ms: float
    p95_ms: float
    generator_share: float
    server_ms: float
    store_ms: float

    def __str__(self) -> str:
        return (
            f"{self.per_second:7.0f}/s · p50 {self.p50_ms:.1f} ms · p95 {self.p95_ms:.1f} ms · "
            f"CPU-ms each: server {self.server_ms:.2f}, stores {self.store_ms:.2f} · clients {self.generator_share:.0%} of a core"
        )


class Connection:
    """One browser's connection. Answers are read to their last byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(self.rest) < length:
            self.rest += self.more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        self.socket.close()

    def more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server hung up")
        return part


def request_bytes(method: str, path: str, *, cookies: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: {cookies}", "Accept-Encoding: gzip"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def processor_seconds(processes: Sequence[int]) -> float:
    """User and system time of these processes and of the children they have reaped, from /proc."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / 100


def rush(
    port: int,
    make: Callable[[int, int], bytes],
    *,
    seconds: float,
    servers: Callable[[], Sequence[int]],
    stores: Callable[[], Sequence[int]] = list,
) -> Figures:
    """Each client sends `make(client, number)` until the time is over. Any answer but 200 ends the run with an error.

    `servers`, `stores`: the numbers of their processes.
    """
    times: list[list[float]] = [[] for _ in range(CLIENTS)]
    problems: list[str] = []
    start = threading.Barrier(CLIENTS + 1)

    def browse(client: int) -> None:
        with closing(Connection(port)) as connection:
            connection.ask(make(client, 0))
            start.wait()
            number, end = 1, time.perf_counter() + seconds
            while (begun := time.perf_counter()) < end and not problems:
                status, body = connection.ask(make(client, number))
                times[client].append(time.perf_counter() - begun)
                number += 1
                if status != HTTPStatus.OK:
                    problems.append(f"{status}: {body[:200]!r}")

    threads = [threading.Thread(target=browse, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    start.wait()
    used, stored, spent, begun = processor_seconds(servers()), processor_seconds(stores()), own_seconds(), time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    assert not problems, problems[0]
    measured = sorted(second * 1000 for one in times for second in one)
    return Figures(
        per_second=len(measured) / took,
        p50_ms=measured[len(measured) // 2],
        p95_ms=measured[int(len(measured) * 0.95)],
        generator_share=(own_seconds() - spent) / took,
        server_ms=(processor_seconds(servers()) - used) * 1000 / len(measured),
        store_ms=(processor_seconds(stores()) - stored) * 1000 / len(measured),
    )


def own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
