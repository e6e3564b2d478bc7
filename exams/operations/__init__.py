"""One verb per business event. Atomic, keyword-only time, rows in, row out, a domain error raised."""

from exams.operations.bank import Imported, QuestionItem, import_questions, touch_bank
from exams.operations.eligibility import standings
from exams.operations.exporting import export_questions
from exams.operations.exposure import count_exposure
from exams.operations.handing_in import close_overdue_attempts, hand_in, submit_attempt
from exams.operations.importing import QuestionReport, closing_line, import_reading, rejected_count
from exams.operations.item_reports import ask_for_report, waiting_reports
from exams.operations.leases import Closed, TakenElsewhere, lease_of, note_contact, take_over
from exams.operations.marking import grade_attempt, grade_ungraded
from exams.operations.papers import Asked, read_paper
from exams.operations.pictures import add_question_picture, sizes_of
from exams.operations.publishing import MarkedByPeople, NothingAsked, publish_exam
from exams.operations.receipts import GivenAnswer, Receipt, ReceiptStatus, Saved
from exams.operations.saving import save_answers, save_form
from exams.operations.starter import BadQuestionFile, load_questions
from exams.operations.starting import (
    AlreadyPassed,
    BeingMarked,
    CoolDown,
    Device,
    NoAttemptsLeft,
    NotOpen,
    NotYet,
    start_attempt,
)
from exams.operations.uploads import (
    ask_to_import,
    forget_uploads,
    import_upload,
    keep_upload,
    preview_of,
    read_upload,
    waiting_uploads,
)
from exams.selection import Shortage, TooFew

__all__ = [
    "AlreadyPassed",
    "Asked",
    "BadQuestionFile",
    "BeingMarked",
    "Closed",
    "CoolDown",
    "Device",
    "GivenAnswer",
    "Imported",
    "MarkedByPeople",
    "NoAttemptsLeft",
    "NotOpen",
    "NotYet",
    "NothingAsked",
    "QuestionItem",
    "QuestionReport",
    "Receipt",
    "ReceiptStatus",
    "Saved",
    "Shortage",
    "TakenElsewhere",
    "TooFew",
    "add_question_picture",
    "ask_for_report",
    "ask_to_import",
    "close_overdue_attempts",
    "closing_line",
    "count_exposure",
    "export_questions",
    "forget_uploads",
    "grade_attempt",
    "grade_ungraded",
    "hand_in",
    "import_questions",
    "import_reading",
    "import_upload",
    "keep_upload",
    "lease_of",
    "load_questions",
    "note_contact",
    "preview_of",
    "publish_exam",
    "read_paper",
    "read_upload",
    "rejected_count",
    "save_answers",
    "save_form",
    "sizes_of",
    "standings",
    "start_attempt",
    "submit_attempt",
    "take_over",
    "touch_bank",
    "waiting_reports",
    "waiting_uploads",
]
