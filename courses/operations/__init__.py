"""One verb per business event. Atomic, keyword-only time, ids or rows in, row out, a domain error raised."""

from courses.formats import BadStarterText
from courses.operations.approval import tell_author, tell_reviewers
from courses.operations.authoring import (
    open_course,
    open_institution,
    seat_reviewer,
    seat_trainer,
    set_review,
    unseat_reviewer,
    unseat_trainer,
)
from courses.operations.class_words import load_class_words
from courses.operations.classes import (
    ClassIsFull,
    ClassIsOver,
    ClassPlan,
    SessionClashes,
    TooFewSeats,
    change_class,
    drop_session,
    join_class,
    leave_class,
    nudge,
    open_class,
    plan_sessions,
    seat,
)
from courses.operations.importing import import_old_lesson
from courses.operations.learning import (
    MOST_EVENTS,
    EventReport,
    NotYetOpen,
    Recorded,
    TooManyEvents,
    complete_finished_enrolments,
    enrol,
    mark_lesson_done,
    record_events,
    retire_lesson,
)
from courses.operations.outlines import compile_outline, compiling_at_the_end, refresh_course_of, retire_page
from courses.operations.pictures import add_picture
from courses.operations.shelves import shared_shelf, shelf_of
from courses.operations.starter import StarterReport, load_curriculum

__all__ = [
    "MOST_EVENTS",
    "BadStarterText",
    "ClassIsFull",
    "ClassIsOver",
    "ClassPlan",
    "EventReport",
    "NotYetOpen",
    "Recorded",
    "SessionClashes",
    "StarterReport",
    "TooFewSeats",
    "TooManyEvents",
    "add_picture",
    "change_class",
    "compile_outline",
    "compiling_at_the_end",
    "complete_finished_enrolments",
    "drop_session",
    "enrol",
    "import_old_lesson",
    "join_class",
    "leave_class",
    "load_class_words",
    "load_curriculum",
    "mark_lesson_done",
    "nudge",
    "open_class",
    "open_course",
    "open_institution",
    "plan_sessions",
    "record_events",
    "refresh_course_of",
    "retire_lesson",
    "retire_page",
    "seat",
    "seat_reviewer",
    "seat_trainer",
    "set_review",
    "shared_shelf",
    "shelf_of",
    "tell_author",
    "tell_reviewers",
    "unseat_reviewer",
    "unseat_trainer",
]
