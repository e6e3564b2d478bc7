"""Reminders around the clock and around the year, and a sign of steadiness that forgives market and harvest."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Notice, User
from accounts.sms import MemorySms
from cms.models import HomePage
from courses import operations
from courses.models import BusyDays, Channel, Course, Reminder, ReminderChoice, Why
from courses.steadiness import Span, Week, is_due, is_quiet, steadiness
from tests.cast import NOW, Cast, make_person, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment
from tests.courses.test_queries import cost

MONDAY = date(2026, 9, 7)
EVENING = datetime(2026, 9, 7, 19, 0)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


# --- the rules


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", [0, 59])
def test_around_the_clock(hour: int, minute: int) -> None:
    at = datetime(2026, 9, 7, hour, minute)
    assert is_quiet(at) == (hour >= 21 or hour < 8)
    assert is_due(at, learned=day(-9), reminded=[]) == (18 <= hour < 21)


@pytest.mark.parametrize(
    ("learned", "reminded", "busy", "due"),
    [
        (-1, [], [], False),
        (-2, [], [], False),
        (-3, [], [], True),
        (-60, [], [], True),
        (-9, [0], [], False),
        (-9, [-1], [], False),
        (-9, [-3], [], True),
        (-20, [-9, -6], [], True),
        (-20, [-12, -9, -6], [], False),
        (-400, [-390, -380, -370], [], False),
        (-5, [-20, -16, -12, -6], [], True),  # answered since: counted anew
        (-9, [], [(0, 0)], False),
        (-4, [], [(-3, -2)], False),
        (-6, [], [(-3, -2)], True),
        (-30, [], [(-40, -1)], False),
    ],
)
def test_when_a_reminder_is_right(learned: int, reminded: list[int], busy: list[tuple[int, int]], due: bool) -> None:
    spans = [Span(day(first), day(last)) for first, last in busy]
    assert is_due(EVENING, learned=day(learned), reminded=[day(number) for number in reminded], busy=spans) == due


@pytest.mark.parametrize(
    ("learned", "busy", "weeks"),
    [
        ([0], [], "EEEEEEEL"),
        ([], [], "EEEEEEEO"),
        ([-7, -14, -21], [], "EEEELLLO"),
        ([-7], [(-21, -15)], "EEEEBELO"),
        ([-7], [(-16, -16)], "EEEEBELO"),
        ([-8, -9], [(-60, 60)], "BBBBBLBB"),
        ([-100], [], "EEEEEEEO"),
    ],
)
def test_the_last_eight_weeks(learned: list[int], busy: list[tuple[int, int]], weeks: str) -> None:
    spans = [Span(day(first), day(last)) for first, last in busy]
    found = steadiness(MONDAY, began=day(-365), learned=[day(number) for number in learned], busy=spans)
    assert "".join(week.name[0] for week in found.weeks) == weeks


def test_who_began_this_week_has_nothing_to_answer_for() -> None:
    assert steadiness(MONDAY, began=MONDAY, learned=[]).weeks == (Week.OPEN,)
    assert steadiness(day(6), began=MONDAY, learned=[day(2)]).counted == 1


@given(st.lists(st.integers(-70, 0)), st.lists(st.tuples(st.integers(-70, 5), st.integers(0, 20)), max_size=5))
def test_marking_busy_days_never_lowers_anything(learned: list[int], spans: list[tuple[int, int]]) -> None:
    days = [day(number) for number in learned]
    busy = [Span(day(first), day(first + length)) for first, length in spans]
    plain, forgiven = steadiness(MONDAY, began=day(-90), learned=days), steadiness(MONDAY, began=day(-90), learned=days, busy=busy)
    assert forgiven.learned == plain.learned
    assert forgiven.counted <= plain.counted


# --- the sweep


@pytest.fixture
def course(cast: Cast, home: HomePage) -> Course:
    course = make_course(cast.college)
    make_enrolment(cast.learner, course)
    return course


def evening(days: int) -> datetime:
    """Seven in the evening in 普定, so many days after the enrolment."""
    return datetime(2026, 9, 1, 11, 0, tzinfo=UTC) + timedelta(days=days)


def wish(person: User, channel: Channel = Channel.INBOX) -> None:
    operations.wish_reminders(person, channel, now=NOW)


def test_nobody_who_did_not_ask_for_it_is_reminded(cast: Cast, course: Course) -> None:
    assert operations.send_reminders(now=evening(10)) == 0
    wish(cast.learner)
    operations.wish_reminders(cast.learner, Channel.OFF, now=NOW)
    assert operations.send_reminders(now=evening(10)) == 0
    assert ReminderChoice.objects.count() == 2


def test_three_reminders_then_silence_until_one_learns_again(cast: Cast, course: Course) -> None:
    wish(cast.learner)
    days = [number for number in range(40) for _ in range(3) if operations.send_reminders(now=evening(number) + timedelta(minutes=_))]
    assert days == [3, 6, 9]
    operations.mark_lesson_done(make_enrolment(cast.learner, course), lessons_of(course)[0].lesson_key, now=evening(40))
    assert [number for number in range(40, 60) if operations.send_reminders(now=evening(number))] == [43, 46, 49]
    assert Notice.objects.visible_to(cast.learner).count() == 6


def test_around_the_clock_nothing_is_sent_at_night(cast: Cast, course: Course) -> None:
    wish(cast.learner)
    start = evening(5) - timedelta(hours=19)
    sent = [
        localtime(start + timedelta(hours=hour)).hour for hour in range(24) if operations.send_reminders(now=start + timedelta(hours=hour))
    ]
    assert sent == [18]


def test_market_and_harvest_are_left_in_peace(cast: Cast, course: Course) -> None:
    wish(cast.learner)
    operations.mark_busy(cast.learner, first_on=date(2026, 9, 2), last_on=date(2026, 9, 10), why=Why.HARVEST, now=NOW)
    assert [number for number in range(15) if operations.send_reminders(now=evening(number))] == [12]


def test_a_text_message_only_where_it_was_chosen_and_once(
    cast: Cast, course: Course, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_enrolment(cast.other_learner, course)
    wish(cast.learner, Channel.SMS)
    wish(cast.other_learner)
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.send_reminders(now=evening(4)) == 2
        assert operations.send_reminders(now=evening(4) + timedelta(hours=1)) == 0
    assert [message.template for message in MemorySms.sent] == ["learning_reminder"]


def test_who_has_finished_is_not_reminded(cast: Cast, course: Course) -> None:
    wish(cast.learner)
    finish_course(make_enrolment(cast.learner, course))
    assert operations.send_reminders(now=evening(10)) == 0


def test_the_database_refuses_a_second_reminder_of_a_day(cast: Cast) -> None:
    Reminder.objects.create(learner=cast.learner, day=MONDAY, channel=Channel.INBOX, sent_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(learner=cast.learner, day=MONDAY, channel=Channel.INBOX, sent_at=NOW)


def test_looking_for_who_is_due_costs_the_same_for_1_or_30(cast: Cast, course: Course) -> None:
    counts = []
    for many in (1, 30):
        for number in range(many):
            person = make_person(f"学员{number}")
            make_enrolment(person, course)
            wish(person)
        with CaptureQueriesContext(connection) as asked:
            assert operations.send_reminders(now=evening(1)) == 0
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- the page


def test_the_page_is_off_by_default_and_one_choice(cast: Cast, course: Course) -> None:
    client = signed_in(cast.learner)
    chosen = [field for field in client.get("/learn/reminders/").text.split("<input") if " checked" in field]
    assert len(chosen) == 1
    assert 'value="off"' in chosen[0]
    assert client.post("/learn/reminders/", {"action": "wish", "channel": "sms"}).status_code == 302
    assert client.post("/learn/reminders/", {"action": "wish", "channel": "mail"}).status_code == 422


def test_busy_days_are_marked_and_taken_back(cast: Cast, course: Course) -> None:
    client, days = signed_in(cast.learner), {"action": "busy", "first_on": "2026-10-01", "last_on": "2026-10-07", "why": "harvest"}
    for _ in range(2):
        assert client.post("/learn/reminders/", days).status_code == 302
    row = BusyDays.objects.get()
    assert client.post("/learn/reminders/", days | {"last_on": "2026-09-01"}).status_code == 422
    assert client.post("/learn/reminders/", days | {"last_on": "2027-09-01"}).status_code == 422
    assert signed_in(cast.other_learner).post("/learn/reminders/", {"action": "unmark", "row": row.pk}).status_code == 404
    assert client.post("/learn/reminders/", {"action": "unmark", "row": row.pk}).status_code == 302
    assert client.post("/learn/reminders/", {"action": "unmark", "row": "x"}).status_code == 404
    assert not BusyDays.objects.visible_to(cast.learner)


def test_my_steadiness_is_said_quietly(cast: Cast, course: Course) -> None:
    client = signed_in(cast.learner)
    assert "随时都可以接着学" in client.get("/learn/").text
    one = cost(partial(client.get, "/learn/reminders/"))
    for lesson in lessons_of(course):
        operations.mark_lesson_done(make_enrolment(cast.learner, course), lesson.lesson_key, now=NOW)
    assert cost(partial(client.get, "/learn/reminders/")) == one
