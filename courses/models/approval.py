from __future__ import annotations

import json

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Workflow

from accounts.models import Organisation, User
from courses.copying import COPIED, digest

STREAMS = ("body", "practice")


class ReviewRule(models.Model):
    """Whether an institution's lessons are read by a reviewer before learners see them.

    Without a row nobody has ever asked: trainers publish by themselves.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("institution"))
    is_asked = models.BooleanField(default=True)
    own_needs_another = models.BooleanField(default=True)
    """Whether a reviewer's own writing waits for another reviewer."""
    workflow = models.ForeignKey(Workflow, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("rule of review")
        verbose_name_plural = _("rules of review")

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.is_asked}"


class OwnWriting(Exception):
    """Whoever wrote the last change may not be the one who publishes it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.pk)
        self.page = page


def refuse_own_writing(page: Page, revision: Revision, by: User) -> None:
    """Raise OwnWriting where the institution asks for a second pair of eyes and nobody but `by` had this version in hand.

    The owner of the site may: the rule is the owner's to switch.
    """
    above = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    asked = ReviewRule.objects.filter(is_asked=True, own_needs_another=True, workflow__workflow_pages__page__path__in=above)
    if by.is_superuser or not asked.exists():
        return
    if author_of(page, revision) == by.pk:
        raise OwnWriting(page)


def author_of(page: Page, revision: Revision) -> int | None:
    """Who wrote what the revision says: saving it again without a change makes nobody its author. None where nothing is new."""
    if page.live_revision_id and words_of(page.live_revision) == words_of(revision):
        return None
    copied = getattr(page, "copied_from", None)
    if copied is not None and copied.brought_revision == revision.pk:
        return None  # another institution published it
    author: int | None = revision.user_id
    for before in page.revisions.filter(pk__lt=revision.pk).order_by("-pk").iterator(chunk_size=20):
        if words_of(before) != words_of(revision):
            break
        author = before.user_id
    return author


def words_of(revision: Revision) -> str:
    """Two revisions that say the same have the same; the marks that Wagtail gives blocks do not count."""
    said = {name: revision.content.get(name) for name in (*COPIED, "audience", "reading")}
    return digest({name: json.loads(value) if name in STREAMS and value else value for name, value in said.items()})
