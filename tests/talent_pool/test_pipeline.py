from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Identity, Notice, PhoneNumber
from talent_pool import operations
from talent_pool.models import Application, ContactReveal, Source, Stage, StageChange
from talent_pool.operations.applications import APPLICATIONS_PER_DAY
from talent_pool.operations.reveals import REVEALS_PER_DAY
from talent_pool.stages import MOVES, OPEN, Side, sources_of
from tests.cast import NOW, Cast
from tests.talent_pool.factories import join, make_application, make_opening, make_signed, make_standard, make_talk


def test_applying_twice_is_applying_once(cast: Cast) -> None:
    opening = make_opening(cast)
    first, second = make_application(cast, opening=opening), make_application(cast, opening=opening)
    assert first == second
    assert StageChange.objects.count() == 1
    assert first.region == cast.places.maguan


def test_the_database_keeps_one_open_application(cast: Cast) -> None:
    application = make_application(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            opening=application.opening, person=cast.learner, source=Source.APPLIED, stage=Stage.TALKING, created_at=NOW, changed_at=NOW
        )


def test_after_an_end_one_may_apply_anew(cast: Cast) -> None:
    application = make_application(cast)
    operations.withdraw(application, now=NOW)
    assert make_application(cast, opening=application.opening) != application


def test_an_opening_that_asks_for_a_certificate_is_applied_to_with_it(cast: Cast) -> None:
    opening = make_opening(cast, needs_standard=make_standard())
    with pytest.raises(operations.CertificateMissing):
        operations.apply(opening, cast.learner, now=NOW)
    join(cast.learner)
    assert operations.apply(opening, cast.learner, now=NOW).stage == Stage.APPLIED


def test_under_sixteen_nobody_applies(cast: Cast) -> None:
    Identity.objects.filter(person=cast.learner).update(birth_date=date(2011, 1, 1))
    with pytest.raises(operations.NotOldEnough):
        make_application(cast)


def test_nobody_applies_to_everything_in_a_day(cast: Cast) -> None:
    opening = make_opening(cast)
    for number in range(APPLICATIONS_PER_DAY):
        operations.apply(make_opening(cast, title=f"岗位 {number}"), cast.learner, now=NOW)
    with pytest.raises(operations.TooManyToday):
        operations.apply(opening, cast.learner, now=NOW)
    assert operations.apply(opening, cast.learner, now=NOW + timedelta(days=1))


def test_only_who_is_shown_can_be_invited(cast: Cast) -> None:
    candidate = join(cast.learner, cast.other_platform)
    with pytest.raises(operations.NotShown):
        operations.invite(make_opening(cast), candidate, by=cast.recruiter, now=NOW)


def test_inviting_twice_is_inviting_once(cast: Cast) -> None:
    candidate, opening = join(cast.learner, cast.platform), make_opening(cast)
    for _ in range(2):
        operations.invite(opening, candidate, by=cast.recruiter, now=NOW)
    assert Application.objects.get().stage == Stage.INVITED
    assert Notice.objects.filter(person=cast.learner, key__startswith="application-").count() == 1


def test_who_said_no_is_not_invited_to_the_same_again(cast: Cast) -> None:
    candidate, opening = join(cast.learner, cast.platform), make_opening(cast)
    operations.decline_invitation(operations.invite(opening, candidate, by=cast.recruiter, now=NOW), now=NOW)
    with pytest.raises(operations.SaidNo):
        operations.invite(opening, candidate, by=cast.recruiter, now=NOW)
    assert operations.invite(make_opening(cast, title="另一个"), candidate, by=cast.recruiter, now=NOW).stage == Stage.INVITED


def test_who_is_invited_and_applies_has_accepted(cast: Cast) -> None:
    candidate, opening = join(cast.learner, cast.platform), make_opening(cast)
    operations.invite(opening, candidate, by=cast.recruiter, now=NOW)
    assert operations.apply(opening, cast.learner, now=NOW).stage == Stage.TALKING


def test_a_platform_says_why_it_declines(cast: Cast) -> None:
    application = make_application(cast)
    with pytest.raises(operations.NoReason):
        operations.decline(application, reason="  ", by=cast.recruiter, now=NOW)
    operations.decline(application, reason="名额已满", by=cast.recruiter, now=NOW)
    assert StageChange.objects.last().reason == "名额已满"  # type: ignore[union-attr]


def test_a_platform_cannot_accept_for_the_person(cast: Cast) -> None:
    invited = operations.invite(make_opening(cast), join(cast.learner, cast.platform), by=cast.recruiter, now=NOW)
    with pytest.raises(operations.CannotMove):
        operations.talk(invited, by=cast.recruiter, now=NOW)
    assert Application.objects.get().stage == Stage.INVITED


def test_signing_fills_the_places_and_no_more(cast: Cast) -> None:
    opening = make_opening(cast, headcount=1)
    make_signed(cast, cast.learner, opening)
    second = make_talk(cast, cast.other_learner, opening)
    with pytest.raises(operations.NoPlaceLeft):
        operations.sign(second, by=cast.recruiter, now=NOW)
    assert Application.objects.get(pk=second.pk).stage == Stage.TALKING


