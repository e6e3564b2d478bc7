from typing import Any

from django.dispatch import receiver

from exams import tasks
from exams.signals import attempt_submitted


@receiver(attempt_submitted, dispatch_uid="grade_attempt")
def mark_soon(sender: Any, *, attempt_id: int, **rest: Any) -> None:
    tasks.grade_attempt.delay(attempt_id)
