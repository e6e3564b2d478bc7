"""Texts that come from files: the curriculum we ship, and old lessons that trainers bring."""

from courses.formats.curriculum import (
    BadStarterText,
    CourseText,
    LessonText,
    ModuleText,
    digest_of,
    key_of,
    read_course,
    read_lesson,
    read_yaml,
)
from courses.formats.old_lessons import OldLesson, read_old_lesson
from courses.formats.pieces import BadOldLesson

__all__ = [
    "BadOldLesson",
    "BadStarterText",
    "CourseText",
    "LessonText",
    "ModuleText",
    "OldLesson",
    "digest_of",
    "key_of",
    "read_course",
    "read_lesson",
    "read_old_lesson",
    "read_yaml",
]
