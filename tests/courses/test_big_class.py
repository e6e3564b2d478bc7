"""A class of 2,000: its pages ask the database no more than for three people, and stay short."""

import time as clock
from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from cms.models import HomePage
from courses import operations
from courses.models import ClassSession, Course, Enrolment, EventKind, LearningEvent, MarkKind, TrainingClass
from tests.cast import Cast, Part, make_people, signed_in
from tests.courses.factories import lessons_of, make_class, make_course, seat

PEOPLE = 2000
LONGEST_PAGE = 120_000
"""Bytes of a page: a list is cut into pages, however long the roster is."""


def come(led: TrainingClass, course: Course, today: ClassSession, many: int) -> None:
    """So many more people on the roster: all enrolled and marked, a third silent, a third without a step for long."""
    people = make_people(*[Part(f"学员{number}") for number in range(many)])
    members = seat(led, *people)
    long_ago = now() - timedelta(days=30)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            learner=person, course=course, outline=course.outline, institution=course.organisation, region=led.region, enrolled_at=long_ago
        )
        for person in people
    )
    lesson = lessons_of(course)[0].lesson_key
    LearningEvent.objects.bulk_create(
        LearningEvent(
            enrolment=enrolment,
            event_id=uuid4(),
            kind=EventKind.DONE,
            lesson_key=lesson,
            received_at=long_ago if number % 3 == 1 else now(),
        )
        for number, enrolment in enumerate(enrolments)
        if number % 3
    )
    for first in range(0, many, operations.MOST_MARKS):
        marks = [operations.MarkReport(uuid4(), member.pk, MarkKind.PRESENT) for member in members[first : first + operations.MOST_MARKS]]
        operations.record_marks(today, marks, by=led.teachers.get(), now=now())


def look(teacher: Client, url: str) -> tuple[int, float, int]:
    """Statements, seconds and bytes of a page, after one look that fills what is kept in memory."""
    assert teacher.get(url).status_code == 200
    began = clock.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        page = teacher.get(url)
    took = clock.perf_counter() - began
    statements = [query["sql"] for query in asked if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    return len(statements), took, len(page.content)


def test_its_pages_cost_the_same_for_3_or_2000_people(cast: Cast, home: HomePage) -> None:
    course = make_course(cast.college)
    led = make_class(cast.teacher, cast.college, course, seats=PEOPLE + 3)
    day = localdate()
    TrainingClass.objects.filter(pk=led.pk).update(starts_on=day, ends_on=day + timedelta(days=30))
    led.refresh_from_db()
    [today] = operations.plan_sessions(led, day=day, begins=time(0, 1), ends=time(2), hours=Decimal(2))
    teacher = signed_in(cast.teacher)
    page = f"/classes/{led.key}/"
    urls = [page, f"{page}?only=stuck", f"{page}?only=silent", f"{page}?page=2", f"{page}sessions/", f"{page}sessions/{today.pk}/"]
    urls += [f"{page}cards/", f"{page}roster/", f"{page}invite/", f"{page}print/roster/", f"{page}print/sign-in/", "/classes/"]
    come(led, course, today, 3)  # one of each kind, so that no list is empty
    few = {url: look(teacher, url)[0] for url in urls}
    come(led, course, today, PEOPLE)
    many = {url: look(teacher, url) for url in urls}
    figures = "\n".join(
        f"{url[-24:]:>24} {count} statements {took * 1000:.0f} ms {size} bytes" for url, (count, took, size) in many.items()
    )
    assert {url: count for url, (count, _took, _size) in many.items()} == few, figures
    assert max(took for _count, took, _size in many.values()) < 5, figures
    assert max(size for _count, _took, size in many.values()) < LONGEST_PAGE, figures
