"""The teacher prints cards: for whom, once, and with what effect."""

import re
from uuid import uuid4

import pytest

from accounts import operations as accounts
from accounts.cards import read_code
from accounts.models import ClassCard, Role
from cms.models import HomePage
from courses import operations
from courses.models import TrainingClass
from tests.cast import NOW, Cast, make_person, signed_in
from tests.courses.factories import make_class, seat


@pytest.fixture
def led(cast: Cast, home: HomePage) -> TrainingClass:
    led = make_class(cast.teacher, cast.college)
    seat(led, cast.learner, make_person("小明"), make_person("小红"))
    return led


def test_a_sheet_holds_a_card_for_everybody_who_has_none(led: TrainingClass, cast: Cast) -> None:
    teacher = signed_in(cast.teacher)
    batch = str(uuid4())
    sheet = teacher.post(f"/classes/{led.key}/cards/", {"batch": batch})
    assert "no-store" in sheet.headers["Cache-Control"]
    codes = re.findall(r'class="code">([0-9A-Z-]+)<', sheet.text)
    pins = re.findall(r"<b>(\d{6})</b>", sheet.text)
    assert len(codes) == len(pins) == sheet.text.count('class="qr"') == 3
    names = [card.person.name for card in ClassCard.objects.order_by("issued_at")]
    assert sorted(names) == sorted(["小禾", "小明", "小红"])
    for code, pin in zip(codes, pins, strict=True):
        assert accounts.come_in_by_card(read_code(code), pin, address="", now=NOW).name in names
    assert teacher.post(f"/classes/{led.key}/cards/", {"batch": batch}).status_code == 409
    assert "<b>3</b>" in teacher.get(f"/classes/{led.key}/cards/").text
    assert ClassCard.objects.count() == 3


def test_who_was_only_asked_and_who_has_a_role_gets_none(led: TrainingClass, cast: Cast) -> None:
    seat(led, cast.other_learner, made_here=False)
    accounts.grant_membership(cast.learner, cast.platform, Role.RECRUITER, now=NOW)
    assert [person.name for person in operations.without_card(led)] == ["小明", "小红"]
    answer = signed_in(cast.teacher).post(f"/classes/people/{cast.learner.public_id}/card/", {"batch": str(uuid4())})
    assert answer.status_code == 409
    assert signed_in(cast.teacher).get(f"/classes/people/{cast.other_learner.public_id}/card/").status_code == 404


def test_a_lost_card_is_replaced_and_its_sessions_end(led: TrainingClass, cast: Cast) -> None:
    thief = signed_in(cast.learner)
    teacher = signed_in(cast.teacher)
    url = f"/classes/people/{cast.learner.public_id}/card/"
    teacher.post(url, {"batch": str(uuid4())})
    assert thief.get("/road/").status_code == 200
    teacher.post(url, {"batch": str(uuid4()), "was_lost": "on"})
    assert thief.get("/road/").status_code == 302
    assert ClassCard.objects.standing().count() == 1
