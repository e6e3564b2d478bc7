"""Who came: the code on the screen, the teacher's list, and what is counted as people, as person-times and as hours."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, localtime, now
from hypothesis import given
from hypothesis import strategies as st

from cms.models import HomePage
from courses import operations
from courses.attendance import WINDOW_SECONDS, Mark, believed, code_for, counting, session_of
from courses.models import Attendance, AttendanceMark, ClassMember, ClassSession, MarkKind, TrainingClass
from tests.cast import Cast, make_cast, make_person, signed_in
from tests.courses.factories import make_class, seat
from tests.exams.test_at_once import at_once

MOMENT = datetime(2026, 9, 2, 1, 5, tzinfo=UTC)
"""09:05 in Shanghai, on the day of the session."""


def plan(led: TrainingClass, day: int = 2, hours: str = "3") -> ClassSession:
    [held] = operations.plan_sessions(
        led, day=led.starts_on + timedelta(days=day - 1), begins=time(9), ends=time(11, 30), hours=Decimal(hours)
    )
    return held


@pytest.fixture
def led(cast: Cast, home: HomePage) -> TrainingClass:
    led = make_class(cast.teacher, cast.college)
    seat(led, cast.learner, cast.other_learner)
    return led


def mark(held: ClassSession, member: ClassMember, kind: str, *, at: datetime | None = None, received: datetime = MOMENT) -> UUID:
    report = operations.MarkReport(uuid4(), member.pk, MarkKind(kind), at)
    operations.record_marks(held, [report], by=held.training_class.teachers.get(), now=received)
    return report.mark_id


def stands(held: ClassSession) -> dict[str, str]:
    return {row.member.person.name: row.kind for row in Attendance.objects.filter(session=held).select_related("member__person")}


def test_a_code_lives_for_about_a_minute_and_only_for_its_session() -> None:
    code = code_for(7, MOMENT)
    assert session_of(code, MOMENT) == 7
    assert session_of(code, MOMENT + timedelta(seconds=2 * WINDOW_SECONDS)) == 7
    assert session_of(code, MOMENT + timedelta(seconds=4 * WINDOW_SECONDS)) is None
    assert session_of(code, MOMENT - timedelta(seconds=2 * WINDOW_SECONDS)) is None
    assert code_for(7, MOMENT + timedelta(seconds=WINDOW_SECONDS)) != code
    assert session_of(code.replace("7-", "8-", 1), MOMENT) is None


@given(st.text(max_size=40))
def test_no_other_text_is_a_code(text: str) -> None:
    assert session_of(text, MOMENT) is None


def test_a_phones_clock_is_believed_within_reason() -> None:
    day = MOMENT.replace(hour=0)
    assert believed(MOMENT - timedelta(minutes=30), MOMENT, earliest=day) == MOMENT - timedelta(minutes=30)
    assert believed(MOMENT + timedelta(minutes=2), MOMENT, earliest=day) == MOMENT
    for odd in (None, MOMENT + timedelta(hours=2), MOMENT - timedelta(days=400)):
        assert believed(odd, MOMENT, earliest=day) == MOMENT


@given(st.permutations(range(5)))
def test_which_mark_counts_does_not_depend_on_the_order_they_arrive_in(order: list[int]) -> None:
    scan = Mark("present", False, MOMENT + timedelta(hours=3), 9)
    marks = [Mark(kind, True, MOMENT + timedelta(minutes=n), 0) for n, kind in enumerate(["absent", "late", "present", "excused"])]
    assert counting([[*marks, scan][place] for place in order]).kind == "excused"


def test_people_person_times_and_hours_are_kept_apart(led: TrainingClass) -> None:
    first, second = led.members.order_by("pk")
    days = [plan(led, 2, "3"), plan(led, 3, "2.5")]
    for held in days:
        mark(held, first, "present", received=MOMENT + timedelta(days=1))
    mark(days[0], second, "late")
    mark(days[1], second, "excused", received=MOMENT + timedelta(days=1))
    tally = Attendance.objects.filter(session__training_class=led).tally()
    assert (tally.people, tally.person_times, tally.hours) == (2, 3, Decimal("8.5"))
    hours = Attendance.objects.hours_of([first.person, second.person])
    assert hours == {first.person_id: Decimal("5.5"), second.person_id: Decimal(3)}
    empty = Attendance.objects.none().tally()
    assert (empty.people, empty.person_times, empty.hours) == (0, 0, Decimal(0))


def test_nothing_is_overwritten_and_the_newest_of_the_teacher_counts(led: TrainingClass, cast: Cast) -> None:
    held, member = plan(led), led.members.order_by("pk")[0]
    operations.scan_in(held, cast.learner, now=MOMENT)
    assert stands(held) == {"小禾": "present"}
    mark(held, member, "late", at=MOMENT + timedelta(minutes=20), received=MOMENT + timedelta(hours=1))
    mark(held, member, "absent", at=MOMENT + timedelta(minutes=10), received=MOMENT + timedelta(hours=2))  # tapped earlier, came later
    operations.scan_in(held, cast.learner, now=MOMENT + timedelta(hours=3))
    assert stands(held) == {"小禾": "late"}
    assert AttendanceMark.objects.count() == 3
    assert not operations.attendance_disagrees()
    Attendance.objects.update(kind="present")
    assert len(operations.attendance_disagrees()) == 1


def test_the_same_marks_again_are_the_same_marks(led: TrainingClass) -> None:
    held, member = plan(led), led.members.order_by("pk")[0]
    report = operations.MarkReport(uuid4(), member.pk, MarkKind.PRESENT)
    teacher = led.teachers.get()
    for _ in range(3):
        answer = operations.record_marks(held, [report], by=teacher, now=MOMENT)
        assert answer.recorded == [report.mark_id]
    assert AttendanceMark.objects.count() == 1


def test_who_comes_a_quarter_of_an_hour_late_is_late(led: TrainingClass, cast: Cast) -> None:
    held = plan(led)
    assert operations.scan_in(held, cast.learner, now=MOMENT + timedelta(minutes=10)) == MarkKind.PRESENT
    assert operations.scan_in(held, cast.other_learner, now=MOMENT + timedelta(minutes=11)) == MarkKind.LATE


def test_only_on_the_day_and_only_who_is_on_the_roster(led: TrainingClass, cast: Cast) -> None:
    held = plan(led)
    stranger = make_person("路人")
    with pytest.raises(operations.NotOnTheRoster):
        operations.scan_in(held, stranger, now=MOMENT)
    seat(led, stranger, made_here=False)  # only asked
    with pytest.raises(operations.NotOnTheRoster):
        operations.scan_in(held, stranger, now=MOMENT)
    for day in (-1, 1):
        with pytest.raises(operations.NotToday):
            operations.scan_in(held, cast.learner, now=MOMENT + timedelta(days=day))
    with pytest.raises(operations.NotToday):
        mark(held, led.members.first(), "present", received=MOMENT - timedelta(days=1))  # type: ignore[arg-type]
    other = seat(make_class(cast.other_class_teacher, cast.other_college), stranger)[0]
    answer = operations.record_marks(held, [operations.MarkReport(uuid4(), other.pk, MarkKind.PRESENT)], by=cast.teacher, now=MOMENT)
    assert (answer.recorded, len(answer.refused)) == ([], 1)
    assert not AttendanceMark.objects.exists()


def test_region_and_institution_are_frozen_with_the_mark(led: TrainingClass, cast: Cast) -> None:
    held = plan(led)
    operations.scan_in(held, cast.learner, now=MOMENT)
    cast.learner.home_region = cast.places.qiyanqiao
    cast.learner.save()
    row = Attendance.objects.get()
    assert (row.region, row.institution) == (cast.places.maguan, cast.college)


def test_a_session_that_was_held_stays_on_the_plan(led: TrainingClass, cast: Cast) -> None:
    held = plan(led)
    operations.scan_in(held, cast.learner, now=MOMENT)
    signed_in(cast.teacher).post(f"/classes/{led.key}/sessions/{held.pk}/drop/")
    assert ClassSession.objects.filter(pk=held.pk).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_fifty_scans_at_once_and_one_person_many_times() -> None:
    cast = make_cast()
    led = make_class(cast.teacher, cast.college, seats=60)
    people = [make_person(f"学员{number}") for number in range(20)]
    seat(led, *people)
    held = plan(led)
    deeds: list[Any] = [lambda person=person: operations.scan_in(held, person, now=MOMENT) for person in [*people, *people[:4] * 5]]
    outcomes = at_once(*deeds)
    assert set(outcomes) == {MarkKind.PRESENT}, outcomes
    tally = held.attendances.tally()
    assert (tally.people, tally.person_times, AttendanceMark.objects.count()) == (20, 20, 20)
    assert not operations.attendance_disagrees()


@pytest.fixture
def today(led: TrainingClass) -> ClassSession:
    TrainingClass.objects.update(starts_on=localdate() - timedelta(days=3), ends_on=localdate() + timedelta(days=3))
    return ClassSession.objects.create(training_class=led, day=localdate(), begins=time(0), ends=time(23, 59), hours=Decimal(3))


def scanned(teacher: Client, held: ClassSession) -> str:
    """The code as the screen shows it at this moment."""
    assert "<svg" in teacher.get(f"/classes/{held.training_class.key}/sessions/{held.pk}/screen/").text
    return f"/classes/here/{code_for(held.pk, now())}/"


def test_a_learner_scans_and_taps_once(led: TrainingClass, today: ClassSession, cast: Cast) -> None:
    learner = signed_in(cast.learner)
    page = learner.get(scanned(signed_in(cast.teacher), today), follow=True)
    assert "我到了" in page.text
    assert not AttendanceMark.objects.exists()  # looking is not tapping
    assert learner.post("/classes/here/").status_code == 200
    assert stands(today)["小禾"] in {"present", "late"}
    assert signed_in(make_person("路人")).get("/classes/here/").status_code == 410


def test_who_must_sign_in_first_need_not_scan_again(led: TrainingClass, today: ClassSession, cast: Cast, client: Client) -> None:
    answer = client.get(scanned(signed_in(cast.teacher), today))
    there = client.get(answer.headers["Location"])
    assert "sign-in" in there.headers["Location"]
    client.force_login(cast.learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/classes/here/").status_code == 200
    assert stands(today)


def test_a_stranger_to_the_class_is_told_what_to_do(led: TrainingClass, today: ClassSession, cast: Cast) -> None:
    stranger = signed_in(make_person("路人"))
    stranger.get(scanned(signed_in(cast.teacher), today))
    answer = stranger.post("/classes/here/")
    assert answer.status_code == 409
    assert "名单" in answer.text


def test_the_teacher_taps_the_list_without_javascript(led: TrainingClass, today: ClassSession, cast: Cast) -> None:
    teacher, member = signed_in(cast.teacher), led.members.order_by("pk")[0]
    url = f"/classes/{led.key}/sessions/{today.pk}/"
    assert teacher.post(url, {"mark": f"{member.pk}:left_early"}).headers["Location"].endswith(f"#m{member.pk}")
    assert stands(today) == {"小禾": "left_early"}
    for odd in ("", "x:present", f"{member.pk}:gone", "999999:present"):
        assert teacher.post(url, {"mark": odd}).status_code == 302
    assert AttendanceMark.objects.count() == 1
    assert re.search(r'aria-pressed="true"[^>]*>早退', teacher.get(url).text)


def test_what_a_phone_saved_up_is_answered_mark_by_mark(led: TrainingClass, today: ClassSession, cast: Cast) -> None:
    teacher, member = signed_in(cast.teacher), led.members.order_by("pk")[0]
    good, bad = str(uuid4()), str(uuid4())
    at = localtime(now() - timedelta(minutes=1)).isoformat()
    sent = {"marks": [{"id": good, "member": member.pk, "kind": "present", "at": at}, {"id": bad, "member": 999999, "kind": "late"}]}
    url = f"/classes/{led.key}/sessions/{today.pk}/marks"
    for _ in range(2):
        answer = teacher.post(url, sent, content_type="application/json").json()
        assert (answer["recorded"], list(answer["refused"]), answer["people"]) == ([good], [bad], 1)
    row = AttendanceMark.objects.get()
    assert row.claimed_at == datetime.fromisoformat(at)
    assert row.received_at > row.claimed_at
    strange: list[Any] = [{}, {"marks": [{}]}, {"marks": [{"id": good, "member": "x", "kind": "present"}]}, []]
    for odd in strange:
        assert teacher.post(url, odd, content_type="application/json").status_code == 400
    assert signed_in(cast.other_class_teacher).post(url, sent, content_type="application/json").status_code == 404


def test_the_list_costs_the_same_for_2_or_90_people(led: TrainingClass, today: ClassSession, cast: Cast) -> None:
    teacher, url = signed_in(cast.teacher), f"/classes/{led.key}/sessions/{today.pk}/"

    def cost() -> int:
        teacher.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert teacher.get(url).status_code == 200
        return len(asked)

    few = cost()
    TrainingClass.objects.update(seats=100)
    people = [make_person(f"学员{number}") for number in range(88)]
    seat(led, *people)
    for person in people:
        operations.scan_in(today, person, now=now())
    assert cost() == few


def test_ledgers_notice_a_wrong_roster(led: TrainingClass) -> None:
    assert not operations.rosters_disagree()
    TrainingClass.objects.update(taken=1)
    ClassMember.objects.filter(pk=led.members.first().pk).update(state="joined")  # type: ignore[union-attr]
    assert len(operations.rosters_disagree()) == 2
