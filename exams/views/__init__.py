from exams.views.choosing import exam, exams
from exams.views.pictures import picture
from exams.views.sitting import answers, attempt, submit, take_over

__all__ = ["answers", "attempt", "exam", "exams", "picture", "submit", "take_over"]
