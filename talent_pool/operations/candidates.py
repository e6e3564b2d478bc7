"""What a person wants, whether they are to be seen just now, and who saw them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Count, F, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.identity import YOUNGEST_IN_POOL
from accounts.models import Identity, Organisation, Purpose, Region, StandingConsent, User
from certification.models import Certificate
from talent_pool.models import (
    Appearance,
    Candidate,
    CandidateRole,
    Opening,
    PoolMember,
    ProfileView,
    WantedRegion,
    born_by,
    recruiting_organisations,
)

MOST_WANTED_REGIONS = 10


@dataclass(frozen=True, kw_only=True)
class Wishes:
    roles: Sequence[str] = ()
    full_time: bool = False
    part_time: bool = False
    has_premises: bool = False
    text: str = ""
    ranking_off: bool = False


@transaction.atomic
def update_candidate(person: User, wishes: Wishes, *, regions: Iterable[Region], now: datetime) -> Candidate:
    """What the person wants from now on, in place of what they wanted before."""
    fields = {name: value for name, value in vars(wishes).items() if name != "roles"}
    candidate, _is_new = Candidate.objects.update_or_create(person=person, defaults=fields | {"updated_at": now})
    candidate.roles.all().delete()
    CandidateRole.objects.bulk_create(CandidateRole(candidate=candidate, role=role) for role in dict.fromkeys(wishes.roles))
    candidate.wanted_regions.all().delete()
    wanted = {region.pk: region for region in regions}
    WantedRegion.objects.bulk_create([WantedRegion(candidate=candidate, region=region) for region in wanted.values()][:MOST_WANTED_REGIONS])
    return candidate


def pause(person: User, *, now: datetime) -> None:
    """Not to be seen for a while: no platform finds the person from this commit on; running applications go on."""
    Candidate.objects.filter(person=person, paused_at=None).update(paused_at=now)


def resume(person: User, *, now: datetime) -> None:
    """To be seen again, by those to whom consent stands."""
    Candidate.objects.filter(person=person).exclude(paused_at=None).update(paused_at=None, updated_at=now)


@transaction.atomic
def note_appearances(people: Sequence[int], organisation: Organisation, *, now: datetime) -> None:
    """Count that these people's cards were shown to a platform today."""
    day = localtime(now).date()
    Appearance.objects.bulk_create(
        [Appearance(person_id=person, organisation=organisation, day=day) for person in sorted(people)], ignore_conflicts=True
    )
    Appearance.objects.filter(person__in=people, organisation=organisation, day=day).update(count=F("count") + 1)


def note_profile_view(person: User, *, by: User, organisation: Organisation, opening: Opening | None = None, now: datetime) -> None:
    """Write down that somebody of a platform opened the card: once per viewer and day."""
    ProfileView.objects.get_or_create(
        person=person, viewer=by, organisation=organisation, day=localtime(now).date(), defaults={"at": now, "opening": opening}
    )


class Hindrance(models.TextChoices):
    """Why no platform sees a person now, in the words the person reads."""

    NO_POOL = "no_pool", _("You are in no talent pool.")
    NO_BIRTH_DATE = "no_birth_date", _("You have not said when you were born.")
    NOT_YET = "not_yet", _("The law asks us to wait a little before showing you.")
    NO_CERTIFICATE = "no_certificate", _("You hold no valid certificate yet.")
    NO_PLATFORM = "no_platform", _("You have allowed no platform.")
    PAUSED = "paused", _("You have paused.")


def hindrances(person: User, *, now: datetime) -> list[Hindrance]:
    """Every leg of `shown_to` that is missing, in the order in which the person can put it right."""
    identity = Identity.objects.filter(person=person).first()
    platform = StandingConsent.objects.filter(person=person, purpose=Purpose.PLATFORM, receiver__in=recruiting_organisations())
    missing = {
        Hindrance.NO_POOL: not PoolMember.objects.standing().filter(person=person).exists(),
        Hindrance.NO_BIRTH_DATE: identity is None,
        Hindrance.NOT_YET: identity is not None and identity.birth_date > born_by(localtime(now).date(), YOUNGEST_IN_POOL),
        Hindrance.NO_CERTIFICATE: not Certificate.objects.standing(now).filter(learner=person).exists(),
        Hindrance.NO_PLATFORM: not platform.exists(),
        Hindrance.PAUSED: Candidate.objects.filter(person=person).exclude(paused_at=None).exists(),
    }
    return [hindrance for hindrance, is_missing in missing.items() if is_missing]


@dataclass(frozen=True)
class Appearances:
    """How often the card stood in searches during the last seven days, and of how many platforms."""

    times: int
    platforms: int


def appearances_of(person: User, *, now: datetime) -> Appearances:
    week = Appearance.objects.filter(person=person, day__gt=localtime(now).date() - timedelta(days=7))
    counted = week.aggregate(times=Sum("count"), platforms=Count("organisation", distinct=True))
    return Appearances(counted["times"] or 0, counted["platforms"])
