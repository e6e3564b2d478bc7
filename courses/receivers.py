"""Wagtail says that a page came, went or moved; the course it belongs to is compiled anew."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils.timezone import now
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses import operations
from courses.serving import pages_changed


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="compile the course of a changed page")
def compile_course(instance: Page, parent_page_before: Page | None = None, **facts: Any) -> None:
    operations.refresh_course_of(instance, left=parent_page_before, now=now())
    transaction.on_commit(pages_changed, robust=True)
