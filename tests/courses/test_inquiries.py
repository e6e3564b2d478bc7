"""Words to the trainers: asked once, answered, shown only as the asker allows; a correction reaches who finished the lesson."""

import json
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Notice
from cms.models import HomePage
from courses import operations
from courses.masking import MASK
from courses.models import About, AssistedLearner, Correction, Course, Enrolment, Inquiry, InquiryStep, Refusal
from courses.operations import INQUIRIES_PER_DAY, EventReport
from tests.cast import NOW, Cast, make_person, signed_in
from tests.courses.factories import lessons_of, make_assisted, make_course, make_enrolment
from tests.courses.test_queries import cost


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    return make_course(cast.college)


@pytest.fixture
def enrolment(cast: Cast, course: Course) -> Enrolment:
    return make_enrolment(cast.learner, course)


def asked(enrolment: Enrolment, text: str = "毛利和毛利率差在哪？", about: About = About.QUESTION, *, shown: bool = True) -> Inquiry:
    report = EventReport(uuid4(), about, lessons_of(enrolment.course)[0].lesson_key, text=text, may_be_shown=shown)
    assert operations.record_events(enrolment, [report], now=NOW).recorded == [report.event_id]
    return Inquiry.objects.get(event_id=report.event_id)


def answered(cast: Cast, enrolment: Enrolment, **more: Any) -> Inquiry:
    return operations.answer_inquiry(asked(enrolment, **more), "毛利是钱，毛利率是比例。", by=cast.trainer, now=NOW)


def published(cast: Cast, enrolment: Enrolment, question: str = "毛利率怎么算？", answer: str = "毛利除以售价。") -> Inquiry:
    return operations.publish_inquiry(answered(cast, enrolment), question=question, answer=answer, by=cast.trainer, now=NOW)


def questions_url(enrolment: Enrolment) -> str:
    return f"/learn/{enrolment.course.key}/{lessons_of(enrolment.course)[0].lesson_key}/questions/"


# --- asking


def test_a_phone_that_sends_again_asks_once(enrolment: Enrolment, course: Course) -> None:
    report = EventReport(uuid4(), About.QUESTION, lessons_of(course)[0].lesson_key, text="问", claimed_at=NOW, may_be_shown=True)
    for _ in range(3):
        assert operations.record_events(enrolment, [report, report], now=NOW + timedelta(hours=1)).recorded == [report.event_id] * 2
    row = Inquiry.objects.get()
    assert (row.claimed_at, row.asked_at, row.institution) == (NOW, NOW + timedelta(hours=1), enrolment.institution)


