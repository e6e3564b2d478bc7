"""Who is shown to a platform: every leg of the query is taken away in turn."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import Identity, Membership, Organisation, OrganisationKind, User
from accounts.operations import suspend_organisation
from certification.operations import revoke_certificate
from talent_pool import operations
from talent_pool.models import Candidate, Pool, born_by
from tests.cast import BORN, NOW, Cast, make_organisation, make_person
from tests.talent_pool.factories import join, make_certificate, make_pool


def shown(cast: Cast, platform: Organisation | None = None) -> list[int]:
    return list(Candidate.objects.shown_to(platform or cast.platform, NOW).values_list("person", flat=True))


def revoke(cast: Cast) -> None:
    revoke_certificate(make_certificate(cast.learner), "代考", by=cast.trainer, now=NOW)


def born_yesterday_sixteen_years_ago(cast: Cast) -> None:
    Identity.objects.filter(person=cast.learner).update(birth_date=date(NOW.year - 16, NOW.month, NOW.day) + timedelta(days=1))


WITHOUT: dict[str, Callable[[Cast], object]] = {
    "out of the pool": lambda cast: operations.leave_pool(cast.learner, Pool.objects.get(), now=NOW),
    "not to this platform": lambda cast: operations.refuse_platform(cast.learner, cast.platform, now=NOW),
    "certificate revoked": revoke,
    "under sixteen": born_yesterday_sixteen_years_ago,
    "no birth date": lambda cast: Identity.objects.filter(person=cast.learner).delete(),
    "paused": lambda cast: operations.pause(cast.learner, now=NOW),
    "not active": lambda cast: User.objects.filter(pk=cast.learner.pk).update(is_active=False),
    "erased": lambda cast: User.objects.filter(pk=cast.learner.pk).update(erased_at=NOW),
    "platform suspended": lambda cast: suspend_organisation(cast.platform, now=NOW),
    "platform unverified": lambda cast: Organisation.objects.filter(pk=cast.platform.pk).update(verified_at=None),
    "kind recruits no more": lambda cast: OrganisationKind.objects.filter(pk=cast.platform.kind_id).update(recruits=False),
}


@pytest.mark.parametrize("leg", WITHOUT)
def test_nobody_is_shown_when_one_leg_is_missing(leg: str, cast: Cast) -> None:
    join(cast.learner, cast.platform)
    assert shown(cast) == [cast.learner.pk]
    WITHOUT[leg](cast)
    assert shown(cast) == []


def test_an_expired_certificate_shows_nobody(cast: Cast) -> None:
    make_certificate(cast.learner, issued_at=NOW - timedelta(days=9), expires_at=NOW - timedelta(days=1))
    join(cast.learner, cast.platform)
    assert shown(cast) == []


def test_consent_to_one_platform_shows_nothing_to_another(cast: Cast) -> None:
    join(cast.learner, cast.platform)
    assert shown(cast, cast.other_platform) == []


def test_consent_to_the_holder_alone_shows_nothing(cast: Cast) -> None:
    join(cast.learner)
    assert shown(cast) == []


def test_leaving_one_holder_leaves_the_other_standing(cast: Cast) -> None:
    second = make_pool("second", make_organisation("bureau", "商务局", kind="committee"))
    join(cast.learner, cast.platform)
    join(cast.learner, cast.platform, pool=second)
    operations.leave_pool(cast.learner, make_pool(), now=NOW)
    assert shown(cast) == [cast.learner.pk]
    operations.leave_pool(cast.learner, second, now=NOW)
    assert shown(cast) == []


def test_coming_back_is_a_new_stay(cast: Cast) -> None:
    join(cast.learner, cast.platform)
    operations.leave_pool(cast.learner, make_pool(), now=NOW)
    join(cast.learner, cast.platform)
    assert shown(cast) == [cast.learner.pk]
    assert make_pool().members.count() == 2


def test_a_recruiter_for_one_county_sees_that_county_alone(cast: Cast) -> None:
    join(cast.learner, cast.platform)
    far = make_person("远在西秀", region=cast.places.qiyanqiao)
    join(far, cast.platform)
    Membership.objects.filter(person=cast.recruiter).update(region=cast.places.puding)
    seen = operations.visible_candidates(cast.recruiter, cast.platform, now=NOW)
    assert [row.person_id for row in seen] == [cast.learner.pk]


def test_a_recruiter_whose_membership_ended_sees_nobody(cast: Cast) -> None:
    join(cast.learner, cast.platform)
    Membership.objects.filter(person=cast.recruiter).update(ended_at=NOW)
    assert not operations.visible_candidates(cast.recruiter, cast.platform, now=NOW)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 9, 1), date(2010, 9, 1)),
        (date(2028, 2, 29), date(2012, 2, 29)),
        (date(2024, 2, 29), date(2008, 2, 29)),
        (date(2026, 2, 28), date(2010, 2, 28)),
    ],
)
def test_the_birthday_itself_counts(day: date, last: date) -> None:
    assert born_by(day, 16) == last


def test_born_by_says_the_same_as_the_age_in_years(cast: Cast) -> None:
    identity = Identity(birth_date=BORN)
    for offset in range(1500):
        day = date(2018, 1, 1) + timedelta(days=offset)
        assert (identity.birth_date <= born_by(day, 16)) == (identity.age_on(day) >= 16)


def test_why_nobody_sees_me_names_every_missing_leg(cast: Cast) -> None:
    names = [hindrance.value for hindrance in operations.hindrances(cast.learner, now=NOW)]
    assert names == ["no_pool", "no_certificate", "no_platform"]
    join(cast.learner, cast.platform)
    assert operations.hindrances(cast.learner, now=NOW) == []
