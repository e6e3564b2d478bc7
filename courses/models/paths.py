"""A path through courses and modules, as far as they are taught already, and how far one person is on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from courses.models.learning import Course, LessonProgress, OutlineLesson


@dataclass(frozen=True)
class Stop:
    """A course or one of its modules. Without lessons it is still being written."""

    title: str
    because: str
    url: str
    lessons: tuple[OutlineLesson, ...]
    done: int

    @property
    def is_written(self) -> bool:
        return bool(self.lessons)

    @property
    def is_done(self) -> bool:
        return self.is_written and self.done == len(self.lessons)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Path:
    stops: tuple[Stop, ...]
    next_lesson: OutlineLesson | None


def walk(places: Iterable[tuple[str, str]], person: User) -> Path:
    """`places` are (address, because): “course” or “course/module”. One that is nowhere is left out. A fixed number of queries."""
    wanted = list(places)
    slugs = {place.split("/")[0] for place, _ in wanted}
    courses: dict[str, Course] = {}
    for course in Course.objects.filter(page__slug__in=slugs, page__live=True).select_related("page").order_by("-pk"):
        courses[course.page.slug] = course
    lessons: dict[int | None, list[OutlineLesson]] = {}
    outlines = [course.outline_id for course in courses.values() if course.outline_id]
    for lesson in OutlineLesson.objects.filter(outline__in=outlines, page__live=True).order_by("outline", "position"):
        lessons.setdefault(lesson.outline_id, []).append(lesson)
    done = set(LessonProgress.objects.filter(enrolment__learner=person, done_at__isnull=False).values_list("lesson_key", flat=True))
    stops = [
        stop_at(courses[place.split("/")[0]], place, because, lessons, done) for place, because in wanted if place.split("/")[0] in courses
    ]
    todo = (lesson for stop in stops for lesson in stop.lessons if lesson.lesson_key not in done)
    return Path(tuple(stops), next(todo, None))


def stop_at(course: Course, place: str, because: str, lessons: dict[int | None, list[OutlineLesson]], done: set[UUID]) -> Stop:
    module = place.partition("/")[2]
    here = tuple(lesson for lesson in lessons.get(course.outline_id, []) if not module or lesson.module_slug == module)
    title = f"{course.page.title} · {here[0].module_title}" if module and here else course.page.title
    earned = sum(lesson.lesson_key in done for lesson in here)
    return Stop(title, because, here[0].url if here and module else course.page.url, here, earned)
