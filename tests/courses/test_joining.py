"""Into a class by link, poster or text message; and its lists on paper."""

import re
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import operations as accounts
from accounts.models import Access, TextMessage, User
from accounts.sms import MemorySms
from cms.models import HomePage
from courses import operations
from courses.models import ClassLink, Enrolment, MemberState, TrainingClass
from courses.rosters import RosterLine
from tests.cast import NOW, Cast, make_cast, signed_in
from tests.courses.factories import make_class, make_course, seat
from tests.exams.test_at_once import at_once


@pytest.fixture
def led(cast: Cast, home: HomePage) -> TrainingClass:
    return make_class(cast.teacher, cast.college, make_course(cast.college))


def link_of(led: TrainingClass) -> str:
    link = operations.open_link(led, by=led.opened_by, now=now())
    return f"/classes/join/{link.code}/"


def test_one_tap_joins_and_enrols(led: TrainingClass, cast: Cast) -> None:
    learner, url = signed_in(cast.learner), link_of(led)
    assert led.title in learner.get(url).text
    assert not led.members.exists()
    for _ in range(2):
        assert learner.post(url).status_code == 302
    assert led.members.get().state == MemberState.JOINED
    assert Enrolment.objects.filter(learner=cast.learner).count() == 1
    assert led.title in learner.get("/learn/").text


def test_somebody_new_comes_back_to_the_class_after_saying_who_they_are(
    led: TrainingClass, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    url = link_of(led)
    assert client.get(url).status_code == 200
    sign_in = client.post(url).headers["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(sign_in, {"phone": "13800001234", "action": "send", "next": url})
    code = MemorySms.sent[-1].parameters["code"]
    answer = client.post(sign_in, {"phone": "13800001234", "code": code, "action": "enter"})
    assert answer.headers["Location"] == "/accounts/about-me/"
    answer = client.post("/accounts/about-me/", {"name": "小明", "birth_date": "20030504"})
    answer = client.post("/accounts/place/home/", {"region": led.region_id, "first": "1"})
    assert answer.headers["Location"] == url
    client.post(url)
    assert led.members.get().person == User.objects.get(name="小明")


def test_a_full_class_an_ended_link_and_a_past_class_say_so(led: TrainingClass, cast: Cast) -> None:
    learner, url = signed_in(cast.learner), link_of(led)
    TrainingClass.objects.update(seats=1)
    seat(led, cast.other_learner)
    assert "满员" in learner.post(url).text
    TrainingClass.objects.update(seats=9, starts_on=localdate() - timedelta(days=9), ends_on=localdate() - timedelta(days=1))
    assert learner.post(url).status_code == 410
    TrainingClass.objects.update(ends_on=localdate())
    signed_in(cast.teacher).post(f"/classes/{led.key}/link/end/")
    assert "停用" in learner.get(url).text
    assert learner.post(url).status_code == 410
    assert not led.members.filter(person=cast.learner).exists()
    assert link_of(led) != url
    assert learner.get("/classes/join/guess/").status_code == 404


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_teachers_at_once_make_one_link() -> None:
    cast = make_cast()
    led = make_class(cast.teacher, cast.college)
    outcomes = at_once(*[lambda: operations.open_link(led, by=cast.teacher, now=NOW).code] * 6)
    assert len(set(outcomes)) == 1, outcomes
    assert ClassLink.objects.count() == 1


def test_invitations_by_text_go_once_a_day_and_carry_the_link(led: TrainingClass, cast: Cast) -> None:
    teacher, url = signed_in(cast.teacher), f"/classes/{led.key}/invite/"
    operations.import_roster(led, [RosterLine(2, "小红", "+8613800005678")], by=cast.teacher, now=now())
    for _ in range(2):
        assert teacher.post(url, {"numbers": "138 0000 1234".replace(" ", ""), "whole_roster": "on"}).status_code == 302
    accounts.send_waiting_texts(now=now())
    assert {message.number for message in MemorySms.sent} == {"+8613800001234", "+8613800005678"}
    assert len(MemorySms.sent) == 2
    message = MemorySms.sent[0]
    assert message.template == "class_invitation"
    link = re.sub("^https?://[^/]+", "", message.parameters["link"])
    assert signed_in(cast.learner).get(link).status_code == 200
    for wrong in ("", "123", "1380000123\n" * 3):
        assert teacher.post(url, {"numbers": wrong}).status_code == 422


def test_a_class_sends_no_more_than_so_many(led: TrainingClass, cast: Cast) -> None:
    numbers = [f"+861380000{number:04d}" for number in range(501)]
    with pytest.raises(operations.TooManyTexts) as met:
        operations.invite_by_text(led, numbers, address="x", by=cast.teacher, now=NOW)
    assert met.value.left == 500
    assert not TextMessage.objects.exists()
    assert operations.invite_by_text(led, numbers[:500], address="x", by=cast.teacher, now=NOW) == 500


def test_lists_on_paper(led: TrainingClass, cast: Cast) -> None:
    seat(led, cast.learner)
    seat(led, cast.other_learner, made_here=False)
    operations.plan_sessions(led, day=led.starts_on, begins=time(9), ends=time(11), hours=Decimal(3), days=2)
    teacher = signed_in(cast.teacher)
    roster = teacher.get(f"/classes/{led.key}/print/roster/").text
    number = cast.learner.phone_numbers.get().number.removeprefix("+86")
    assert number in roster
    assert cast.other_learner.name not in roster  # was asked, has not agreed
    assert Access.objects.get().subject == cast.learner
    sheet = teacher.get(f"/classes/{led.key}/print/sign-in/").text
    assert number not in sheet
    assert sheet.count("09:00") == 2
    link_of(led)
    assert 'class="qr"' in teacher.get(f"/classes/{led.key}/poster/").text
