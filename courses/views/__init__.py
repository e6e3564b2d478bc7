from courses.views.classes import (
    all_classes,
    change_class,
    class_learner,
    class_page,
    classes,
    drop_session,
    leave_class,
    my_class,
    new_class,
    new_number,
    nudge,
    nudge_all,
    remove,
    sessions,
)
from courses.views.drafts import draft
from courses.views.files import media
from courses.views.keeping import kept
from courses.views.learning import done, enrol, my_courses
from courses.views.pages import page
from courses.views.search import search
from courses.views.state import events, state

__all__ = [
    "all_classes",
    "change_class",
    "class_learner",
    "class_page",
    "classes",
    "done",
    "draft",
    "drop_session",
    "enrol",
    "events",
    "kept",
    "leave_class",
    "my_class",
    "my_courses",
    "new_class",
    "new_number",
    "nudge",
    "nudge_all",
    "page",
    "remove",
    "search",
    "sessions",
    "state",
]
__all__ = ["class_learner", "classes", "done", "draft", "enrol", "events", "kept", "my_courses", "new_number", "page", "search", "state"]
__all__ = ["class_learner", "classes", "done", "enrol", "events", "kept", "media", "my_courses", "new_number", "page", "search", "state"]
