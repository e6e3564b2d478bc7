from typing import Any

from django.dispatch import receiver

from certification import tasks
from certification.signals import certificate_issued
from courses.models import Enrolment
from courses.signals import course_completed
from exams.models import Attempt
from exams.signals import attempt_passed


@receiver(course_completed, dispatch_uid="certify_after_course")
def course_was_completed(sender: Any, *, enrolment_id: int, **rest: Any) -> None:
    tasks.issue_for_learner.delay(Enrolment.objects.values_list("learner_id", flat=True).get(pk=enrolment_id))


@receiver(attempt_passed, dispatch_uid="certify_after_exam")
def exam_was_passed(sender: Any, *, attempt_id: int, **rest: Any) -> None:
    tasks.issue_for_learner.delay(Attempt.objects.values_list("learner_id", flat=True).get(pk=attempt_id))


@receiver(certificate_issued, dispatch_uid="print_certificate")
def certificate_was_issued(sender: Any, *, certificate_id: int, **rest: Any) -> None:
    tasks.render_certificate.delay(certificate_id)
