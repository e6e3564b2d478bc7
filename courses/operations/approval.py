"""What reviewers and authors are told while a page waits between them."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import GroupApprovalTask, Page, TaskState, WorkflowState

from accounts.models import User
from accounts.operations import tell


def tell_reviewers(state: TaskState, *, now: datetime) -> None:
    """A page waits: each reviewer but the one who submitted it reads so in the inbox, once for each submission."""
    page, task = state.workflow_state.content_object, state.task.specific
    if not isinstance(page, Page) or not isinstance(task, GroupApprovalTask):
        return
    author = state.workflow_state.requested_by
    groups = Group.objects.filter(pk__in=task.groups.values("pk"))
    for person in User.objects.active().filter(groups__in=groups).exclude(pk=author.pk if author else None).distinct():
        tell(
            person,
            key=f"review:{state.pk}",
            title=_("Waiting for your review: %(page)s") % {"page": latest_title(page)},
            text=_("Submitted by %(author)s.") % {"author": author} if author else "",
            link=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            now=now,
        )


def tell_author(state: WorkflowState, *, is_approved: bool, by: User | None, now: datetime) -> None:
    """What became of it, with the reviewer's comment. Who reviewed the own page is not told."""
    page, author = state.content_object, state.requested_by
    if not isinstance(page, Page) or author is None or author == by:
        return
    last = state.task_states.order_by("-pk").first()
    names = {"page": latest_title(page)}
    tell(
        author,
        key=f"reviewed:{last.pk if last else state.pk}:{'yes' if is_approved else 'no'}",
        title=(_("Approved: %(page)s") if is_approved else _("Please change something: %(page)s")) % names,
        text=last.comment if last else "",
        link=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        now=now,
    )


def latest_title(page: Page) -> str:
    return str(page.get_latest_revision_as_object().title)
