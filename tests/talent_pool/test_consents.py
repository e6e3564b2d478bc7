from datetime import date
from pathlib import Path

import pytest

from accounts.models import Consent, ConsentAction, ConsentWording, Identity, Notice, Purpose, StandingConsent
from certification.signals import certificate_issued, certificate_revoked
from talent_pool import operations
from talent_pool.models import Application, Pool, PoolMember, Stage
from tests.cast import NOW, Cast, make_organisation, make_person
from tests.talent_pool.factories import join, make_candidate, make_certificate, make_opening, make_pool, make_talk, make_wording

STARTER = Path(__file__).parents[2] / "cms" / "starter"


def test_joining_twice_is_joining_once(cast: Cast) -> None:
    for _ in range(2):
        operations.join_pool(cast.learner, make_pool(), wording=make_wording(Purpose.POOL), now=NOW)
    assert PoolMember.objects.count() == Consent.objects.count() == StandingConsent.objects.count() == 1


def test_leaving_writes_the_withdrawal_and_ends_the_stay(cast: Cast) -> None:
    join(cast.learner, cast.platform)
    for _ in range(2):
        operations.leave_pool(cast.learner, make_pool(), now=NOW)
    log = Consent.objects.filter(person=cast.learner, purpose=Purpose.POOL).values_list("action", flat=True)
    assert list(log) == [ConsentAction.GIVEN, ConsentAction.WITHDRAWN]
    assert PoolMember.objects.get().until == NOW


def test_the_stay_freezes_the_region(cast: Cast) -> None:
    join(cast.learner)
    cast.learner.current_region = cast.places.xixiu
    cast.learner.save()
    assert PoolMember.objects.get().region == cast.places.maguan


def test_under_sixteen_nobody_is_let_into_a_pool(cast: Cast) -> None:
    Identity.objects.filter(person=cast.learner).update(birth_date=date(2011, 1, 1))
    with pytest.raises(operations.NotOldEnough):
        operations.join_pool(cast.learner, make_pool(), wording=make_wording(Purpose.POOL), now=NOW)
    assert not Consent.objects.exists()


def test_without_a_birth_date_nobody_is_let_into_a_pool(cast: Cast) -> None:
    with pytest.raises(operations.IdentityMissing):
        operations.join_pool(make_person("无名", born=None), make_pool(), wording=make_wording(Purpose.POOL), now=NOW)


def test_a_training_institution_cannot_be_a_receiver(cast: Cast) -> None:
    with pytest.raises(operations.NotAReceiver):
        operations.allow_platform(cast.learner, cast.college, wording=make_wording(Purpose.PLATFORM), now=NOW)


def test_taking_back_ends_unanswered_invitations_and_no_others(cast: Cast) -> None:
    candidate = join(cast.learner, cast.platform, cast.other_platform)
    talking = make_talk(cast)
    invited = operations.invite(make_opening(cast, title="第二个"), candidate, by=cast.recruiter, now=NOW)
    elsewhere = operations.invite(make_opening(cast, cast.other_platform), candidate, by=cast.other_recruiter, now=NOW)
    operations.refuse_platform(cast.learner, cast.platform, now=NOW)
    stages = dict(Application.objects.values_list("pk", "stage"))
    assert stages == {talking.pk: Stage.TALKING, invited.pk: Stage.WITHDRAWN, elsewhere.pk: Stage.INVITED}
    operations.leave_pool(cast.learner, make_pool(), now=NOW)
    assert Application.objects.get(pk=elsewhere.pk).stage == Stage.WITHDRAWN
    assert operations.stages_agree() == []


def test_the_pool_is_offered_once_and_only_as_a_choice(cast: Cast) -> None:
    make_pool()
    certificate = make_certificate(cast.learner)
    for _ in range(2):
        certificate_issued.send_robust(sender=None, certificate_id=certificate.pk)
    assert Notice.objects.filter(person=cast.learner, key="pool-offer").count() == 1
    assert not PoolMember.objects.exists()


def test_who_has_decided_is_not_asked_again(cast: Cast) -> None:
    operations.join_pool(cast.learner, make_pool(), wording=make_wording(Purpose.POOL), now=NOW)
    operations.leave_pool(cast.learner, make_pool(), now=NOW)
    operations.offer_pool(make_certificate(cast.learner).pk, now=NOW)
    assert not Notice.objects.filter(key="pool-offer").exists()


def test_a_revocation_is_told_to_whoever_is_in_a_pool(cast: Cast) -> None:
    join(cast.learner)
    for person in (cast.learner, cast.other_learner):
        certificate_revoked.send_robust(sender=None, certificate_id=make_certificate(person).pk)
    told = Notice.objects.filter(key__endswith="left-the-pool")
    assert [notice.person_id for notice in told] == [cast.learner.pk]


def test_the_starter_wordings_and_pools_load_and_load_again(db: None) -> None:
    make_organisation("youth-league-central", "共青团中央", kind="committee")
    assert operations.load_wordings(STARTER, now=NOW) == 2
    assert operations.load_pools(STARTER, now=NOW) == 1
    assert operations.load_wordings(STARTER, now=NOW) == operations.load_pools(STARTER, now=NOW) == 0
    assert Pool.objects.get(slug="million-talents").holder.slug == "youth-league-central"


def test_words_that_were_agreed_to_are_never_rewritten(db: None) -> None:
    words = "改过的字"
    ConsentWording.objects.create(purpose=Purpose.POOL, version=1, text=words, published_at=NOW)
    with pytest.raises(operations.WordingChanged):
        operations.load_wordings(STARTER, now=NOW)
    assert ConsentWording.objects.get(purpose=Purpose.POOL).text == words


def test_what_a_person_wants_replaces_what_they_wanted(cast: Cast) -> None:
    candidate = make_candidate("小满", cast.places.maguan, roles=("partner", "promoter"))
    wishes = operations.Wishes(roles=["store_manager", "store_manager"], full_time=True)
    operations.update_candidate(candidate.person, wishes, regions=[cast.places.puding, cast.places.puding], now=NOW)
    assert [row.role for row in candidate.roles.all()] == ["store_manager"]
    assert [row.region for row in candidate.wanted_regions.all()] == [cast.places.puding]
