from django.db import models
from wagtail.models import Page


class StarterText(models.Model):
    """Which of the texts we ship stands where, so that loading again costs little and never undoes an editor's work."""

    path = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    revision_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.path