def test_a_person_asks_so_often_a_day_and_repeats_do_not_count(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    key = lessons_of(course)[0].lesson_key
    many = [EventReport(uuid4(), About.QUESTION, key, text=f"问 {number}") for number in range(INQUIRIES_PER_DAY + 2)]
    first = operations.record_events(enrolment, many, now=NOW)
    assert list(first.refused.values()) == [Refusal.TOO_MANY] * 2
    again = operations.record_events(enrolment, many[:INQUIRIES_PER_DAY], now=NOW + timedelta(hours=1))
    assert not again.refused
    elsewhere = make_enrolment(cast.learner, make_course(cast.other_college))
    other = EventReport(uuid4(), About.QUESTION, lessons_of(elsewhere.course)[0].lesson_key, text="别处问")
    assert operations.record_events(elsewhere, [other], now=NOW).refused == {other.event_id: Refusal.TOO_MANY}
    assert not operations.record_events(elsewhere, [other], now=NOW + timedelta(days=1, seconds=1)).refused


@pytest.mark.parametrize(("text", "reason"), [("", Refusal.UNREADABLE), ("  \n", Refusal.UNREADABLE), ("长" * 1001, Refusal.TOO_LONG)])
def test_what_cannot_be_asked_is_kept_aside_with_the_reason(enrolment: Enrolment, course: Course, text: str, reason: Refusal) -> None:
    report = EventReport(uuid4(), About.UNCLEAR, lessons_of(course)[0].lesson_key, text=text)
    assert operations.record_events(enrolment, [report], now=NOW).refused == {report.event_id: reason}
    assert enrolment.refused_events.get().reason == reason
    assert not Inquiry.objects.exists()


def test_a_phone_asks_by_event_and_a_report_is_never_to_be_shown(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    lesson = str(lessons_of(course)[0].lesson_key)
    events: list[dict[str, Any]] = [
        {"id": str(uuid4()), "kind": "asked", "lesson": lesson, "about": "question", "text": "问", "shown": True},
        {"id": str(uuid4()), "kind": "asked", "lesson": lesson, "about": "mistake", "text": "错", "shown": True},
        {"id": str(uuid4()), "kind": "asked", "lesson": lesson, "about": "gossip", "text": "聊"},
    ]
    url = f"/learn/{enrolment.pk}/events"
    answer = signed_in(cast.learner).post(url, json.dumps({"events": events}), content_type="application/json").json()
    assert answer["recorded"] == [event["id"] for event in events[:2]]
    assert list(Inquiry.objects.order_by("pk").values_list("about", "may_be_shown")) == [("question", True), ("mistake", False)]


def test_without_javascript_asking_is_a_page_of_its_own(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    client, url = signed_in(cast.learner), f"/learn/{course.key}/{lessons_of(course)[0].lesson_key}/ask/"
    assert 'value="mistake"' in client.get(url, {"about": "mistake"}).text
    token = str(uuid4())
    for _ in range(2):
        assert client.post(url, {"token": token, "about": "question", "text": "怎么算？"}).headers["Location"] == "/learn/questions/"
    row = Inquiry.objects.get()
    assert not row.may_be_shown
    assert client.post(url, {"token": token, "about": "question", "text": " "}).status_code == 422
    assert "等讲师回答" in client.get("/learn/questions/").text


# --- answering


def test_an_answer_reaches_the_inbox_once_and_a_better_one_again(cast: Cast, enrolment: Enrolment) -> None:
    row = answered(cast, enrolment)
    operations.answer_inquiry(row, "毛利是钱，毛利率是比例。 ", by=cast.trainer, now=NOW)
    assert Notice.objects.visible_to(cast.learner).count() == 1
    operations.answer_inquiry(row, "再说清楚一点。", by=cast.trainer, now=NOW)
    assert Notice.objects.visible_to(cast.learner).count() == 2
    link = Notice.objects.visible_to(cast.learner)[0].link
    assert "再说清楚一点" in signed_in(cast.learner).get(link).text
    assert [step.text for step in InquiryStep.objects.all()] == ["毛利是钱，毛利率是比例。", "再说清楚一点。"]
    with pytest.raises(operations.NothingWritten):
        operations.answer_inquiry(row, " ", by=cast.trainer, now=NOW)


def test_only_trainers_of_the_institution_meet_a_question_and_its_asker(cast: Cast, enrolment: Enrolment) -> None:
    row = asked(enrolment)
    assert list(Inquiry.objects.answerable_by(cast.trainer)) == [row]
    for person in (cast.other_trainer, cast.teacher, cast.learner, cast.officer):
        assert not Inquiry.objects.answerable_by(person)
        assert signed_in(person).get(f"/answers/{row.uuid}/").status_code == 404
    assert signed_in(cast.other_learner).get(f"/learn/questions/{row.uuid}/").status_code == 404


def test_the_trainers_page_answers_shows_hides_and_lays_aside(cast: Cast, enrolment: Enrolment) -> None:
    row, client = asked(enrolment, "我是 13800001234，毛利怎么算？"), signed_in(cast.trainer)
    url = f"/answers/{row.uuid}/"
    assert row.text[:10] in client.get("/answers/").text
    assert client.post(url, {"action": "answer", "answer-text": "先减再除。"}).status_code == 302
    text = client.get(url).text
    assert f"我是 {MASK}" in text
    assert (
        client.post(url, {"action": "publish", "publish-question": "我是 13800001234，毛利？", "publish-answer": "先减再除。"}).status_code
        == 302
    )
    seen = Client().get(questions_url(enrolment)).text
    assert f"我是 {MASK}，毛利？" in seen
    assert "13800001234" not in seen
    assert cast.learner.name not in seen
    client.post(url, {"action": "hide"})
    assert "毛利？" not in Client().get(questions_url(enrolment)).text
    assert client.post(url, {"action": "publish", "publish-question": "", "publish-answer": "x"}).status_code == 422
    assert "没有人在等" in client.get("/answers/").text
    other = asked(enrolment, "你好")
    client.post(f"/answers/{other.uuid}/", {"action": "close"})
    assert "你好" not in client.get("/answers/").text
    assert "你好" in client.get("/answers/", {"all": 1}).text
    assert operations.inquiries_disagree() == []


def test_what_waits_longest_comes_first(cast: Cast, enrolment: Enrolment) -> None:
    old, new, done = asked(enrolment, "先"), asked(enrolment, "后"), asked(enrolment, "答过")
    Inquiry.objects.filter(pk=new.pk).update(asked_at=NOW + timedelta(hours=1))
    operations.answer_inquiry(done, "好", by=cast.trainer, now=NOW)
    assert list(Inquiry.objects.waiting_first()) == [old, new, done]


# --- showing to others


def test_who_said_no_is_not_shown_by_anybody(cast: Cast, enrolment: Enrolment) -> None:
    row = answered(cast, enrolment, shown=False)
    with pytest.raises(operations.NotToBeShown):
        operations.publish_inquiry(row, question="问", answer="答", by=cast.trainer, now=NOW)
    client = signed_in(cast.trainer)
    sent = client.post(f"/answers/{row.uuid}/", {"action": "publish", "publish-question": "问", "publish-answer": "答"})
    assert sent.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.update(published_at=NOW, public_text="问", public_answer="答")


def test_nothing_is_shown_before_it_is_answered(cast: Cast, enrolment: Enrolment) -> None:
    with pytest.raises(operations.NotToBeShown):
        operations.publish_inquiry(asked(enrolment), question="问", answer="答", by=cast.trainer, now=NOW)


def test_the_asker_takes_the_permission_back_and_it_is_gone_at_once(cast: Cast, enrolment: Enrolment) -> None:
    row, client = published(cast, enrolment), signed_in(cast.learner)
    assert "毛利率怎么算" in Client().get(questions_url(enrolment)).text
    client.post(f"/learn/questions/{row.uuid}/")
    assert "毛利率怎么算" not in Client().get(questions_url(enrolment)).text
    row.refresh_from_db()
    with pytest.raises(operations.NotToBeShown):
        operations.publish_inquiry(row, question="问", answer="答", by=cast.trainer, now=NOW)
    assert operations.inquiries_disagree() == []


def test_publishing_twice_is_publishing_once(cast: Cast, enrolment: Enrolment) -> None:
    row = published(cast, enrolment)
    operations.publish_inquiry(row, question="毛利率怎么算？", answer="毛利除以售价。", by=cast.trainer, now=NOW + timedelta(days=1))
    assert InquiryStep.objects.filter(kind="published").count() == 1


def test_the_ledger_notices_a_state_that_was_changed_by_hand(cast: Cast, enrolment: Enrolment) -> None:
    row = published(cast, enrolment)
    Inquiry.objects.filter(pk=row.pk).update(answer="改过")
    assert len(operations.inquiries_disagree()) == 1
    with pytest.raises(SystemExit):
        call_command("check_ledgers")


# --- corrections


def finish(course: Course, *names: str) -> list[Enrolment]:
    taken = [make_enrolment(make_person(name), course) for name in names]
    for enrolment in taken:
        operations.mark_lesson_done(enrolment, lessons_of(course)[0].lesson_key, now=NOW)
    return taken


def correct(cast: Cast, inquiry: Inquiry, *, matters: bool = True, uuid: UUID | None = None) -> Correction:
    return operations.correct_lesson(inquiry, uuid=uuid or uuid4(), text="第二步应是减去运费。", matters=matters, by=cast.trainer, now=NOW)


def test_a_correction_reaches_everybody_who_finished_the_lesson_once(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    finish(course, "甲", "乙", "丙")
    make_enrolment(make_person("没学完"), course)
    correction = correct(cast, asked(enrolment, "这里算错了", About.MISTAKE))
    assert operations.tell_correction(correction.pk, now=NOW, batch=2) == 3
    assert operations.tell_correction(correction.pk, now=NOW) == 0
    told = Notice.objects.filter(key=f"correction:{correction.pk}")
    assert sorted(notice.person.name for notice in told) == ["丙", "乙", "甲"]
    assert {notice.link for notice in told} == {lessons_of(course)[0].get_url()}
    assert Notice.objects.visible_to(cast.learner).get().text == "第二步应是减去运费。"


def test_the_helper_of_who_finished_with_help_is_told_once_to_pass_it_on(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    lesson = lessons_of(course)[0].lesson_key
    for name in ("石奶奶", "罗爷爷"):
        helped = operations.enrol_assisted(make_assisted(cast, name), course, by=cast.teacher, now=NOW)
        operations.record_assisted(helped, lesson, token=uuid4(), answers={}, is_done=True, by=cast.teacher, now=NOW)
    gone = make_assisted(cast, "自己学了")
    operations.mark_lesson_done(operations.enrol_assisted(gone, course, by=cast.other_learner, now=NOW), lesson, now=NOW)
    AssistedLearner.objects.filter(pk=gone.pk).update(helper=cast.other_learner)
    operations.end_assisting(gone, now=NOW)
    operations.enrol_assisted(make_assisted(cast, "没学完"), course, by=cast.teacher, now=NOW)
    correction = correct(cast, asked(enrolment, "这里算错了", About.MISTAKE))
    assert operations.tell_correction(correction.pk, now=NOW, batch=1) == 3
    told = Notice.objects.filter(key=f"correction:{correction.pk}")
    assert sorted(notice.person.name for notice in told) == ["石奶奶", "罗爷爷", "自己学了"]
    [passed_on] = Notice.objects.filter(key=f"correction-to-pass-on:{correction.pk}")
    assert passed_on.person == cast.teacher
    assert "第二步应是减去运费。" in passed_on.text


def test_a_round_that_broke_off_is_finished_by_the_sweep(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    first, *_rest = finish(course, "甲", "乙")
    correction = correct(cast, asked(enrolment, "错", About.MISTAKE))
    Notice.objects.create(person=first.learner, key=f"correction:{correction.pk}", title="x", created_at=NOW)
    operations.tell_corrections(now=NOW)
    operations.tell_corrections(now=NOW)
    assert Notice.objects.filter(key=f"correction:{correction.pk}").count() == 2
    correction.refresh_from_db()
    assert correction.told_at == NOW


def test_who_finishes_later_read_the_right_text_and_is_not_told(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    correction = correct(cast, asked(enrolment, "错", About.MISTAKE))
    operations.mark_lesson_done(make_enrolment(make_person("后来"), course), lessons_of(course)[0].lesson_key, now=NOW + timedelta(hours=1))
    assert operations.tell_correction(correction.pk, now=NOW + timedelta(hours=2)) == 0


def test_a_slip_of_the_pen_is_told_to_nobody_but_the_reporter(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    finish(course, "甲")
    correction = correct(cast, asked(enrolment, "错字", About.MISTAKE), matters=False)
    assert operations.tell_correction(correction.pk, now=NOW) == 0
    assert Notice.objects.get().person == cast.learner


def test_sending_the_form_twice_is_one_correction(
    cast: Cast, enrolment: Enrolment, course: Course, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    finish(course, "甲")
    row, client = asked(enrolment, "错", About.MISTAKE), signed_in(cast.trainer)
    data = {"action": "correct", "correct-token": str(uuid4()), "correct-text": "应是 33%。", "correct-matters": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert client.post(f"/answers/{row.uuid}/", data).status_code == 302
    assert Correction.objects.count() == 1
    assert Notice.objects.filter(title__startswith="更正").count() == 1


def test_telling_costs_the_same_for_1_or_40(cast: Cast, enrolment: Enrolment, course: Course) -> None:
    counts = []
    for many in (1, 40):
        finish(course, *[f"人{number}" for number in range(many)])
        correction = correct(cast, asked(enrolment, "错", About.MISTAKE))
        with CaptureQueriesContext(connection) as queries:
            operations.tell_correction(correction.pk, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- cost


def test_lists_cost_the_same_for_1_or_20(cast: Cast, enrolment: Enrolment) -> None:
    published(cast, enrolment)
    visits = [
        (signed_in(cast.learner), "/learn/questions/"),
        (signed_in(cast.trainer), "/answers/?all=1"),
        (Client(), questions_url(enrolment)),
    ]
    one = [cost(partial(client.get, url)) for client, url in visits]
    for number in range(19):
        taken = make_enrolment(make_person(f"学员{number}"), enrolment.course)
        published(cast, taken, question=f"第 {number} 问")
        asked(enrolment, f"又问 {number}")
    assert [cost(partial(client.get, url)) for client, url in visits] == one
    assert Client().get(questions_url(enrolment)).text.count("<article") == 20
