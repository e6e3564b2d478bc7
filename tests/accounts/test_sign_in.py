"""Coming in by telephone, as a browser does it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import PhoneNumber, SignInCode, User
from accounts.operations import prune_sign_in_codes, sign_in
from accounts.sms import MemorySms
from cms.models import HomePage
from tests.cast import Places, make_person, signed_in

PHONE = "13800001234"
NUMBER = "+8613800001234"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Client:
    """A browser whose every request commits, so that messages really leave."""
    plain_post = client.post

    def post(*args: object, **options: object) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return plain_post(*args, **options)  # type: ignore[arg-type, return-value]

    client.post = post  # type: ignore[method-assign, assignment]
    return client


def ask(client: Client, phone: str = PHONE, **more: str) -> HttpResponse:
    return client.post("/accounts/sign-in/", {"phone": phone, "action": "send", **more})  # type: ignore[return-value]


def type_code(client: Client, code: str | None = None, phone: str = PHONE, **more: str) -> HttpResponse:
    code = MemorySms.sent[-1].parameters["code"] if code is None else code
    return client.post("/accounts/sign-in/", {"phone": phone, "code": code, "action": "enter", **more})  # type: ignore[return-value]


def let_a_minute_pass() -> None:
    SignInCode.objects.update(created_at=now() - timedelta(minutes=2), minute=0)


def signed_in_person(client: Client) -> User | None:
    found: User | None = User.objects.filter(pk=client.session.get("_auth_user_id") or 0).first()
    return found


def test_a_new_number_registers_and_signs_in_in_one_step(browser: Client) -> None:
    assert ask(browser).status_code == 302
    [message] = MemorySms.sent
    assert message.number == NUMBER
    assert re.fullmatch(r"[0-9]{6}", message.parameters["code"])
    assert not User.objects.exists()  # nobody is registered before the number is proven
    answer = type_code(browser)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/about-me/"
    person = User.objects.get()
    assert signed_in_person(browser) == person
    assert person.phone_numbers.get().number == NUMBER
    assert not person.has_usable_password()


def test_a_second_device_comes_to_the_same_person(browser: Client) -> None:
    person = make_person("小禾", phone=NUMBER, now=now())
    ask(browser)
    assert type_code(browser).headers["Location"] == "/road/"
    assert signed_in_person(browser) == person
    assert User.objects.count() == 1


def test_the_visitor_goes_on_to_where_they_wanted(browser: Client) -> None:
    make_person(phone=NUMBER, now=now())
    ask(browser, next="/inbox/")
    assert type_code(browser).headers["Location"] == "/inbox/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_off_this_site(browser: Client, elsewhere: str) -> None:
    make_person(phone=NUMBER, now=now())
    ask(browser, next=elsewhere)
    assert type_code(browser, next=elsewhere).headers["Location"] == "/road/"


def test_wrong_codes_are_counted_and_end(browser: Client) -> None:
    ask(browser)
    right = MemorySms.sent[-1].parameters["code"]
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1):
        assert str(left) in type_code(browser, wrong).content.decode()
    assert type_code(browser, wrong).status_code == 422
    assert type_code(browser, right).status_code == 422  # even the right one no longer works
    assert signed_in_person(browser) is None
    assert not User.objects.exists()


def test_a_code_works_once_and_for_ten_minutes(browser: Client) -> None:
    make_person(phone=NUMBER, now=now())
    ask(browser)
    SignInCode.objects.update(expires_at=now() - timedelta(seconds=1))
    assert type_code(browser).status_code == 422
    let_a_minute_pass()
    ask(browser)
    code = MemorySms.sent[-1].parameters["code"]
    assert type_code(browser, code).status_code == 302
    with pytest.raises(sign_in.WrongCode):
        sign_in.prove_number(SignInCode.objects.latest("created_at").pk, code, now=now())


def test_a_code_opens_only_the_number_it_was_sent_to(browser: Client) -> None:
    make_person("别人", phone="+8613900009999", now=now())
    ask(browser)
    assert type_code(browser, phone="13900009999").status_code == 422


def test_asking_again_at_once_sends_nothing_and_says_how_long(browser: Client) -> None:
    ask(browser)
    answer = ask(browser)
    assert answer.status_code == 422
    assert len(MemorySms.sent) == 1
    let_a_minute_pass()
    assert ask(browser).status_code == 302
    assert len(MemorySms.sent) == 2


def test_a_number_gets_at_most_five_codes_an_hour_and_ten_a_day(browser: Client) -> None:
    for made in range(5):
        SignInCode.objects.create(number=NUMBER, sealed_code=b"", minute=made, created_at=now() - timedelta(minutes=10), expires_at=now())
    assert ask(browser).status_code == 422
    SignInCode.objects.update(created_at=now() - timedelta(hours=2))
    assert ask(browser).status_code == 302
    for made in range(10, 15):
        SignInCode.objects.create(number=NUMBER, sealed_code=b"", minute=made, created_at=now() - timedelta(hours=3), expires_at=now())
    SignInCode.objects.filter(minute__gt=100).update(created_at=now() - timedelta(minutes=2))
    assert ask(browser).status_code == 422
    assert len(MemorySms.sent) == 1


def test_old_codes_are_forgotten_once_no_limit_counts_them(browser: Client) -> None:
    ask(browser)
    prune_sign_in_codes(now=now() + timedelta(days=1))
    assert SignInCode.objects.exists()
    prune_sign_in_codes(now=now() + timedelta(days=3))
    assert not SignInCode.objects.exists()


def test_known_and_unknown_numbers_are_answered_alike(browser: Client, client: Client) -> None:
    make_person(phone="+8613900009999", now=now())
    unknown, known = ask(browser), ask(browser, "13900009999")
    assert unknown.status_code == known.status_code == 302
    assert unknown.headers["Location"] == known.headers["Location"]


def test_one_number_may_open_several_people(browser: Client) -> None:
    mother, son = make_person("王梅", phone=NUMBER, now=now()), make_person("王禾", phone=NUMBER, now=now())
    ask(browser)
    assert type_code(browser).headers["Location"] == "/accounts/sign-in/who/"
    page = browser.get("/accounts/sign-in/who/").content.decode()
    assert "王梅" in page
    assert "王禾" in page
    browser.post("/accounts/sign-in/who/", {"person": str(son.public_id)})
    assert signed_in_person(browser) == son
    assert mother.phone_numbers.get().released_at is None


def test_a_family_adds_a_person_by_saying_that_several_use_the_number(browser: Client) -> None:
    make_person("王梅", phone=NUMBER, now=now())
    ask(browser, several="on")
    assert type_code(browser, several="on").headers["Location"] == "/accounts/sign-in/who/"
    browser.post("/accounts/sign-in/who/", {"person": "new"})
    assert PhoneNumber.objects.held().filter(number=NUMBER).count() == 2


def test_a_ninth_person_on_one_number_is_refused_in_words(browser: Client) -> None:
    for _ in range(8):
        make_person("王", phone=NUMBER, now=now())
    ask(browser)
    type_code(browser)
    assert browser.post("/accounts/sign-in/who/", {"person": "new"}).status_code == 302
    assert PhoneNumber.objects.held().filter(number=NUMBER).count() == 8


def test_the_choice_of_person_needs_a_proven_number(client: Client, home: HomePage) -> None:
    person = make_person(phone=NUMBER)
    assert client.get("/accounts/sign-in/who/").headers["Location"] == "/accounts/sign-in/"
    client.post("/accounts/sign-in/who/", {"person": str(person.public_id)})
    assert signed_in_person(client) is None


def test_nobody_enters_as_a_person_of_another_number(browser: Client) -> None:
    stranger = make_person("别人", phone="+8613900009999", now=now())
    make_person("王梅", phone=NUMBER, now=now())
    ask(browser, several="on")
    type_code(browser, several="on")
    browser.post("/accounts/sign-in/who/", {"person": str(stranger.public_id)})
    assert signed_in_person(browser) is None


class TestANumberThatSlept:
    """Unused for 90 days it may belong to somebody else: the record stays closed until a second proof."""

    @pytest.fixture
    def sleeper(self) -> User:
        return make_person("李小禾", phone=NUMBER, now=now() - timedelta(days=400))

    def to_the_choice(self, browser: Client) -> str:
        ask(browser)
        assert type_code(browser).headers["Location"] == "/accounts/sign-in/who/"
        return browser.get("/accounts/sign-in/who/").content.decode()

    def test_the_name_is_not_shown(self, browser: Client, sleeper: User) -> None:
        page = self.to_the_choice(browser)
        assert "李小禾" not in page
        assert "李**" in page

    def test_name_and_birth_date_open_it(self, browser: Client, sleeper: User) -> None:
        self.to_the_choice(browser)
        where = browser.post("/accounts/sign-in/who/", {"person": str(sleeper.public_id)}).headers["Location"]
        assert browser.post(where, {"name": "李小禾", "birth_date": "2003-05-04"}).status_code == 302
        assert signed_in_person(browser) == sleeper
        assert not sleeper.phone_numbers.get().needs_second_proof(now())

    def test_guesses_end_after_five(self, browser: Client, sleeper: User) -> None:
        self.to_the_choice(browser)
        where = f"/accounts/sign-in/who/{sleeper.public_id}/"
        for _ in range(5):
            assert browser.post(where, {"name": "李小禾", "birth_date": "2003-05-05"}).status_code == 422
        assert browser.post(where, {"name": "李小禾", "birth_date": "2003-05-04"}).status_code == 422
        assert signed_in_person(browser) is None

    def test_the_new_holder_starts_afresh_and_the_old_record_stays_whole(self, browser: Client, sleeper: User) -> None:
        self.to_the_choice(browser)
        browser.post("/accounts/sign-in/who/", {"person": "new"})
        fresh = signed_in_person(browser)
        assert fresh is not None
        assert fresh != sleeper
        old = sleeper.phone_numbers.get()
        assert old.released_at is None
        assert old.disputed_at is not None
        assert old.needs_second_proof(now())


def test_the_demonstration_shows_the_code_and_nothing_else_does(browser: Client, settings: Settings) -> None:
    ask(browser)
    code = MemorySms.sent[-1].parameters["code"]
    assert code not in browser.get("/accounts/sign-in/").content.decode()
    settings.SMS_BACKEND = "accounts.sms.ScreenSms"
    assert code in browser.get("/accounts/sign-in/").content.decode()


def test_staff_with_a_second_factor_are_asked_for_it(browser: Client) -> None:
    person = make_person("陈老师", phone=NUMBER, now=now())
    TOTP.activate(person, generate_totp_secret())
    ask(browser)
    assert type_code(browser).headers["Location"] == "/accounts/second-factor/authenticate/"
    assert signed_in_person(browser) is None


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"])
def test_wagtails_own_doors_lead_to_this_sign_in(client: Client, home: HomePage, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/sign-in/")


def test_signing_out_ends_the_session(home: HomePage, places: Places) -> None:
    client = signed_in(make_person())
    assert client.post("/accounts/sign-out/").status_code == 302
    assert client.get("/road/").status_code == 302


def test_the_page_speaks_both_languages(client: Client, home: HomePage) -> None:
    assert "手机号" in client.get("/accounts/sign-in/").content.decode()
    assert "Mobile number" in client.get("/en/accounts/sign-in/").content.decode()
