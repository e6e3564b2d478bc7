"""Where institutions write, and who may write there."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from accounts.models import Organisation, User
from courses.models import Course, CourseIndexPage, CoursePage, InstitutionPage


@transaction.atomic
def open_institution(organisation: Organisation, parent: CourseIndexPage) -> InstitutionPage:
    """The institution's own corner of the course tree, and the group that may write there and nowhere else. Repeating changes nothing."""
    page: InstitutionPage | None = InstitutionPage.objects.filter(organisation=organisation).first()
    if page is None:
        page = parent.add_child(
            instance=InstitutionPage(title=organisation.name, slug=organisation.slug, organisation=organisation, locale=parent.locale)
        )
        page.save_revision().publish()
    group = trainers_of(organisation)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=["add_page", "change_page", "publish_page"])
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    return page


def trainers_of(organisation: Organisation) -> Group:
    group, _ = Group.objects.get_or_create(name=f"trainers of {organisation.slug}")
    return group


def seat_trainer(person: User, organisation: Organisation) -> None:
    """The person may write the institution's pages."""
    person.groups.add(trainers_of(organisation))


def unseat_trainer(person: User, organisation: Organisation) -> None:
    """The person may no longer write there. Pages written stay."""
    person.groups.remove(trainers_of(organisation))


def open_course(page: CoursePage) -> Course:
    """The row for a course page; the same row when asked again."""
    institution = InstitutionPage.objects.ancestor_of(page).get()
    course, _ = Course.objects.get_or_create(page=page, defaults={"key": page.course_key, "organisation_id": institution.organisation_id})
    return course
