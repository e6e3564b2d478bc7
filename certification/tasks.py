from celery import shared_task
from django.utils.timezone import now

from certification import operations


@shared_task
def issue_for_learner(learner_id: int) -> None:
    operations.issue_for_learner(learner_id, now=now())


@shared_task
def issue_missing_certificates() -> None:
    """The sweep: what lost doorbells left behind."""
    for _ in operations.issue_missing_certificates(now=now()):
        pass


@shared_task
def render_certificate(certificate_id: int) -> None:
    operations.render_certificate(certificate_id, now=now())


@shared_task
def render_missing() -> None:
    for _ in operations.render_missing(now=now()):
        pass
