from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import operations
from accounts.identity import NotAnIdentityNumber, check_digit
from accounts.models import (
    Access,
    Consent,
    HowChecked,
    Identity,
    Membership,
    Notice,
    Organisation,
    PhoneNumber,
    Purpose,
    Role,
    StandingConsent,
    User,
)
from accounts.models.consents import ConsentWording
from accounts.sealing import unseal
from cms.models import HomePage
from tests.cast import NOW, Cast, Places, make_person, signed_in

NUMBER = "52042219900307123" + check_digit("52042219900307123")


def test_a_person_introduces_themselves(places: Places) -> None:
    person = make_person("", born=None)
    operations.introduce_person(person, name="李小禾", birth_date=date(2003, 5, 4), home=places.maguan, now=NOW)
    person = User.objects.get(pk=person.pk)
    assert (person.name, person.home_region, person.identity.birth_date) == ("李小禾", places.maguan, date(2003, 5, 4))


def test_under_fourteen_is_refused_and_nothing_is_kept(db: None, home: HomePage) -> None:
    person = make_person("", born=None)
    answer = signed_in(person).post(
        "/accounts/about-me/", {"name": "小小", "birth_date": (datetime.now(UTC).date() - timedelta(days=365 * 13)).isoformat()}
    )
    assert answer.status_code == 403
    assert not Identity.objects.exists()
    assert User.objects.get().name == ""


def test_a_checked_identity_is_not_changed_by_the_person(cast: Cast) -> None:
    operations.record_identity(cast.learner, number=NUMBER, how=HowChecked.DOCUMENT_SEEN, by=cast.teacher, now=NOW)
    with pytest.raises(operations.IdentityIsFixed):
        operations.introduce_person(cast.learner, name="别名", birth_date=date(1990, 3, 7), home=None, now=NOW)


def test_an_identity_number_is_sealed_indexed_and_unique(cast: Cast) -> None:
    operations.record_identity(cast.learner, number=NUMBER, how=HowChecked.DOCUMENT_SEEN, by=cast.teacher, now=NOW)
    kept = Identity.objects.get(person=cast.learner)
    assert kept.sealed_number is not None
    assert NUMBER.encode() not in bytes(kept.sealed_number)
    assert unseal(kept.sealed_number) == NUMBER
    assert kept.number_tail == NUMBER[-4:]
    with pytest.raises(operations.IdentityTaken):
        operations.record_identity(cast.other_learner, number=NUMBER, how=HowChecked.DOCUMENT_SEEN, by=cast.teacher, now=NOW)
    with pytest.raises(NotAnIdentityNumber):
        operations.record_identity(cast.other_learner, number="123", how=HowChecked.DOCUMENT_SEEN, by=cast.teacher, now=NOW)


def test_home_and_now_are_chosen_step_by_step(cast: Cast, home: HomePage) -> None:
    client = signed_in(cast.learner)
    page = client.get("/accounts/place/now/", {"under": cast.places.puding.pk}).content.decode()
    assert "马官镇" in page
    assert "七眼桥镇" not in page
    assert client.post("/accounts/place/now/", {"region": cast.places.qiyanqiao.pk}).status_code == 302
    person = User.objects.get(pk=cast.learner.pk)
    assert (person.current_region, person.home_region) == (cast.places.qiyanqiao, cast.places.maguan)
    assert person.region == cast.places.qiyanqiao


def test_a_place_that_no_longer_exists_cannot_be_chosen(cast: Cast, home: HomePage) -> None:
    cast.places.huachu.valid_to = date(2020, 1, 1)
    cast.places.huachu.save()
    assert signed_in(cast.learner).post("/accounts/place/now/", {"region": cast.places.huachu.pk}).status_code == 404


class TestNumbers:
    def test_the_last_number_cannot_be_given_back(self, cast: Cast, home: HomePage) -> None:
        number = cast.learner.phone_numbers.get()
        signed_in(cast.learner).post(f"/accounts/numbers/{number.pk}/release/")
        number.refresh_from_db()
        assert number.released_at is None

    def test_one_of_two_can(self, cast: Cast, home: HomePage) -> None:
        first = cast.learner.phone_numbers.get()
        operations.hold_number(cast.learner, "+8613800007777", now=NOW)
        signed_in(cast.learner).post(f"/accounts/numbers/{first.pk}/release/")
        first.refresh_from_db()
        assert first.released_at is not None
        assert not User.objects.opened_by(first.number).exists()

    def test_nobody_gives_back_another_persons_number(self, cast: Cast, home: HomePage) -> None:
        operations.hold_number(cast.learner, "+8613800007777", now=NOW)
        operations.hold_number(cast.other_learner, "+8613800008888", now=NOW)
        for number in cast.learner.phone_numbers.all():
            signed_in(cast.other_learner).post(f"/accounts/numbers/{number.pk}/release/")
        assert PhoneNumber.objects.held().filter(person=cast.learner).count() == 2

    def test_a_released_number_moves_to_another_person(self, cast: Cast) -> None:
        operations.hold_number(cast.learner, "+8613800007777", now=NOW)
        operations.release_number(cast.learner, cast.learner.phone_numbers.get(number="+8613800007777").pk, now=NOW)
        operations.hold_number(cast.other_learner, "+8613800007777", now=NOW)
        assert list(User.objects.opened_by("+8613800007777")) == [cast.other_learner]

    def test_holding_a_number_twice_is_holding_it_once(self, cast: Cast) -> None:
        for _ in range(2):
            operations.hold_number(cast.learner, "+8613800007777", now=NOW)
        assert cast.learner.phone_numbers.filter(number="+8613800007777").count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            PhoneNumber.objects.create(number="+8613800007777", person=cast.learner, verified_at=NOW, last_used_at=NOW)


