"""Giving and ending roles. It reaches two floors at once: who may do what, and who may write which pages."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Membership, Organisation, Region, Role, User
from courses import operations as courses
from courses.models import CourseIndexPage

WRITERS = (Role.TRAINER, Role.EXAMINER)
AUTHORS = (*WRITERS, Role.REVIEWER)
"""Whoever enters the admin for an institution's pages."""


@transaction.atomic
def appoint(
    person: User, organisation: Organisation, role: Role, *, region: Region | None = None, by: User | None, now: datetime
) -> Membership:
    """The person has the role from now on and is told. A trainer's corner of the course tree opens with the first trainer."""
    membership = accounts.grant_membership(person, organisation, role, region=region, now=now)
    if role in AUTHORS and organisation.kind.teaches:
        parent = CourseIndexPage.objects.first()
        if parent is not None:
            courses.open_institution(organisation, parent)
        seat(person, organisation, role, now=now)
    tell_of_role(membership, by=by, now=now)
    return membership


def seat(person: User, organisation: Organisation, role: Role, *, now: datetime) -> None:
    if role == Role.REVIEWER:
        courses.seat_reviewer(person, organisation, now=now)
    else:
        courses.seat_trainer(person, organisation)


def tell_of_role(membership: Membership, *, by: User | None, now: datetime) -> None:
    where = {"organisation": membership.organisation, "who": by}
    accounts.tell(
        membership.person,
        key=f"role:{membership.pk}",
        title=_("You are now: %(role)s") % {"role": membership.get_role_display()},
        text=(_("At %(organisation)s, given by %(who)s.") if by else _("At %(organisation)s.")) % where,
        link=reverse("cms:road"),
        now=now,
    )


@transaction.atomic
def dismiss(membership: Membership, *, now: datetime) -> None:
    """The role ends; with the last one that writes, the right to write the institution's pages. Pages written stay."""
    accounts.end_membership(membership.pk, now=now)
    still = Membership.objects.filter(person=membership.person, organisation=membership.organisation, ended_at=None)
    if not still.filter(role__in=WRITERS).exists():
        courses.unseat_trainer(membership.person, membership.organisation)
    if not still.filter(role=Role.REVIEWER).exists():
        courses.unseat_reviewer(membership.person, membership.organisation)


@transaction.atomic
def suspend_organisation(organisation: Organisation, *, now: datetime) -> None:
    """Its people lose at once what they saw through it, and may no longer write its pages. What they made stays."""
    accounts.suspend_organisation(organisation, now=now)
    for person in User.objects.filter(pk__in=authors_of(organisation).values("person")):
        courses.unseat_trainer(person, organisation)
        courses.unseat_reviewer(person, organisation)


@transaction.atomic
def resume_organisation(organisation: Organisation, *, now: datetime) -> None:
    """The suspension is over: the roles that still stand work again."""
    accounts.resume_organisation(organisation)
    for membership in authors_of(organisation).select_related("person"):
        seat(membership.person, organisation, Role(membership.role), now=now)


def authors_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation, role__in=AUTHORS, ended_at=None)
