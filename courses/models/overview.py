"""Where a learner stands in several courses at once, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from courses.models.learning import Enrolment, LessonProgress, OutlineLesson, RetiredLesson
from courses.progress import Progress, measure


@dataclass(frozen=True)
class Standing:
    enrolment: Enrolment
    progress: Progress
    next_lesson: OutlineLesson | None
    minutes_left: int
    bytes_left: int


def with_progress(enrolments: Iterable[Enrolment]) -> list[Standing]:
    """Each enrolment with its progress, the lesson to go on with, and what is left in minutes and bytes."""
    rows = list(enrolments)
    lessons: dict[int, list[OutlineLesson]] = {}
    for lesson in OutlineLesson.objects.filter(outline__in={row.outline_id for row in rows}).select_related("page"):
        lessons.setdefault(lesson.outline_id, []).append(lesson)
    done: dict[int, set[UUID]] = {}
    for row_id, key in LessonProgress.objects.filter(enrolment__in=rows, done_at__isnull=False).values_list("enrolment_id", "lesson_key"):
        done.setdefault(row_id, set()).add(key)
    retired = set(RetiredLesson.objects.values_list("lesson_key", flat=True))
    return [standing(row, lessons.get(row.outline_id, []), done.get(row.pk, set()), retired) for row in rows]


def standing(enrolment: Enrolment, lessons: list[OutlineLesson], done: set[UUID], retired: set[UUID]) -> Standing:
    todo = [lesson for lesson in lessons if lesson.lesson_key not in done and lesson.lesson_key not in retired]
    return Standing(
        enrolment=enrolment,
        progress=measure([lesson.lesson_key for lesson in lessons], done=done, retired=retired),
        next_lesson=next((lesson for lesson in todo if lesson.page.live), None),
        minutes_left=sum(lesson.minutes for lesson in todo),
        bytes_left=sum(lesson.size_bytes for lesson in todo),
    )
