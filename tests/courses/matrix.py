from datetime import time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.timezone import now

from courses import operations
from courses.draft_links import seal_link
from courses.models import About, CoursePage, Inquiry, LessonPage, Licence, ModulePage
from tests.cast import NOW, Cast
from tests.courses.factories import (
    lessons_of,
    make_assisted,
    make_class,
    make_course,
    make_diagnosis,
    make_enrolment,
    make_institution_page,
    make_lesson,
    make_sheet,
    make_worksheets,
    seat,
)
from tests.courses.media import photo
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


def module_of_the_college(cast: Cast) -> dict[str, Any]:
    lesson = LessonPage.objects.get(pk=lesson_of_the_college(cast)["page"])
    return {"module": lesson.get_parent().pk}


def seats(cast: Cast) -> dict[str, Any]:
    lesson_of_the_college(cast)
    return {}


def course_of_the_college(cast: Cast) -> dict[str, Any]:
    lesson = LessonPage.objects.get(pk=lesson_of_the_college(cast)["page"])
    return {"page": lesson.get_parent().get_parent().pk}


def older_outline_of_the_college(cast: Cast) -> dict[str, Any]:
    found = course_of_the_college(cast)
    make_lesson(ModulePage.objects.child_of(CoursePage.objects.get(pk=found["page"])).get(), "又一课", slug="one-more")
    return found | {"number": 1}


def institution_of_the_college(cast: Cast) -> dict[str, Any]:
    lesson_of_the_college(cast)
    return {"institution": make_institution_page(cast.college).pk}


def offer_to_the_college(cast: Cast) -> dict[str, Any]:
    return institution_of_the_college(cast) | {"course": make_course(cast.other_college).pk}


def link_to_a_draft(cast: Cast) -> dict[str, Any]:
    page = lessons_of(make_course(cast.college))[0]
    return {"link": seal_link(page.pk, page.latest_revision_id, now=now())}


def class_of_the_college(cast: Cast) -> dict[str, Any]:
    return {"key": make_class(cast.teacher, cast.college).key}


def session_of_the_class(cast: Cast) -> dict[str, Any]:
    led = make_class(cast.teacher, cast.college)
    [session] = operations.plan_sessions(led, day=led.starts_on, begins=time(9), ends=time(11), hours=Decimal(3))
    return {"key": led.key, "session": session.pk}


def member_of_the_class(cast: Cast) -> dict[str, Any]:
    led = make_class(cast.teacher, cast.college)
    seat(led, cast.learner)
    return {"key": led.key, "person": cast.learner.public_id}


def table_for_the_class(cast: Cast) -> dict[str, Any]:
    led = make_class(cast.teacher, cast.college)
    kept = operations.keep_upload(led, "姓名\n小明\n".encode(), name="名单.csv", by=cast.teacher, now=now())
    return {"key": led.key, "upload": kept.key}


def class_with_a_link(cast: Cast) -> dict[str, Any]:
    led = make_class(cast.teacher, cast.college)
    operations.open_link(led, by=cast.teacher, now=now())
    return {"key": led.key}


def link_of_the_class(cast: Cast) -> dict[str, Any]:
    return {"code": operations.open_link(make_class(cast.teacher, cast.college), by=cast.teacher, now=now()).code}


def class_of_the_learner(cast: Cast) -> dict[str, Any]:
    return {"key": member_of_the_class(cast)["key"]}


def thumbnail_of_a_picture(cast: Cast) -> dict[str, Any]:
    """What lessons show is open to all: tests/courses/test_pictures.py."""
    operations.seat_trainer(cast.trainer, cast.college)
    make_institution_page(cast.college)
    shelf = operations.shelf_of(cast.college)
    picture = operations.add_picture(photo(40, 30), title="图", licence=Licence.OWN, collection=shelf, by=cast.trainer)
    return {"path": picture.get_rendition("max-10x10").file.name}


def assisted_person(cast: Cast) -> dict[str, Any]:
    return {"key": make_assisted(cast).uuid}


def assisted_lesson(cast: Cast) -> dict[str, Any]:
    row, course = make_assisted(cast), make_course(cast.college)
    operations.enrol_assisted(row, course, by=cast.teacher, now=NOW)
    return {"key": row.uuid, "course": course.key, "lesson": lessons_of(course)[0].lesson_key}


def course_of_the_learner(cast: Cast) -> dict[str, Any]:
    return {"course": lesson_of_the_learner(cast)["course"]}


def inquiry_of_the_learner(cast: Cast) -> dict[str, Any]:
    taken = make_enrolment(cast.learner, make_course(cast.college))
    report = operations.EventReport(uuid4(), About.QUESTION, lessons_of(taken.course)[0].lesson_key, text="怎么算？")
    operations.record_events(taken, [report], now=NOW)
    return {"inquiry": Inquiry.objects.get(event_id=report.event_id).uuid}


