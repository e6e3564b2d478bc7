"""What an author may write."""

from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from accounts.models import User
from courses.models.copies import CourseOffer
from courses.models.pages import CoursePage, InstitutionPage


def authored_courses(user: User) -> QuerySet[CoursePage]:
    """The courses whose pages this person may change, the latest changed first."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    found: QuerySet[CoursePage] = CoursePage.objects.filter(pk__in=allowed.values("pk")).order_by("-latest_revision_created_at", "-pk")
    return found


def choosable_pages(user: User) -> PageQuerySet:
    """What Wagtail's chooser offers an author: the own pages and the way to them. It shows drafts' titles, so nobody else's."""
    return PagePermissionPolicy().explorable_instances(user)


def offered_to(institution: InstitutionPage) -> QuerySet[CourseOffer]:
    """What others offer to be built after, with the institution behind it, the newest first."""
    others = CourseOffer.objects.exclude(course__organisation=institution.organisation_id).filter(course__page__live=True)
    return others.select_related("course__page", "course__organisation").order_by("-at", "-pk")
