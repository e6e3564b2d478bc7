from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Workflow

from accounts.models import Organisation, User


class ReviewRule(models.Model):
    """Whether an institution's lessons are read by a reviewer before learners see them.

    Without a row nobody has ever asked: trainers publish by themselves.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("institution"))
    is_asked = models.BooleanField(default=True)
    workflow = models.ForeignKey(Workflow, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("rule of review")
        verbose_name_plural = _("rules of review")

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.is_asked}"
