"""A network that can be cut: a relay between a browser and a server. Cut, it refuses and breaks every connection, as no signal does.

Chromium's own "offline" is not enough: it tells the page that sending failed and sends all the same, and a service worker's
requests pass it by.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Network:
    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.port = 0
        self.requests: list[str] = []
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def join(self) -> None:
        """There is a signal (again), at the same address as before."""
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Nothing gets through from now on, not even what is under way."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("localhost", self.server_port), timeout=30)
            except OSError:
                browser.close()
                continue
            self._open |= {browser, server}
            for source, target, note in ((browser, server, True), (server, browser, False)):
                threading.Thread(target=self._relay, args=(source, target), kwargs={"note": note}, daemon=True).start()

    def _relay(self, source: socket.socket, target: socket.socket, *, note: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if note:
                    self.requests += [line for line in piece.decode("latin-1").split("\r\n") if line.endswith(" HTTP/1.1")]
                target.sendall(piece)
        for end in (source, target):
            self._open.discard(end)
            with contextlib.suppress(OSError):
                end.close()


@contextmanager
def network_to(server_port: int) -> Iterator[Network]:
    network = Network(server_port)
    network.join()
    try:
        yield network
    finally:
        network.cut()
