from courses.views.learning import done, enrol, my_courses
from courses.views.search import search
from courses.views.state import events, state

__all__ = ["done", "enrol", "events", "my_courses", "search", "state"]
