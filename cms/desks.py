"""Where people with a role do their work; shown on top of their own road."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User


@dataclass(frozen=True)
class Desk:
    title: str
    line: str
    url: str


def desks_of(person: User) -> list[Desk]:
    """One desk per kind of work, in the order of the road."""
    roles = set(person.memberships.standing().values_list("role", flat=True))
    desks = []
    if roles & {Role.TRAINER, Role.REVIEWER, Role.EXAMINER} or person.is_superuser:
        desks.append(Desk(_("Courses and pages"), _("Write lessons, publish, see what learners read"), reverse("wagtailadmin_home")))
    if Role.TRAINER in roles or person.is_superuser:
        desks.append(
            Desk(_("Questions from learners"), _("Answer, show answers to others, put lessons right"), reverse("courses:inquiries"))
        )
    if Role.CLASS_TEACHER in roles or person.is_superuser:
        desks.append(Desk(_("My learners"), _("How far they are, who is stuck, help with a lost number"), reverse("courses:classes")))
    if Role.CLASS_TEACHER in roles:
        desks.append(
            Desk(_("Learning with a helper"), _("Record what people without a telephone learn with you"), reverse("courses:assisted"))
        )
    if Role.EXAMINER in roles or person.is_superuser:
        desks.append(Desk(_("Issued certificates"), _("Find one, look at it, revoke it with a reason"), reverse("certification:issued")))
    if Role.RECRUITER in roles:
        desks.append(Desk(_("Find people"), _("Candidates who let you see them, openings, applications"), reverse("talent_pool:recruit")))
        desks.append(Desk(_("Stations"), _("Preparation, openings and monthly outcomes"), reverse("stations:stations")))
    if Role.PROGRAMME_OFFICER in roles:
        desks.append(Desk(_("Programmes"), _("Targets against reality, place by place"), reverse("programmes:desks")))
        desks.append(Desk(_("Openings to review"), _("Nothing is published before you have read it"), reverse("talent_pool:reviews")))
    if person.is_superuser:
        desks.append(Desk(_("Organisations and roles"), _("Who works where, as what"), reverse("cms:organisations")))
    return desks
