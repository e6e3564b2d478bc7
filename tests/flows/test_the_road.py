"""The whole road through HTTP on the real starter: from the first lesson to the first month's orders, and the refusals."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate, now

from accounts.models import Role, User
from certification.models import Certificate
from certification.operations import issue_missing_certificates, revoke_certificate
from courses.models import Course, Enrolment, OutlineLesson
from exams.content import Content
from exams.models import AnswerEvent, Attempt, QuestionVersion, Result
from exams.operations import close_overdue_attempts, grade_ungraded
from exams.tokens import AttemptToken
from programmes.operations import roll_up
from stations.models import Station
from stations.operations import begin_missing_preparations
from talent_pool.models import Application, ContactReveal, Opening
from tests.cast import Places
from tests.flows.walker import Walker

PHONE = "13800001234"
type Staff = Callable[[str, str, Role], Walker]
type Walk = Callable[[], Walker]

pytestmark = pytest.mark.django_db


def register(walker: Walker, places: Places, name: str = "李小禾", phone: str = PHONE) -> User:
    assert walker.sign_in(phone) == "/accounts/about-me/"
    walker.send("/accounts/about-me/", {"name": name, "birth_date": "20030504"})
    walker.send("/accounts/place/home/", {"region": places.maguan.pk})
    person: User = User.objects.get(phone_numbers__number=f"+86{phone}")
    return person


def learn(walker: Walker) -> Enrolment:
    """Enrol in one tap, then finish every lesson the way a phone reports it."""
    course = Course.objects.get(page__slug="store-operation")
    walker.send(f"/learn/{course.key}/enrol/")
    state = walker.client.get(f"/learn/{course.key}/state.json").json()
    lessons = OutlineLesson.objects.filter(outline__course=course).order_by("position")
    for lesson in lessons:
        event = {"id": str(uuid4()), "kind": "done", "lesson": str(lesson.lesson_key), "at": now().isoformat()}
        batch = {"events": [event]}
        answer = walker.send_json(state["events"], batch)
        assert answer["recorded"] == [event["id"]]
        assert walker.send_json(state["events"], batch)["earned"] == answer["earned"]  # a repeat counts once
    assert walker.client.get(f"/learn/{course.key}/state.json").json()["percent"] == 100
    return Enrolment.objects.get(course=course, learner_id=walker.client.session["_auth_user_id"])


def keys_of(attempt: Attempt) -> list[Content]:
    """What was asked, with its keys, in the order of the paper."""
    versions = QuestionVersion.objects.in_bulk([slot.version for slot in attempt.paper.slots])
    return [versions[slot.version].checked for slot in attempt.paper.slots]


def sit(walker: Walker, *, wrong: int = 0) -> Attempt:
    """Start, answer every question as the script does, hand in twice."""
    where = walker.send("/exams/store-operation-junior/").headers["Location"]
    again = walker.send("/exams/store-operation-junior/").headers["Location"]
    assert where == again  # two taps, one paper
    attempt = Attempt.objects.get(uuid=where.split("/")[-2])
    paper = walker.see(where)
    keys = keys_of(attempt)
    assert len(keys) == 20
    assert not any(content.explanation in paper for content in keys if content.explanation)  # the key never leaves the server
    moment = int(now().timestamp() * 1000)
    answers = [[number, number, None if number <= wrong else content.answer, moment] for number, content in enumerate(keys, start=1)]
    batch = {"token": re.findall(r'data-token="([^"]+)"', paper)[0], "answers": answers}
    assert len(walker.send_json(f"{where}answers", batch)["kept"]) == 20
    walker.send_json(f"{where}answers", batch)
    assert AnswerEvent.objects.filter(attempt=attempt).count() == 20
    for _ in range(2):
        walker.send(f"{where}submit/")
    assert Result.objects.filter(attempt=attempt).count() == 1
    return attempt


def post_opening(recruiter: Walker, officer: Walker) -> Opening:
    terms = {
        "role": "partner",
        "title": "马官镇 村级合伙人",
        "region": "普定县马官镇",
        "headcount": "1",
        "text": "代买代卖，收发快递。",
        "pay_note": "按单拿佣金，每月结算",
        "deadline": (localdate() + timedelta(days=60)).isoformat(),
    }
    refused = recruiter.client.post("/recruit/openings/new/", terms | {"text": "限男性，三十岁以下。"})
    assert refused.status_code == 422
    recruiter.send("/recruit/openings/new/", terms)
    opening = Opening.objects.get()
    recruiter.send(f"/recruit/openings/{opening.uuid}/send/")
    assert opening.title not in recruiter.see("/jobs/")  # nothing is published unread
    opening.refresh_from_db()
    review = officer.see(f"/recruit/review/{opening.uuid}/")
    sent_at = re.search(r'name="sent_at" value="([^"]+)"', review)
    assert sent_at
    officer.send(f"/recruit/review/{opening.uuid}/", {"answer": "publish", "sent_at": sent_at[1]})
    assert opening.title in recruiter.see("/jobs/")
    return opening


def consent(walker: Walker, path: str) -> None:
    wording = re.search(r'name="wording" value="(\d+)"', walker.see(path))
    assert wording
    walker.send(path, {"answer": "yes", "wording": wording[1]})


def cards(recruiter: Walker) -> set[str]:
    """The candidates whose cards this recruiter sees."""
    return set(re.findall(r"/recruit/candidates/([0-9a-f-]{36})/", recruiter.see("/recruit/")))


def test_from_the_first_lesson_to_the_first_months_orders(starter: Places, walk: Walk, staff: Staff) -> None:
    recruiter = staff("林岚", "rural-taobao", Role.RECRUITER)
    officer = staff("赵青", "youth-league-central", Role.PROGRAMME_OFFICER)
    learner = walk()
    person = register(learner, starter)
    assert "店铺运营" in learner.see("/road/")
    learner.send("/programmes/million-talents/join/")

    assert learn(learner).completed_at is not None
    assert "去考试" in learner.see("/road/")
    attempt = sit(learner, wrong=2)
    assert Result.objects.get(attempt=attempt).passed

    certificate = Certificate.objects.get(learner=person)
    assert list(issue_missing_certificates(now=now())) == []  # the doorbell has done it; the sweep finds nothing
    assert Certificate.objects.count() == 1
    assert learner.client.get(f"/certificates/{certificate.serial}.pdf").content.startswith(b"%PDF")
    stranger = walk()
    verdict = stranger.see(f"/verify/{certificate.serial}/")
    assert "李**" in verdict
    assert "李小禾" not in verdict
    stranger.see(f"/certificates/{certificate.serial}.pdf", 404)
    assert "李小禾" in stranger.see(f"/verify/{certificate.serial}/?c={certificate.share_code}")

    opening = post_opening(recruiter, officer)
    assert not cards(recruiter)
    consent(learner, "/talent/pools/million-talents/")
    consent(learner, "/talent/platforms/rural-taobao/")
    [card] = cards(recruiter)
    assert "李小禾" not in recruiter.see("/recruit/")
    assert PHONE not in recruiter.see("/recruit/")

    recruiter.send(f"/recruit/candidates/{card}/invite/", {"opening": str(opening.uuid)})
    application = Application.objects.get()
    assert "李小禾" not in recruiter.see(f"/recruit/applications/{application.uuid}/")
    learner.send(f"/talent/applications/{application.uuid}/answer/", {"answer": "accept"})
    assert "李小禾" in recruiter.see(f"/recruit/applications/{application.uuid}/")
    assert not ContactReveal.objects.exists()
    recruiter.send(f"/recruit/applications/{application.uuid}/reveal/")
    assert PHONE in recruiter.see(f"/recruit/applications/{application.uuid}/")
    assert ContactReveal.objects.count() == 1
    assert "村淘" in learner.see("/talent/who-looked/")

    recruiter.send(f"/recruit/applications/{application.uuid}/move/", {"step": "sign"})

    begin_missing_preparations(now=now())
    station = Station.objects.get(keeper=person)
    page = learner.see(f"/stations/{station.uuid}/")
    assert "筹备" in page
    assert "培训" in page
    learner.send(f"/stations/{station.uuid}/open/")
    outcome = {"month": localdate().strftime("%Y-%m"), "orders": "31", "amount": "2860.50", "service_times": "9", "active_days": "20"}
    learner.send(f"/stations/{station.uuid}/outcomes/", outcome)
    assert "31" in learner.see(f"/stations/{station.uuid}/outcomes/")
    roll_up(now=now())
    assert "31" in officer.see("/programmes/million-talents/desk/")
    assert "农村青年电商人才" in walk().see("/programmes/million-talents/")


def certified(walk: Walk, places: Places, name: str = "李小禾", phone: str = PHONE) -> tuple[Walker, User]:
    """Somebody who has learnt, passed and holds the certificate."""
    learner = walk()
    person = register(learner, places, name, phone)
    learn(learner)
    sit(learner)
    return learner, person


def test_without_consent_nobody_is_seen_and_withdrawing_hides_at_once(starter: Places, walk: Walk, staff: Staff) -> None:
    recruiter = staff("林岚", "rural-taobao", Role.RECRUITER)
    other = staff("秦招", "jd", Role.RECRUITER)
    learner, person = certified(walk, starter)
    assert not cards(recruiter)
    consent(learner, "/talent/pools/million-talents/")
    assert not cards(recruiter)  # in the pool, but no platform was named
    consent(learner, "/talent/platforms/rural-taobao/")
    [card] = cards(recruiter)
    assert not cards(other)  # consent to one platform shows nothing to another
    other.see(f"/recruit/candidates/{card}/", 404)
    learner.send("/talent/platforms/rural-taobao/", {"answer": "no"})
    assert not cards(recruiter)
    recruiter.see(f"/recruit/candidates/{card}/", 404)
    assert learner.client.get(f"/certificates/{Certificate.objects.get(learner=person).serial}.pdf").status_code == 200  # it costs nothing


def test_a_revoked_certificate_says_so_and_hides_its_holder_at_once(starter: Places, walk: Walk, staff: Staff) -> None:
    recruiter = staff("林岚", "rural-taobao", Role.RECRUITER)
    examiner = staff("陈静", "seedling-college", Role.EXAMINER)
    learner, person = certified(walk, starter)
    consent(learner, "/talent/pools/million-talents/")
    consent(learner, "/talent/platforms/rural-taobao/")
    assert cards(recruiter)
    certificate = Certificate.objects.get(learner=person)
    by = User.objects.get(pk=examiner.client.session["_auth_user_id"])
    revoke_certificate(certificate, reason="替考", by=by, now=now())
    assert "撤销" in walk().see(f"/verify/{certificate.serial}/")
    assert not cards(recruiter)


def test_the_sweep_issues_what_a_lost_doorbell_left_behind(starter: Places, walk: Walk) -> None:
    learner = walk()
    person = register(learner, starter)
    learn(learner)
    deaf = Walker(learner.client, lambda execute=False: _no_bell())  # type: ignore[arg-type]
    where = deaf.send("/exams/store-operation-junior/").headers["Location"]
    attempt = Attempt.objects.get(uuid=where.split("/")[-2])
    answers = [[number, number, content.answer, None] for number, content in enumerate(keys_of(attempt), start=1)]
    deaf.send_json(f"{where}answers", {"token": AttemptToken(attempt.pk, 1).signed(), "answers": answers})
    deaf.send(f"{where}submit/")
    assert not Result.objects.exists()  # nobody rang
    grade_ungraded(now=now())
    assert not Certificate.objects.exists()
    for _ in range(2):
        list(issue_missing_certificates(now=now()))
    assert Certificate.objects.filter(learner=person).count() == 1


@contextmanager
def _no_bell() -> Iterator[None]:
    """A commit whose doorbells nobody hears: in a test's transaction, callbacks that are not captured never run."""
    yield


