"""One verb per business event. Atomic, keyword-only time, rows in, row out, a domain error raised."""

from exams.operations.bank import Imported, QuestionItem, import_questions
from exams.operations.eligibility import standings
from exams.operations.marking import grade_attempt, grade_ungraded
from exams.operations.papers import Asked, read_paper
from exams.operations.publishing import NothingAsked, publish_exam
from exams.operations.sitting import (
    AlreadyPassed,
    BeingMarked,
    CoolDown,
    GivenAnswer,
    NoAttemptsLeft,
    NotOpen,
    NotYet,
    Receipt,
    ReceiptStatus,
    close_overdue_attempts,
    save_answers,
    save_form,
    start_attempt,
    submit_attempt,
)
from exams.operations.starter import BadQuestionFile, load_questions
from exams.selection import Shortage, TooFew

__all__ = [
    "AlreadyPassed",
    "Asked",
    "BadQuestionFile",
    "BeingMarked",
    "CoolDown",
    "GivenAnswer",
    "Imported",
    "NoAttemptsLeft",
    "NotOpen",
    "NotYet",
    "NothingAsked",
    "QuestionItem",
    "Receipt",
    "ReceiptStatus",
    "Shortage",
    "TooFew",
    "close_overdue_attempts",
    "grade_attempt",
    "grade_ungraded",
    "import_questions",
    "load_questions",
    "publish_exam",
    "read_paper",
    "save_answers",
    "save_form",
    "standings",
    "start_attempt",
    "submit_attempt",
]
