"""How much of a question an answer earns, and what a paper's marks come to. Pure."""

from exams.grading.shares import grade, grade_parts
from exams.grading.verdict import Mark, TopicMark, Verdict, judge, percent_of

__all__ = ["Mark", "TopicMark", "Verdict", "grade", "grade_parts", "judge", "percent_of"]
