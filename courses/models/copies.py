"""Courses built after another institution's: what is offered, what is locked, which page came from which."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Organisation, User
from courses.copying import digest
from courses.locks import LockedByOriginal
from courses.models.learning import Course


class CourseOffer(models.Model):
    """Other institutions may build a course after this one."""

    course = models.OneToOneField(Course, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class LockedPart(models.Model):
    """A module (with its lessons) or a lesson that copies may not change, and why."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="locked_part")
    reason = models.CharField(_("why"), max_length=100, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class CourseCopy(models.Model):
    """A course that an institution built after another's."""

    original = models.ForeignKey(Course, models.PROTECT, related_name="+")
    copy = models.OneToOneField(Course, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "organisation"], name="an_institution_builds_once_after_a_course"),
            models.CheckConstraint(condition=~Q(original=F("copy")), name="a_course_is_not_its_own_copy"),
        ]

    def __str__(self) -> str:
        return f"{self.original_id} → {self.copy_id}"


class CopiedPage(models.Model):
    """A module or lesson and the one it came from. `brought` is the digest of the words as they were last brought over.

    Where the institution took its page away, or the original went, that side is empty and the row stays: nothing is brought twice.
    """

    course_copy = models.ForeignKey(CourseCopy, models.PROTECT, related_name="pages")
    original = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    page = models.OneToOneField(Page, models.SET_NULL, null=True, related_name="copied_from")
    brought = models.CharField(max_length=64)
    brought_revision = models.BigIntegerField()
    brought_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_copy", "original"], name="a_page_is_brought_once_into_a_copy")]

    def lock_for(self, page: Any) -> LockedByOriginal | None:
        """The original's lock; none where the institution had changed the page before it was locked: its words stay its own."""
        held = lock_on(self.original) if self.original else None
        if held is None or not self.is_as_brought(page):
            return None
        return LockedByOriginal(page, keeper=self.course_copy.original.organisation.name, reason=held.reason)

    def is_as_brought(self, page: Any) -> bool:
        return page.latest_revision_id == self.brought_revision or digest(page.get_latest_revision_as_object().words()) == self.brought


class CopyUpdate(models.Model):
    """What one update did to a copy. Append-only."""

    course_copy = models.ForeignKey(CourseCopy, models.PROTECT, related_name="updates")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changes = models.JSONField()

    class Meta:
        ordering = ["pk"]


def lock_on(page: Page) -> LockedPart | None:
    """The lock that holds an original page: its own, or its module's."""
    holding = LockedPart.objects.filter(Q(page=page) | Q(page__path=page.path[: -Page.steplen]))
    held: LockedPart | None = holding.order_by("-page__path").first()
    return held
