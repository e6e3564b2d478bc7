"""What an author may write."""

from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from courses.models.pages import CoursePage


def authored_courses(user: User) -> QuerySet[CoursePage]:
    """The courses whose pages this person may change, the latest changed first."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    found: QuerySet[CoursePage] = CoursePage.objects.filter(pk__in=allowed.values("pk")).order_by("-latest_revision_created_at", "-pk")
    return found
