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
from courses.operations.starter import StarterReport, load_curriculum

__all__ = [
    "MOST_EVENTS",
    "BadStarterText",
    "EventReport",
    "NotYetOpen",
    "Recorded",
    "StarterReport",
    "TooManyEvents",
    "compile_outline",
    "compiling_at_the_end",
    "complete_finished_enrolments",
    "enrol",
    "load_curriculum",
    "mark_lesson_done",
    "open_course",
    "open_institution",
    "record_events",
    "refresh_course_of",
    "retire_lesson",
    "retire_page",
    "seat_reviewer",
    "seat_trainer",
    "set_review",
    "tell_author",
    "tell_reviewers",
    "unseat_reviewer",
    "unseat_trainer",
]
