"""The pieces a lesson is written with, and the questions it practises with."""

from courses.blocks.body import LessonBody
from courses.blocks.planned import PlannedModules
from courses.blocks.questions import Practice, answer_key

__all__ = ["LessonBody", "PlannedModules", "Practice", "answer_key"]
