from django.db import models
from django.db.models import F, Q

from accounts.models import User
from courses.models.learning import Enrolment, Outline


class OutlineMove(models.Model):
    """An enrolment was taken to another outline of its course, by whom and when. Append-only."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="moves")
    source = models.ForeignKey(Outline, models.PROTECT, related_name="+")
    target = models.ForeignKey(Outline, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=F("target")), name="a_move_leads_to_another_outline")]
