"""The way in by class card: what is printed once, what locks, and who is never let in by one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from accounts import operations
from accounts.cards import ALPHABET, NotACardCode, new_code, new_pin, read_code, shown
from accounts.models import Access, CardTry, ClassCard, Notice, Role, TextMessage, User
from accounts.operations import IssuedCard
from accounts.sms import MemorySms
from cms.models import HomePage
from tests.cast import NOW, Cast, make_cast, make_person, signed_in
from tests.exams.test_at_once import at_once


def issue(cast: Cast, *people: User) -> list[IssuedCard]:
    return operations.issue_cards(people or [cast.learner], batch=uuid4(), by=cast.teacher, now=NOW)


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert read_code(shown(code).lower()) == code
    assert read_code(f" {code[:4]} {code[4:]} ") == code
    code = next(code for code in iter(new_code, None) if "0" in code and "1" in code)
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@given(st.integers(0, 11), st.sampled_from(ALPHABET), st.integers(0, 10))
def test_one_wrong_character_and_two_swapped_ones_always_show(place: int, character: str, swap: int) -> None:
    code = new_code()
    changed = code[:place] + character + code[place + 1 :]
    swapped = code[:swap] + code[swap + 1] + code[swap] + code[swap + 2 :]
    for wrong in (changed, swapped):
        if wrong != code:
            with pytest.raises(NotACardCode):
                read_code(wrong)


def test_pins_are_six_digits_and_none_that_everybody_tries() -> None:
    pins = {new_pin() for _ in range(500)}
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
    assert not pins & {"000000", "111111", "123456", "654321"}


def test_code_and_pin_open_the_record_and_neither_lies_in_the_database(cast: Cast) -> None:
    [card] = issue(cast)
    assert operations.come_in_by_card(card.code, card.pin, address="", now=NOW) == cast.learner
    row = ClassCard.objects.get()
    written = " ".join(str(value) for value in vars(row).values())
    assert card.code not in written
    assert card.pin not in written
    assert row.code_tail == card.code[-4:]


def test_five_wrong_pins_lock_the_card_and_a_right_one_before_forgives(cast: Cast) -> None:
    [card] = issue(cast)
    wrong = "000000"
    for left in (4, 3):
        with pytest.raises(operations.WrongCard) as met:
            operations.come_in_by_card(card.code, wrong, address="", now=NOW)
        assert met.value.left == left
    operations.come_in_by_card(card.code, card.pin, address="", now=NOW)
    for _ in range(4):
        with pytest.raises(operations.WrongCard):
            operations.come_in_by_card(card.code, wrong, address="", now=NOW)
    for pin in (wrong, card.pin):
        with pytest.raises(operations.CardIsLocked):
            operations.come_in_by_card(card.code, pin, address="", now=NOW)


def test_a_new_card_ends_the_old_one_and_is_told_everywhere(cast: Cast) -> None:
    operations.hold_number(cast.learner, "+8613900139000", now=NOW)
    [old] = issue(cast)
    MemorySms.sent.clear()
    TextMessage.objects.all().delete()
    [new] = operations.issue_cards([cast.learner], batch=uuid4(), by=cast.teacher, now=NOW + timedelta(days=1))
    with pytest.raises(operations.WrongCard):
        operations.come_in_by_card(old.code, old.pin, address="", now=NOW)
    assert operations.come_in_by_card(new.code, new.pin, address="", now=NOW) == cast.learner
    assert Notice.objects.filter(person=cast.learner).count() == 2
    assert Access.objects.filter(subject=cast.learner, viewer=cast.teacher).count() == 2
    assert operations.send_waiting_texts(now=NOW) == 2
    assert operations.send_waiting_texts(now=NOW) == 0
    assert {message.template for message in MemorySms.sent} == {"card_issued"}
    assert not any(new.pin in str(message) or new.code in str(message) for message in MemorySms.sent)
    with pytest.raises(IntegrityError, match=r"one_standing_card_per_person|person_id"), transaction.atomic():
        ClassCard.objects.update(ended_at=None)


def test_one_sheet_is_printed_once(cast: Cast) -> None:
    batch = uuid4()
    operations.issue_cards([cast.learner], batch=batch, by=cast.teacher, now=NOW)
    with pytest.raises(operations.AlreadyIssued):
        operations.issue_cards([cast.learner], batch=batch, by=cast.teacher, now=NOW)
    assert ClassCard.objects.standing().count() == 1


def test_nobody_with_a_role_comes_in_by_card(cast: Cast) -> None:
    owner = make_person("站长")
    owner.is_superuser = True
    owner.save()
    assert not issue(cast, cast.trainer, owner)
    [card] = issue(cast)
    operations.grant_membership(cast.learner, cast.platform, Role.RECRUITER, now=NOW)
    with pytest.raises(operations.CardIsNotForStaff):
        operations.come_in_by_card(card.code, card.pin, address="", now=NOW)


def test_a_room_mistypes_and_a_machine_is_stopped(cast: Cast) -> None:
    [card] = issue(cast)
    CardTry.objects.bulk_create([CardTry(address="10.0.0.1", made_at=NOW) for _ in range(199)])
    assert operations.come_in_by_card(card.code, card.pin, address="10.0.0.1", now=NOW) == cast.learner
    with pytest.raises(operations.WrongCard):
        operations.come_in_by_card(new_code(), card.pin, address="10.0.0.1", now=NOW)
    with pytest.raises(operations.TooManyCardTries):
        operations.come_in_by_card(card.code, card.pin, address="10.0.0.1", now=NOW)
    assert operations.come_in_by_card(card.code, card.pin, address="10.0.0.2", now=NOW) == cast.learner
    assert operations.come_in_by_card(card.code, card.pin, address="10.0.0.1", now=NOW + timedelta(minutes=2)) == cast.learner
    operations.prune_card_tries(now=NOW + timedelta(days=3))
    assert not CardTry.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_wrong_pins_at_once_are_judged_five_times() -> None:
    cast = make_cast()
    [card] = issue(cast)
    outcomes = at_once(*[lambda: operations.come_in_by_card(card.code, "000000", address="", now=NOW)] * 12)
    assert sum(isinstance(outcome, operations.CardIsLocked) for outcome in outcomes) >= 7, outcomes
    assert not [outcome for outcome in outcomes if isinstance(outcome, User)]
    assert ClassCard.objects.get().tries == 5


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_teachers_who_issue_at_once_leave_one_standing_card() -> None:
    cast = make_cast()
    outcomes = at_once(*[lambda: issue(cast)] * 6)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    assert ClassCard.objects.count() == 6
    assert ClassCard.objects.standing().count() == 1


@pytest.fixture
def card(cast: Cast, home: HomePage) -> IssuedCard:
    return operations.issue_cards([cast.learner], batch=uuid4(), by=cast.teacher, now=now())[0]


def test_the_page_lets_in_for_twelve_hours(client: Client, card: IssuedCard, cast: Cast) -> None:
    assert "/accounts/card/" in client.get("/accounts/sign-in/").text
    assert shown(card.code) in client.get("/accounts/card/", {"c": card.code}).text
    answer = client.post("/accounts/card/", {"code": shown(card.code), "pin": card.pin, "next": "/inbox/"})
    assert answer.headers["Location"] == "/inbox/"
    assert client.session["_auth_user_id"] == str(cast.learner.pk)
    assert client.session.get_expiry_age() <= 12 * 3600
    assert cast.learner.name in client.get("/accounts/card/").text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda card: {"pin": "000000"}, "还能试 4 次"),
        (lambda card: {"code": card.code[:-1]}, "一位一位"),
        (lambda card: {"code": new_code()}, "对不上"),
        (lambda card: {"pin": ""}, ""),
    ],
    ids=["wrong pin", "a slip", "no such card", "no pin"],
)
def test_what_is_wrong_is_said(client: Client, card: IssuedCard, change: Callable[[IssuedCard], dict[str, str]], says: str) -> None:
    answer = client.post("/accounts/card/", {"code": card.code, "pin": card.pin} | change(card))
    assert answer.status_code == 422
    assert says in answer.text
    assert "_auth_user_id" not in client.session


def test_a_new_number_is_told_to_the_old_ones_and_the_new(cast: Cast) -> None:
    old = cast.learner.phone_numbers.get().number
    operations.give_new_number(cast.learner, "+8613900139000", lost_the_others=True, by=cast.teacher, now=NOW)
    operations.send_waiting_texts(now=NOW)
    assert {message.number for message in MemorySms.sent} == {old, "+8613900139000"}


def test_a_text_that_failed_waits_and_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    operations.queue_texts(["+8613900000001", "+8613900000002"], key="k", template="t", parameters={}, now=NOW)

    def refuse(self: MemorySms, message: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(MemorySms, "send", refuse)
        for _ in range(2):
            with pytest.raises(ConnectionError):
                operations.send_waiting_texts(now=NOW)
    assert list(TextMessage.objects.values_list("failures", flat=True)) == [1, 1]
    assert operations.send_waiting_texts(now=NOW) == 2
    assert operations.queue_texts(["+8613900000001"], key="k", template="t", parameters={}, now=NOW) == 0


def test_staff_print_no_card_for_a_stranger(cast: Cast, home: HomePage) -> None:
    assert signed_in(cast.teacher).get(f"/classes/people/{cast.learner.public_id}/card/").status_code == 404