def test_signing_twice_is_signing_once(cast: Cast) -> None:
    signed = make_signed(cast)
    assert operations.sign(signed, by=cast.recruiter, now=NOW).stage == Stage.SIGNED
    assert StageChange.objects.filter(to_stage=Stage.SIGNED).count() == 1


def test_signing_somewhere_leaves_the_other_applications_alone(cast: Cast) -> None:
    other = make_talk(cast, opening=make_opening(cast, title="另一个"))
    make_signed(cast)
    assert Application.objects.get(pk=other.pk).stage == Stage.TALKING


@pytest.mark.parametrize(("born", "signs"), [(date(2008, 9, 1), True), (date(2008, 9, 2), False)])
def test_under_eighteen_nobody_signs(cast: Cast, born: date, signs: bool) -> None:
    Identity.objects.filter(person=cast.learner).update(birth_date=born)
    talk = make_talk(cast)
    if signs:
        assert operations.sign(talk, by=cast.recruiter, now=NOW).stage == Stage.SIGNED
    else:
        with pytest.raises(operations.CannotSignYet):
            operations.sign(talk, by=cast.recruiter, now=NOW)


def test_the_number_is_shown_only_in_touch_and_each_look_is_told(cast: Cast) -> None:
    application = make_application(cast)
    with pytest.raises(operations.NotInTouch):
        operations.reveal_phone(application, by=cast.recruiter, now=NOW)
    operations.talk(application, by=cast.recruiter, now=NOW)
    number = PhoneNumber.objects.get(person=cast.learner).number
    looks = [operations.reveal_phone(application, by=cast.recruiter, now=NOW) for _ in range(2)]
    for look in looks:
        assert operations.revealed_number(look.pk, application, by=cast.recruiter) == number.removeprefix("+86")
        assert not operations.revealed_number(look.pk, application, by=cast.other_recruiter)
    assert ContactReveal.objects.count() == 2
    assert Notice.objects.filter(person=cast.learner, key__startswith="reveal-").count() == 2
    application = operations.withdraw(application, now=NOW)
    assert not operations.revealed_number(looks[0].pk, application, by=cast.recruiter)
    with pytest.raises(operations.NotInTouch):
        operations.reveal_phone(application, by=cast.recruiter, now=NOW)


def test_a_disputed_or_released_number_is_never_shown(cast: Cast) -> None:
    talk = make_talk(cast)
    PhoneNumber.objects.filter(person=cast.learner).update(disputed_at=NOW)
    with pytest.raises(operations.NoNumber):
        operations.reveal_phone(talk, by=cast.recruiter, now=NOW)


def test_numbers_cannot_be_harvested(cast: Cast) -> None:
    talk = make_talk(cast)
    for _ in range(REVEALS_PER_DAY):
        operations.reveal_phone(talk, by=cast.recruiter, now=NOW)
    with pytest.raises(operations.TooManyReveals):
        operations.reveal_phone(talk, by=cast.recruiter, now=NOW)


def test_a_stage_changed_past_the_log_is_found(cast: Cast) -> None:
    application = make_application(cast)
    assert operations.stages_agree() == []
    Application.objects.filter(pk=application.pk).update(stage=Stage.SIGNED)
    assert operations.stages_agree() == [f"application {application.pk} stands at signed, its log at applied"]
    StageChange.objects.create(application=application, from_stage=Stage.TALKING, to_stage=Stage.SIGNED, at=NOW)
    assert "leaves talking, the one before ended at applied" in operations.stages_agree()[0]


def test_no_end_is_left_again() -> None:
    assert not [move for move in MOVES if move[0] not in OPEN or move[0] == Stage.SIGNED]
    assert sources_of(Stage.SIGNED, Side.PERSON) == []


VERBS: dict[str, Any] = {
    "apply": lambda cast, row: operations.apply(row.opening, cast.learner, now=NOW),
    "accept": lambda cast, row: operations.accept_invitation(row, now=NOW),
    "refuse": lambda cast, row: operations.decline_invitation(row, now=NOW),
    "withdraw": lambda cast, row: operations.withdraw(row, now=NOW),
    "talk": lambda cast, row: operations.talk(row, by=cast.recruiter, now=NOW),
    "sign": lambda cast, row: operations.sign(row, by=cast.recruiter, now=NOW),
    "decline": lambda cast, row: operations.decline(row, reason="不合适", by=cast.recruiter, now=NOW),
    "take back": lambda cast, row: operations.refuse_platform(cast.learner, cast.platform, now=NOW),
}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invited=st.booleans(), steps=st.lists(st.sampled_from(sorted(VERBS)), max_size=7))
def test_whatever_is_pressed_in_whatever_order_stage_and_log_agree(cast: Cast, invited: bool, steps: list[str]) -> None:
    with transaction.atomic():
        opening = make_opening(cast)
        if invited:
            row = operations.invite(opening, join(cast.learner, cast.platform), by=cast.recruiter, now=NOW)
        else:
            row = operations.apply(opening, cast.learner, now=NOW)
        for step in steps:
            before = Application.objects.get(pk=row.pk).stage
            try:
                VERBS[step](cast, row)
            except (operations.CannotMove, operations.TooManyToday):
                assert Application.objects.get(pk=row.pk).stage == before
        assert operations.stages_agree() == []
        assert Application.objects.running().filter(opening=opening, person=cast.learner).count() <= 1
        transaction.set_rollback(True)
