"""What Wagtail keeps beside a page, for searching and to know what refers to what: once a page, however often it was saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.immediate import ImmediateBackend
from django.utils.crypto import get_random_string

INDEXING = {"modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task"}
"""These read the row as it stands when they run, so that the last of many does the work of all."""

_waiting: "ContextVar[dict[tuple[Any, ...], Task[Any, Any]] | None]" = ContextVar("waiting_to_be_indexed", default=None)


@contextmanager
def indexing_at_the_end() -> Iterator[None]:
    """Within this block nothing is indexed; at its end each thing that was saved is, once. After an error nothing is."""
    waiting: dict[tuple[Any, ...], Task[Any, Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for (_, *arguments), task in waiting.items():
        task.enqueue(*arguments)


class IndexingBackend(ImmediateBackend):
    """Runs every task where it stands, but within `indexing_at_the_end` keeps those that index until the end."""

    def enqueue(self, task: "Task[Any, Any]", args: list[Any], kwargs: dict[str, Any]) -> "TaskResult[Any, Any]":
        waiting = _waiting.get()
        if waiting is None or task.module_path not in INDEXING:
            return super().enqueue(task, args, kwargs)
        waiting[(task.module_path, *args)] = task
        return TaskResult(
            task=task,
            id=get_random_string(32),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
