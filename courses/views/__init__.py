from courses.views.classes import class_learner, classes, new_number
from courses.views.drafts import draft
from courses.views.keeping import kept
from courses.views.learning import done, enrol, my_courses
from courses.views.pages import page
from courses.views.search import search
from courses.views.state import events, state

__all__ = ["class_learner", "classes", "done", "draft", "enrol", "events", "kept", "my_courses", "new_number", "page", "search", "state"]
