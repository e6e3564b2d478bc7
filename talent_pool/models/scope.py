"""For which platforms, and where, somebody of the staff may act."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organisation, Region, Role, User


def recruiting_organisations() -> models.QuerySet[Organisation]:
    """Standing, verified organisations of a kind that recruits."""
    return Organisation.objects.standing().filter(kind__recruits=True, verified_at__isnull=False)


def platforms_of(user: User) -> models.QuerySet[Organisation]:
    """The platforms this person now recruits for."""
    return recruiting_organisations().filter(pk__in=user.organisations_as(Role.RECRUITER).values("pk")).order_by("name")


def within_scope(user: User, role: Role, field: str, organisation: Organisation | None = None) -> Q:
    """A condition on a region path: within the regions for which this person holds the role; everywhere if one names none."""
    held = Membership.objects.standing().filter(person=user, role=role)
    if organisation is not None:
        held = held.filter(organisation=organisation)
    regions = [membership.region for membership in held.select_related("region")]
    if any(region is None for region in regions):
        return Q()
    condition = Q(pk__in=[])
    for region in regions:
        if region is not None:
            condition |= path_within(field, region)
    return condition


def path_within(field: str, region: Region) -> Q:
    return Q(**{f"{field}__gte": region.path, f"{field}__lt": region.path_end})


def path_of(person: str) -> Coalesce:
    """The path of where a person is to be found: where they live now, else home (as `User.region` says)."""
    return Coalesce(F(f"{person}__current_region__path"), F(f"{person}__home_region__path"))
