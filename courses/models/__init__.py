"""What is taught and how far each learner is. Submodules import in this order and never back: pages, learning, then the rest."""

from courses.models.approval import ReviewRule
from courses.models.learning import (
    Course,
    Enrolment,
    EventKind,
    LearningEvent,
    LessonProgress,
    Outline,
    OutlineLesson,
    Place,
    Refusal,
    RefusedEvent,
    RetiredLesson,
    Study,
    study_of,
)
from courses.models.pages import CourseIndexPage, CoursePage, InstitutionPage, LessonPage, ModulePage
from courses.models.starter import StarterText

__all__ = [
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "EventKind",
    "InstitutionPage",
    "LearningEvent",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Outline",
    "OutlineLesson",
    "Place",
    "Refusal",
    "RefusedEvent",
    "RetiredLesson",
    "ReviewRule",
    "StarterText",
    "Study",
    "study_of",
]
