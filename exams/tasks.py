from collections.abc import Callable

from celery import shared_task
from django.core.cache import cache
from django.utils.timezone import now

from exams import operations

BUSY_SECONDS = 15 * 60
"""How long one worker may have a file of questions to itself."""
PROGRESS_SECONDS = 60 * 60


def report_progress_key(report_id: int) -> str:
    return f"attempts-read:{report_id}"


def progress_key(upload_id: int) -> str:
    return f"questions-done:{upload_id}"


@shared_task
def grade_attempt(attempt_id: int) -> None:
    operations.grade_attempt(attempt_id, now=now())


@shared_task
def close_overdue_attempts() -> None:
    operations.close_overdue_attempts(now=now())


@shared_task
def grade_ungraded() -> None:
    """The sweep: what a lost doorbell left unmarked."""
    operations.grade_ungraded(now=now())


@shared_task
def count_exposure() -> None:
    operations.count_exposure(now=now())


@shared_task(acks_late=True)
def read_upload(upload_id: int) -> None:
    alone(upload_id, operations.read_upload)


@shared_task(acks_late=True)
def import_upload(upload_id: int) -> None:
    alone(upload_id, operations.import_upload)


def alone(upload_id: int, operation: Callable[..., None]) -> None:
    """One worker at a time; how far it is stands in the cache, since what is being written is not to be seen yet."""
    key = f"questions-busy:{upload_id}"
    if not cache.add(key, 1, BUSY_SECONDS):
        return
    try:
        operation(upload_id, now=now(), progress=lambda done: cache.set(progress_key(upload_id), done, PROGRESS_SECONDS))
    finally:
        cache.delete_many([key, progress_key(upload_id)])


@shared_task
def go_on_with_uploads() -> None:
    """The sweep: files whose message was lost, and those nobody came back to."""
    for upload in operations.waiting_uploads():
        alone(upload.pk, operations.read_upload if upload.state == "to_read" else operations.import_upload)
    operations.forget_uploads(now=now())


@shared_task(acks_late=True)
def make_report(report_id: int) -> None:
    from exams.operations.analysing import make_report  # noqa: PLC0415 - numpy is 30 MB that no web process needs

    key = f"report-busy:{report_id}"
    if not cache.add(key, 1, BUSY_SECONDS):
        return
    read = report_progress_key(report_id)
    try:
        make_report(report_id, now=now(), progress=lambda done: cache.set(read, done, PROGRESS_SECONDS))
    finally:
        cache.delete_many([key, read])


@shared_task
def make_waiting_reports() -> None:
    """The sweep: analyses whose message was lost."""
    for report in operations.waiting_reports():
        make_report(report.pk)
