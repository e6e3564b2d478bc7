"""Keeping a few processes alive: started together, restarted when they die, all gone when we go."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
CALM_AFTER = 60.0
"""A child that ran for so many seconds starts again with the shortest pause."""
PATIENCE = 15.0
"""So many seconds the next child waits for the one before it to be ready."""


def _end_with_parent() -> None:
    """In the child, before it becomes its program: Linux is to end it when we are killed outright."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep alive, in a process group of its own so that its helpers go with it.

    `ready` tells whether it serves already. At the beginning those listed after it wait for that, up to PATIENCE.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = field(default=0.5)

    def start(self) -> None:
        before_program = _end_with_parent if sys.platform == "linux" else None
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=before_program)  # noqa: S603, PLW1509
        self.started = time.monotonic()

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Runs children until told to stop. `say` receives one line for whatever a person at the terminal should know."""

    children: list[Child]
    say: Callable[[str], None]
    stopping: bool = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        waiting = deque(self.children)
        try:
            while not self.stopping:
                self.start_next(waiting)
                self.look_after_children()
                time.sleep(0.2)
        finally:
            self.end_children()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def start_next(self, waiting: deque[Child]) -> None:
        """One after the other, so that on two cores the first page does not wait for the workers' start."""
        while waiting:
            before = self.children[-len(waiting) - 1] if len(waiting) < len(self.children) else None
            if before and before.ready and not before.ready() and time.monotonic() < self.children[0].started + PATIENCE:
                return
            waiting.popleft().start()

    def look_after_children(self) -> None:
        moment = time.monotonic()
        for child in self.children:
            if child.process is None and not child.started:
                continue  # its turn has not come
            if child.process is None:
                if moment >= child.start_at:
                    child.start()
            elif child.process.poll() is not None:
                child.signal_group(signal.SIGKILL)  # helpers it left behind would hold its port
                if moment - child.started > CALM_AFTER:
                    child.pause = 0.5
                self.say(f"{child.name} stopped (exit {child.process.returncode}); starting it again in {child.pause:g} s")
                child.process, child.start_at = None, moment + child.pause
                child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def end_children(self) -> None:
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + 10
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                child.signal_group(signal.SIGKILL)
                child.process.wait()
