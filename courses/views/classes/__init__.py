"""The class teacher's room, and the learner's own view of a class."""

from courses.views.classes.attendance import here, here_now, marks, screen, session_page
from courses.views.classes.cards import cards, new_card
from courses.views.classes.desk import all_classes, change_class, class_page, drop_session, new_class, sessions
from courses.views.classes.joining import end_link, invite, join, open_link, poster
from courses.views.classes.learners import class_learner, classes, new_number
from courses.views.classes.mine import leave_class, my_class
from courses.views.classes.people import nudge, nudge_all, remove
from courses.views.classes.printing import print_roster, print_sign_in
from courses.views.classes.rosters import add_person, check_roster, import_roster, roster_template

__all__ = [
    "add_person",
    "all_classes",
    "cards",
    "change_class",
    "check_roster",
    "class_learner",
    "class_page",
    "classes",
    "drop_session",
    "end_link",
    "here",
    "here_now",
    "import_roster",
    "invite",
    "join",
    "leave_class",
    "marks",
    "my_class",
    "new_card",
    "new_class",
    "new_number",
    "nudge",
    "nudge_all",
    "open_link",
    "poster",
    "print_roster",
    "print_sign_in",
    "remove",
    "roster_template",
    "screen",
    "session_page",
    "sessions",
]
