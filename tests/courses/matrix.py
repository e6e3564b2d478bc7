from typing import Any

from django.utils.timezone import now

from courses import operations
from courses.draft_links import seal_link
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course, make_enrolment
from tests.matrix import Row


def course(cast: Cast) -> dict[str, Any]:
    return {"course": make_course(cast.college).key}


def lesson_of_the_learner(cast: Cast) -> dict[str, Any]:
    taken = make_course(cast.college)
    make_enrolment(cast.learner, taken)
    return {"course": taken.key, "lesson": lessons_of(taken)[0].lesson_key}


def enrolment(cast: Cast) -> dict[str, Any]:
    return {"enrolment": make_enrolment(cast.learner, make_course(cast.college)).pk}


def lesson_of_the_college(cast: Cast) -> dict[str, Any]:
    page = lessons_of(make_course(cast.college))[0]
    make_course(cast.other_college)
    operations.seat_trainer(cast.trainer, cast.college)
    operations.seat_trainer(cast.other_trainer, cast.other_college)
    return {"page": page.pk}


def learner_of_the_class(cast: Cast) -> dict[str, Any]:
    make_enrolment(cast.learner, make_course(cast.college))
    return {"person": cast.learner.public_id}


def link_to_a_draft(cast: Cast) -> dict[str, Any]:
    page = lessons_of(make_course(cast.college))[0]
    return {"link": seal_link(page.pk, page.latest_revision_id, now=now())}


OPEN = (200, 200, 200, 200, 200)
ROWS = [
    Row("courses:my_courses", (302, 200, 200, 200, 200)),
    Row("courses:search", OPEN),
    Row("courses:state", OPEN, arguments=course),
    Row("courses:kept", OPEN, arguments=course),
    Row("courses:enrol", (302, 200, 200, 200, 200), arguments=course),
    # Whoever has not enrolled is led to enrolling.
    Row("courses:done", (302, 302, 302, 200, 302), arguments=lesson_of_the_learner),
    # The owner's empty body is not understood; nobody else learns that the enrolment is there, not even its trainers.
    Row("courses:events", (302, 404, 404, 400, 404), arguments=enrolment, method="post"),
    Row("courses:classes", (302, 404, 404, 200, 404), owner="teacher"),
    Row("courses:class_learner", (302, 404, 404, 200, 404), owner="teacher", arguments=learner_of_the_class),
    Row("courses:new_number", (302, 404, 404, 200, 404), owner="teacher", arguments=learner_of_the_class),
    # Who may not enter the admin at all is led to its sign-in by Wagtail.
    Row("courses_review", (302, 302, 404, 200, 302), owner="trainer", arguments=lesson_of_the_college),
    Row("courses_retire", (302, 302, 404, 302, 302), owner="trainer", arguments=lesson_of_the_college, method="post"),
    Row("courses_phone", (302, 302, 404, 200, 302), owner="trainer", arguments=lesson_of_the_college),
    Row("courses:draft", OPEN, arguments=link_to_a_draft),
]
