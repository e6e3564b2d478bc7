from courses.views.answering import answer_one, to_answer
from courses.views.classes import (
    add_person,
    all_classes,
    cards,
    change_class,
    check_roster,
    class_learner,
    class_page,
    classes,
    drop_session,
    import_roster,
    leave_class,
    my_class,
    new_card,
    new_class,
    new_number,
    nudge,
    nudge_all,
    remove,
    roster_template,
    sessions,
)
from courses.views.diagnosis import diagnosed, diagnosis
from courses.views.drafts import draft
from courses.views.files import media
from courses.views.going_on import go_on, go_on_json, what_counts
from courses.views.inquiries import ask, lesson_questions, my_inquiries, my_inquiry
from courses.views.keeping import kept
from courses.views.learning import done, enrol, my_courses
from courses.views.notebook import my_notes, note, note_json
from courses.views.pages import page
from courses.views.reminders import reminders
from courses.views.search import search
from courses.views.state import events, state
from courses.views.terms import terms
from courses.views.worksheets import (
    blank_sheet,
    shared_sheets,
    sheet,
    sheet_copy,
    sheet_log,
    sheet_paper,
    sheet_share,
    sheet_then,
    worksheet,
    worksheets,
)

__all__ = [
    "add_person",
    "all_classes",
    "answer_one",
    "ask",
    "blank_sheet",
    "cards",
    "change_class",
    "check_roster",
    "class_learner",
    "class_page",
    "classes",
    "diagnosed",
    "diagnosis",
    "done",
    "draft",
    "drop_session",
    "enrol",
    "events",
    "go_on",
    "go_on_json",
    "import_roster",
    "kept",
    "leave_class",
    "lesson_questions",
    "media",
    "my_class",
    "my_courses",
    "my_inquiries",
    "my_inquiry",
    "my_notes",
    "new_card",
    "new_class",
    "new_number",
    "note",
    "note_json",
    "nudge",
    "nudge_all",
    "page",
    "reminders",
    "remove",
    "roster_template",
    "search",
    "sessions",
    "shared_sheets",
    "sheet",
    "sheet_copy",
    "sheet_log",
    "sheet_paper",
    "sheet_share",
    "sheet_then",
    "state",
    "terms",
    "to_answer",
    "what_counts",
    "worksheet",
    "worksheets",
]
