"""Wagtail says that a page came, went or moved: its course is compiled anew; that it was submitted or reviewed: people are told."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils.timezone import now
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import page_published, page_unpublished, post_page_move, task_submitted, workflow_approved, workflow_rejected

from accounts.models import User
from courses import operations
from courses.serving import pages_changed


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="compile the course of a changed page")
def compile_course(instance: Page, parent_page_before: Page | None = None, **facts: Any) -> None:
    operations.refresh_course_of(instance, left=parent_page_before, now=now())
    transaction.on_commit(pages_changed, robust=True)


@receiver(task_submitted, dispatch_uid="tell reviewers of a submitted page")
def tell_reviewers(instance: TaskState, **facts: Any) -> None:
    operations.tell_reviewers(instance, now=now())


@receiver(workflow_approved, dispatch_uid="tell the author of an approved page")
def tell_of_approval(instance: WorkflowState, user: User | None = None, **facts: Any) -> None:
    operations.tell_author(instance, is_approved=True, by=user, now=now())


@receiver(workflow_rejected, dispatch_uid="tell the author of a page to change")
def tell_of_rejection(instance: WorkflowState, user: User | None = None, **facts: Any) -> None:
    operations.tell_author(instance, is_approved=False, by=user, now=now())
