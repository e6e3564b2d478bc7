from django.dispatch import Signal

course_completed = Signal()
"""A learner has done every lesson of a course. Rung once, after commit. Provides args: enrolment_id."""
