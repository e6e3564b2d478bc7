from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, Notice, Organisation, Role
from accounts.operations import suspend_organisation
from talent_pool import operations
from talent_pool.models import Application, Opening, OpeningStatus, Stage, openings_near
from tests.cast import NOW, Cast
from tests.talent_pool.factories import make_application, make_draft, make_opening, make_signed, make_standard, terms

LATER = NOW + timedelta(hours=1)


def test_nothing_is_published_before_an_officer_has_read_it(cast: Cast) -> None:
    draft = make_draft(cast)
    assert not Opening.objects.open(NOW)
    operations.send_for_review(draft, now=NOW)
    assert not Opening.objects.open(NOW)
    operations.review_opening(draft, publish=True, sent_at=NOW, by=cast.officer, now=NOW)
    assert Opening.objects.open(NOW).get() == draft


def test_the_database_refuses_an_unreviewed_publication(cast: Cast) -> None:
    draft = make_draft(cast)
    with pytest.raises(IntegrityError, match="a_published_opening_was_reviewed"), transaction.atomic():
        Opening.objects.filter(pk=draft.pk).update(status=OpeningStatus.PUBLISHED)


def test_a_yes_counts_only_for_the_words_that_were_read(cast: Cast) -> None:
    draft = make_draft(cast)
    operations.send_for_review(draft, now=NOW)
    operations.change_opening(draft, terms(cast.places.maguan, text="改过的活"))
    operations.send_for_review(draft, now=LATER)
    with pytest.raises(operations.NotWaiting):
        operations.review_opening(draft, publish=True, sent_at=NOW, by=cast.officer, now=LATER)
    assert Opening.objects.get().status == OpeningStatus.WAITING


def test_given_back_it_is_a_draft_again_and_the_writer_hears_why(cast: Cast) -> None:
    draft = make_draft(cast)
    operations.send_for_review(draft, now=NOW)
    operations.review_opening(draft, publish=False, sent_at=NOW, note="写清工资怎么算", by=cast.officer, now=NOW)
    assert Opening.objects.get().is_draft
    assert Notice.objects.get(person=cast.recruiter).text == "写清工资怎么算"


def test_nobody_reviews_the_openings_of_their_own_platform(cast: Cast) -> None:
    Membership.objects.create(person=cast.officer, organisation=cast.platform, role=Role.RECRUITER, since=NOW)
    draft = make_draft(cast)
    operations.send_for_review(draft, now=NOW)
    with pytest.raises(operations.OwnOpening):
        operations.review_opening(draft, publish=True, sent_at=NOW, by=cast.officer, now=NOW)


@pytest.mark.parametrize("field", ["title", "text", "pay_note", "support_note"])
def test_an_unfair_condition_is_refused_wherever_it_stands(cast: Cast, field: str) -> None:
    with pytest.raises(operations.UnfairWords) as caught:
        operations.write_opening(cast.platform, terms(cast.places.maguan, **{field: "限女"}), by=cast.recruiter, now=NOW)
    assert caught.value.words == ["限女"]
    assert not Opening.objects.exists()


def test_what_is_published_does_not_change_under_its_applicants(cast: Cast) -> None:
    opening = make_opening(cast)
    with pytest.raises(operations.OpeningIsFixed):
        operations.change_opening(opening, terms(cast.places.maguan, pay_note="没有工资"))


def test_closing_ends_the_undecided_and_leaves_the_signed(cast: Cast) -> None:
    opening = make_opening(cast, headcount=2)
    signed, waiting = make_signed(cast, cast.learner, opening), make_application(cast, cast.other_learner, opening)
    for _ in range(2):
        operations.close_opening(opening, by=cast.recruiter, now=NOW)
    assert dict(Application.objects.values_list("pk", "stage")) == {signed.pk: Stage.SIGNED, waiting.pk: Stage.CLOSED}
    assert Notice.objects.filter(person=cast.other_learner, key__endswith="closed").count() == 1
    assert operations.stages_agree() == []


def test_a_passed_deadline_or_a_suspended_platform_takes_it_off_the_board(cast: Cast) -> None:
    opening = make_opening(cast, deadline=date(2026, 9, 1))
    assert Opening.objects.open(NOW).exists()
    assert not Opening.objects.open(NOW + timedelta(days=1)).exists()
    with pytest.raises(operations.OpeningIsClosed):
        operations.apply(opening, cast.learner, now=NOW + timedelta(days=1))
    suspend_organisation(cast.platform, now=NOW)
    assert not Opening.objects.open(NOW).exists()


def test_an_unverified_platform_publishes_nothing(cast: Cast) -> None:
    make_opening(cast)
    Organisation.objects.filter(pk=cast.platform.pk).update(verified_at=None)
    assert not Opening.objects.open(NOW).exists()


def test_near_is_the_county_with_its_townships(cast: Cast) -> None:
    standard, places = make_standard(), cast.places
    next_door = make_opening(cast, region=places.huachu, needs_standard=standard)
    make_opening(cast, region=places.qiyanqiao, needs_standard=standard)
    make_opening(cast, region=places.maguan)
    assert list(openings_near(places.village, standard, now=NOW)) == [next_door]
    here = make_opening(cast, region=places.maguan, needs_standard=standard)
    assert set(openings_near(places.village, standard, now=NOW)) == {here, next_door}


def test_an_officer_reviews_within_the_region_of_the_role(cast: Cast) -> None:
    here, there = make_opening(cast), make_opening(cast, region=cast.places.qiyanqiao)
    assert set(Opening.objects.reviewed_by_officer(cast.officer)) == {here, there}
    Membership.objects.filter(person=cast.officer).update(region=cast.places.puding)
    assert list(Opening.objects.reviewed_by_officer(cast.officer)) == [here]
    assert not Opening.objects.reviewed_by_officer(cast.recruiter)
