"""The class teacher's room, and the learner's own view of a class."""

from courses.views.classes.cards import cards, new_card
from courses.views.classes.desk import all_classes, change_class, class_page, drop_session, new_class, sessions
from courses.views.classes.learners import class_learner, classes, new_number
from courses.views.classes.mine import leave_class, my_class
from courses.views.classes.people import nudge, nudge_all, remove
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
    "import_roster",
    "leave_class",
    "my_class",
    "new_card",
    "new_class",
    "new_number",
    "nudge",
    "nudge_all",
    "remove",
    "roster_template",
    "sessions",
]
