"""Learning with a helper: a person without a telephone, who helps, and the consent that was signed on paper."""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from courses.models.learning import Enrolment, EventKind, LearningEvent

WORDS_VERSION = 1
"""Which words stood on the paper; the page for the helper shows them."""


class AssistedLearnerQuerySet(models.QuerySet["AssistedLearner"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> Self:
        """Those this person helps, and those of institutions where the person leads classes."""
        return self.filter(Q(helper=user) | Q(institution__in=user.organisations_as(Role.CLASS_TEACHER)), ended_at=None)


class AssistedLearner(models.Model):
    """A helper records for this person what they learned together. Ended, never deleted."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    helper = models.ForeignKey(User, models.PROTECT, related_name="+")
    consent_signed_on = models.DateField()
    consent_words = models.PositiveSmallIntegerField(default=WORDS_VERSION)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AssistedLearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("learner with a helper")
        verbose_name_plural = _("learners with a helper")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution"], condition=Q(ended_at=None), name="one_standing_helper_per_institution"
            ),
            models.CheckConstraint(condition=~Q(person=F("helper")), name="nobody_is_their_own_helper"),
        ]

    def __str__(self) -> str:
        return str(self.person)


def lessons_done_with_help(enrolment: Enrolment) -> dict[UUID, User]:
    """Lessons that nobody but a helper ever said were done, each with the helper. What the person did alone is not among them."""
    done = LearningEvent.objects.filter(enrolment=enrolment, kind=EventKind.DONE)
    alone = done.filter(lesson_key=OuterRef("lesson_key"), assisted_by=None)
    helped = done.filter(~Exists(alone), assisted_by__isnull=False).select_related("assisted_by")
    return {event.lesson_key: event.assisted_by for event in helped if event.assisted_by}
