"""Where institutions write, who may write there, and who publishes."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from accounts.models import Organisation, User
from courses.indexing import indexing_at_the_end
from courses.models import Course, CourseIndexPage, CoursePage, InstitutionPage, ReviewRule
from courses.operations.shelves import open_shelves

WRITE = ("add_page", "change_page")
PUBLISH = ("publish_page",)


@transaction.atomic
def open_institution(organisation: Organisation, parent: CourseIndexPage) -> InstitutionPage:
    """The institution's own corner of the course tree, and the groups that may write there and nowhere else. Repeating changes nothing."""
    page: InstitutionPage | None = InstitutionPage.objects.filter(organisation=organisation).first()
    if page is None:
        with indexing_at_the_end():
            page = parent.add_child(
                instance=InstitutionPage(title=organisation.name, slug=organisation.slug, organisation=organisation, locale=parent.locale)
            )
            page.save_revision(clean=False).publish()
    for group in (trainers_of(organisation), reviewers_of(organisation)):
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        allow(group, page, WRITE)
        open_shelves(group, organisation)
    allow(reviewers_of(organisation), page, PUBLISH)
    apply_review_rule(page)
    return page


def allow(group: Group, page: InstitutionPage, codenames: tuple[str, ...]) -> None:
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    GroupPagePermission.objects.bulk_create(
        [GroupPagePermission(group=group, page=page, permission=permission) for permission in permissions], ignore_conflicts=True
    )


def trainers_of(organisation: Organisation) -> Group:
    group, _ = Group.objects.get_or_create(name=f"trainers of {organisation.slug}")
    return group


def reviewers_of(organisation: Organisation) -> Group:
    group, _ = Group.objects.get_or_create(name=f"reviewers of {organisation.slug}")
    return group


def seat_trainer(person: User, organisation: Organisation) -> None:
    """The person may write the institution's pages."""
    person.groups.add(trainers_of(organisation))


def unseat_trainer(person: User, organisation: Organisation) -> None:
    """The person may no longer write there. Pages written stay."""
    person.groups.remove(trainers_of(organisation))


@transaction.atomic
def seat_reviewer(person: User, organisation: Organisation, *, now: datetime) -> None:
    """The person reads what trainers submit, and publishes it.

    With an institution's first reviewer its trainers submit instead of publishing; a rule once made is left as it is.
    """
    person.groups.add(reviewers_of(organisation))
    if not ReviewRule.objects.filter(organisation=organisation).exists():
        set_review(organisation, is_asked=True, by=None, now=now)


def unseat_reviewer(person: User, organisation: Organisation) -> None:
    """The person no longer reviews. The rule stays, even where nobody is left: a second pair of eyes is not dropped in silence."""
    person.groups.remove(reviewers_of(organisation))


@transaction.atomic
def set_review(
    organisation: Organisation, *, is_asked: bool, by: User | None, now: datetime, own_needs_another: bool | None = None
) -> ReviewRule:
    """Whether a reviewer reads every lesson before it is published. Asking twice changes nothing.

    `own_needs_another` says whether a reviewer's own writing waits for another reviewer; None leaves that as it is.
    What waits for a reviewer when review is switched off goes on waiting; whoever may publish may still do so.
    """
    rule = ReviewRule.objects.select_for_update().filter(organisation=organisation).first()
    if rule is None:
        rule = ReviewRule.objects.create(
            organisation=organisation,
            is_asked=is_asked,
            own_needs_another=own_needs_another is not False,
            workflow=make_workflow(organisation),
            changed_at=now,
            changed_by=by,
        )
    else:
        another = rule.own_needs_another if own_needs_another is None else own_needs_another
        if (rule.is_asked, rule.own_needs_another) != (is_asked, another):
            rule.is_asked, rule.own_needs_another, rule.changed_at, rule.changed_by = is_asked, another, now, by
            rule.save()
    page = InstitutionPage.objects.filter(organisation=organisation).first()
    if page is not None:
        apply_review_rule(page)
    return rule


def make_workflow(organisation: Organisation) -> Workflow:
    """One step: the institution's reviewers. It is named for the button on which authors read it."""
    with override(settings.LANGUAGE_CODE):
        name = gettext("Review at %(organisation)s") % {"organisation": organisation.short_name}
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(reviewers_of(organisation))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def apply_review_rule(page: InstitutionPage) -> None:
    """Bring rights and workflow of the institution's pages to what its rule says."""
    rule = ReviewRule.objects.filter(organisation=page.organisation_id).first()
    trainers = trainers_of(page.organisation)
    if rule is not None and rule.is_asked:
        GroupPagePermission.objects.filter(group=trainers, page=page, permission__codename__in=PUBLISH).delete()
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": rule.workflow})
    else:
        allow(trainers, page, PUBLISH)
        WorkflowPage.objects.filter(page=page).delete()


def open_course(page: CoursePage) -> Course:
    """The row for a course page; the same row when asked again."""
    institution = InstitutionPage.objects.ancestor_of(page).get()
    course, _ = Course.objects.get_or_create(page=page, defaults={"key": page.course_key, "organisation_id": institution.organisation_id})
    return course
