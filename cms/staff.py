"""Giving and ending roles. It reaches two floors at once: who may do what, and who may write which pages."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Membership, Organisation, Region, Role, User
from courses import operations as courses
from courses.models import CourseIndexPage

WRITERS = (Role.TRAINER, Role.EXAMINER)


@transaction.atomic
def appoint(
    person: User, organisation: Organisation, role: Role, *, region: Region | None = None, by: User | None, now: datetime
) -> Membership:
    """The person has the role from now on and is told. A trainer's corner of the course tree opens with the first trainer."""
    membership = accounts.grant_membership(person, organisation, role, region=region, now=now)
    if role in WRITERS and organisation.kind.teaches:
        parent = CourseIndexPage.objects.first()
        if parent is not None:
            courses.open_institution(organisation, parent)
        courses.seat_trainer(person, organisation)
    tell_of_role(membership, by=by, now=now)
    return membership


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
    still = Membership.objects.filter(person=membership.person, organisation=membership.organisation, role__in=WRITERS, ended_at=None)
    if not still.exists():
        courses.unseat_trainer(membership.person, membership.organisation)


@transaction.atomic
def suspend_organisation(organisation: Organisation, *, now: datetime) -> None:
    """Its people lose at once what they saw through it, and may no longer write its pages. What they made stays."""
    accounts.suspend_organisation(organisation, now=now)
    for person in writers_of(organisation):
        courses.unseat_trainer(person, organisation)


@transaction.atomic
def resume_organisation(organisation: Organisation) -> None:
    """The suspension is over: the roles that still stand work again."""
    accounts.resume_organisation(organisation)
    for person in writers_of(organisation):
        courses.seat_trainer(person, organisation)


def writers_of(organisation: Organisation) -> list[User]:
    rows = User.objects.filter(memberships__organisation=organisation, memberships__role__in=WRITERS, memberships__ended_at=None)
    return list(rows.distinct())