def test_after_the_deadline_nothing_is_taken_and_the_sweep_closes(starter: Places, walk: Walk) -> None:
    learner = walk()
    register(learner, starter)
    learn(learner)
    where = learner.send("/exams/store-operation-junior/").headers["Location"]
    attempt = Attempt.objects.get(uuid=where.split("/")[-2])
    late = timedelta(hours=2)
    times = {name: getattr(attempt, name) - late for name in ("started_at", "deadline", "accepts_until")}
    Attempt.objects.filter(pk=attempt.pk).update(**times)
    answers = [[1, 1, keys_of(attempt)[0].answer, None]]
    reply = learner.send_json(f"{where}answers", {"token": AttemptToken(attempt.pk, 1).signed(), "answers": answers})
    assert reply["refused"] == [[1, "too_late"]]
    close_overdue_attempts(now=now())
    attempt.refresh_from_db()
    assert attempt.submitted_at is not None
    assert attempt.submitted_at <= attempt.deadline
    grade_ungraded(now=now())
    assert not Result.objects.get(attempt=attempt).passed
    assert not Certificate.objects.exists()


def test_a_learner_meets_404_where_staff_work(starter: Places, walk: Walk) -> None:
    learner = walk()
    register(learner, starter)
    for path in ("/recruit/", "/recruit/openings/", "/recruit/review/", "/programmes/million-talents/desk/"):
        learner.see(path, 404)


def test_another_persons_paper_certificate_and_station_are_404(starter: Places, walk: Walk) -> None:
    _, person = certified(walk, starter)
    other = walk()
    register(other, starter, "阿松", "13900009999")
    attempt = Attempt.objects.get(learner=person)
    other.see(f"/exams/attempts/{attempt.uuid}/", 404)
    other.send(f"/exams/attempts/{attempt.uuid}/submit/", status=404)
    other.see(f"/certificates/{Certificate.objects.get(learner=person).serial}.pdf", 404)