def worksheet(cast: Cast) -> dict[str, Any]:
    make_worksheets()
    return {"slug": "promotion-plan"}


def sheet_of_the_learner(cast: Cast) -> dict[str, Any]:
    return {"response": make_sheet(cast.learner, theme="端午").uuid}


def save_of_the_learner(cast: Cast) -> dict[str, Any]:
    return sheet_of_the_learner(cast) | {"number": 1}


def diagnosis(cast: Cast) -> dict[str, Any]:
    make_worksheets()
    return {}


def diagnosed(cast: Cast) -> dict[str, Any]:
    return {"response": make_diagnosis(cast.learner).response.uuid}


OPEN = (200, 200, 200, 200, 200)
ROOM: dict[str, Any] = {"owner": "teacher", "outsider": "other_class_teacher"}
SHOWN, PRESSED = (302, 404, 404, 200, 404), (302, 404, 404, 302, 404)
ROWS = [
    Row("courses:my_courses", (302, 200, 200, 200, 200)),
    Row("courses:search", OPEN),
    Row("courses:terms", OPEN),
    Row("courses:state", OPEN, arguments=course),
    Row("courses:kept", OPEN, arguments=course),
    Row("courses:enrol", (302, 200, 200, 200, 200), arguments=course),
    Row("media", (404, 404, 404, 200, 404), owner="trainer", arguments=thumbnail_of_a_picture),
    # Whoever has not enrolled is led to enrolling.
    Row("courses:done", (302, 302, 302, 200, 302), arguments=lesson_of_the_learner),
    # The owner's empty body is not understood; nobody else learns that the enrolment is there, not even its trainers.
    Row("courses:events", (302, 404, 404, 400, 404), arguments=enrolment, method="post"),
    Row("courses:go_on", (302, 302, 302, 302, 302)),
    Row("courses:go_on_json", OPEN),
    Row("courses:what_counts", (302, 404, 404, 200, 404), arguments=course_of_the_learner),
    Row("courses:reminders", (302, 200, 200, 200, 200)),
    Row("courses:assisted", (302, 404, 404, 200, 404), owner="teacher"),
    Row("courses:assist_new", (302, 404, 404, 200, 404), owner="teacher"),
    Row("courses:assist", (302, 404, 404, 200, 404), owner="teacher", arguments=assisted_person),
    Row("courses:assist_lesson", (302, 404, 404, 200, 404), owner="teacher", arguments=assisted_lesson),
    Row("courses:my_notes", (302, 200, 200, 200, 200)),
    Row("courses:note", (302, 302, 302, 200, 302), arguments=lesson_of_the_learner),
    Row("courses:note_json", (302, 404, 404, 200, 404), arguments=lesson_of_the_learner),
    Row("courses:ask", (302, 302, 302, 200, 302), arguments=lesson_of_the_learner),
    Row("courses:lesson_questions", OPEN, arguments=lesson_of_the_learner),
    Row("courses:my_inquiries", (302, 200, 200, 200, 200)),
    Row("courses:my_inquiry", (302, 404, 404, 200, 404), arguments=inquiry_of_the_learner),
    Row("courses:inquiries", (302, 404, 200, 200, 404), owner="trainer"),
    Row("courses:inquiry", (302, 404, 404, 200, 404), owner="trainer", arguments=inquiry_of_the_learner),
    Row("courses:classes", (302, 404, 404, 200, 404), owner="teacher"),
    Row("courses:class_learner", (302, 404, 404, 200, 404), owner="teacher", arguments=learner_of_the_class),
    Row("courses:new_number", (302, 404, 404, 200, 404), owner="teacher", arguments=learner_of_the_class),
    Row("courses:new_card", SHOWN, owner="teacher", arguments=learner_of_the_class),
    Row("courses:cards", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:all_classes", SHOWN, owner="teacher"),
    Row("courses:new_class", SHOWN, owner="teacher"),
    Row("courses:class_page", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:change_class", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:sessions", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:drop_session", PRESSED, arguments=session_of_the_class, method="post", **ROOM),
    Row("courses:import_roster", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:roster_template", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:check_roster", SHOWN, arguments=table_for_the_class, **ROOM),
    Row("courses:add_person", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:session_page", SHOWN, arguments=session_of_the_class, **ROOM),
    Row("courses:marks", (302, 404, 404, 400, 404), arguments=session_of_the_class, method="post", **ROOM),
    Row("courses:screen", SHOWN, arguments=session_of_the_class, **ROOM),
    Row("courses:here", (410, 410, 410, 410, 410), arguments=lambda cast: {"code": "1-old"}),
    Row("courses:here_now", (302, 410, 410, 410, 410)),
    Row("courses:invite", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:open_link", PRESSED, arguments=class_of_the_college, method="post", **ROOM),
    Row("courses:end_link", PRESSED, arguments=class_of_the_college, method="post", **ROOM),
    Row("courses:poster", SHOWN, arguments=class_with_a_link, **ROOM),
    Row("courses:print_roster", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:print_sign_in", SHOWN, arguments=class_of_the_college, **ROOM),
    Row("courses:join", OPEN, arguments=link_of_the_class),
    Row("courses:nudge_all", PRESSED, arguments=class_of_the_college, method="post", **ROOM),
    Row("courses:nudge", PRESSED, arguments=member_of_the_class, method="post", **ROOM),
    Row("courses:remove", PRESSED, arguments=member_of_the_class, method="post", **ROOM),
    # The learner's own place: not even the teacher opens this page.
    Row("courses:my_class", SHOWN, outsider="teacher", arguments=class_of_the_learner),
    Row("courses:leave_class", PRESSED, outsider="teacher", arguments=class_of_the_learner, method="post"),
    Row("courses:worksheets", (302, 200, 200, 200, 200)),
    Row("courses:shared_sheets", (302, 404, 200, 200, 404), owner="teacher"),
    Row("courses:worksheet", (302, 200, 200, 200, 200), arguments=worksheet),
    Row("courses:worksheet", (302, 302, 302, 302, 302), arguments=worksheet, method="post"),
    Row("courses:blank_sheet", (302, 200, 200, 200, 200), arguments=worksheet),
    Row("courses:sheet", (302, 404, 404, 200, 404), arguments=sheet_of_the_learner),
    # The owner's empty body lacks the number of the save it began from.
    Row("courses:sheet", (302, 404, 404, 422, 404), arguments=sheet_of_the_learner, method="post"),
    Row("courses:sheet_paper", (302, 404, 404, 200, 404), arguments=sheet_of_the_learner),
    Row("courses:sheet_log", (302, 404, 404, 200, 404), arguments=sheet_of_the_learner),
    Row("courses:sheet_then", (302, 404, 404, 200, 404), arguments=save_of_the_learner),
    Row("courses:sheet_copy", (302, 404, 404, 302, 404), arguments=sheet_of_the_learner, method="post"),
    Row("courses:sheet_share", (302, 404, 404, 200, 404), arguments=sheet_of_the_learner),
    Row("courses:diagnosis", (302, 200, 200, 200, 200), arguments=diagnosis),
    Row("courses:diagnosed", (302, 404, 404, 200, 404), arguments=diagnosed),
    # Who may not enter the admin at all is led to its sign-in by Wagtail.
    Row("courses_review", (302, 302, 404, 200, 302), owner="trainer", arguments=lesson_of_the_college),
    Row("courses_retire", (302, 302, 404, 302, 302), owner="trainer", arguments=lesson_of_the_college, method="post"),
    *(
        Row(f"courses_{name}", (302, 302, 404, 302, 302), owner="trainer", arguments=course_of_the_college, method="post")
        for name in ("offer", "lock", "send", "publish_all")
    ),
    Row("courses_follow", (302, 302, 404, 404, 302), owner="trainer", arguments=course_of_the_college, method="post"),  # it is no copy
    Row("courses_outlines", (302, 302, 404, 200, 302), owner="trainer", arguments=course_of_the_college),
    Row("courses_move", (302, 302, 404, 200, 302), owner="trainer", arguments=older_outline_of_the_college),
    # Everybody in the admin has the reports, each of the own courses: tests/courses/test_reports.py.
    *(Row(f"courses_{name}", (302, 302, 200, 200, 302), owner="trainer", arguments=seats) for name in ("stops", "missed", "comments")),
    Row("courses_blueprint", (302, 302, 404, 200, 302), owner="trainer", arguments=course_of_the_college),
    Row("courses_offers", (302, 302, 404, 200, 302), owner="trainer", arguments=institution_of_the_college),
    # Nobody offers a course here: even the own trainer meets nothing to build after.
    Row("courses_build", (302, 302, 404, 404, 302), owner="trainer", arguments=offer_to_the_college, method="post"),
    Row("courses_import", (302, 302, 404, 200, 302), owner="trainer", arguments=module_of_the_college),
    Row("courses_phone", (302, 302, 404, 200, 302), owner="trainer", arguments=lesson_of_the_college),
    Row("courses:draft", OPEN, arguments=link_to_a_draft),
]
