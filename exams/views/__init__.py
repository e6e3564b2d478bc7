from exams.views.choosing import exam, exams
from exams.views.sitting import answers, attempt, submit, take_over

__all__ = ["answers", "attempt", "exam", "exams", "submit", "take_over"]