class TestRoles:
    def test_granting_twice_is_granting_once(self, cast: Cast) -> None:
        for _ in range(2):
            operations.grant_membership(cast.learner, cast.college, Role.TRAINER, region=cast.places.puding, now=NOW)
        assert Membership.objects.filter(person=cast.learner).count() == 1

    def test_an_ended_role_or_a_suspended_organisation_gives_no_sight(self, cast: Cast) -> None:
        assert cast.recruiter.holds(Role.RECRUITER)
        assert list(cast.recruiter.organisations_as(Role.RECRUITER)) == [cast.platform]
        operations.suspend_organisation(cast.platform, now=NOW)
        assert not cast.recruiter.holds(Role.RECRUITER)
        assert not cast.recruiter.organisations_as(Role.RECRUITER)
        operations.end_membership(cast.officer.memberships.get().pk, now=NOW)
        assert not cast.officer.holds(Role.PROGRAMME_OFFICER)


class TestConsents:
    @pytest.fixture
    def wording(self, db: None) -> ConsentWording:
        return ConsentWording.objects.create(purpose=Purpose.POOL, version=1, text="进入人才库", published_at=NOW)

    def test_giving_twice_and_withdrawing_twice_leave_one_line_each(self, cast: Cast, wording: ConsentWording) -> None:
        for _ in range(2):
            operations.give_consent(cast.learner, Purpose.POOL, cast.committee, wording=wording, now=NOW)
        assert StandingConsent.objects.to(Purpose.POOL, cast.committee).filter(person=cast.learner).exists()
        for _ in range(2):
            operations.withdraw_consent(cast.learner, Purpose.POOL, cast.committee, now=NOW)
        assert not StandingConsent.objects.exists()
        assert list(Consent.objects.values_list("action", flat=True)) == ["given", "withdrawn"]

    def test_the_words_must_speak_of_the_purpose(self, cast: Cast, wording: ConsentWording) -> None:
        with pytest.raises(ValueError, match="does not speak of"):
            operations.give_consent(cast.learner, Purpose.PLATFORM, cast.platform, wording=wording, now=NOW)
        assert not Consent.objects.exists()


class TestInbox:
    def test_a_thing_is_told_once(self, cast: Cast) -> None:
        for _ in range(2):
            operations.tell(cast.learner, key="exam-1", title="考试通过了", now=NOW)
        assert Notice.objects.count() == 1

    def test_opening_a_notice_marks_it_read_and_goes_there(self, cast: Cast, home: HomePage) -> None:
        notice = operations.tell(cast.learner, key="exam-1", title="考试通过了", link="/road/", now=NOW)
        client = signed_in(cast.learner)
        assert "考试通过了" in client.get("/inbox/").content.decode()
        assert client.post(f"/inbox/{notice.pk}/").headers["Location"] == "/road/"
        notice.refresh_from_db()
        assert notice.read_at is not None


def test_looking_at_somebody_is_logged_and_looking_at_oneself_is_not(cast: Cast, home: HomePage) -> None:
    operations.log_access(cast.learner, by=cast.teacher, what="roster", now=NOW)
    operations.log_access(cast.learner, by=cast.learner, what="roster", now=NOW)
    assert Access.objects.count() == 1
    assert "吴老师" in signed_in(cast.learner).get("/accounts/who-looked/").content.decode()


def test_a_private_file_is_downloaded_and_never_shown_inside_a_page(cast: Cast, home: HomePage) -> None:
    kept = operations.keep_private_file(cast.learner, b"<script>", name="证明.html", content_type="text/html", now=NOW)
    answer = signed_in(cast.learner).get(f"/accounts/files/{kept.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "html" not in str(kept.file.name)


def test_an_organisation_is_found_while_it_stands(cast: Cast) -> None:
    assert cast.platform in Organisation.objects.standing()
