from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.eligibility import Past, Rules, State, stand
from exams.standing import Event, Window, is_believed_late, standing_answers, standing_events
from tests.cast import NOW

PHONE, TABLET = 1, 2
"""The turn of the phone, and of the tablet that took over."""
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)

sent = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([PHONE, TABLET]), st.integers(1, 20), st.sampled_from(["a", "b", None])),
    unique_by=lambda row: row[1:3],
    max_size=20,
)


def arrived(rows: list[tuple[int, int, int, str | None]]) -> list[Event]:
    return [Event(*row) for row in rows]


@given(sent, st.randoms(use_true_random=False))
def test_the_order_in_which_the_log_is_read_changes_nothing(rows: list[tuple[int, int, int, str | None]], chance: object) -> None:
    events = arrived(rows)
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing_events(shuffled) == standing_events(events) == standing_events(events + events)


@pytest.mark.parametrize(
    ("rows", "stands"),
    [
        ([], {}),
        ([(1, PHONE, 1, "a")], {1: "a"}),
        ([(1, PHONE, 1, "a"), (1, PHONE, 2, "b")], {1: "b"}),
        ([(1, PHONE, 2, "b"), (1, PHONE, 1, "a")], {1: "b"}),
        ([(1, PHONE, 1, "a"), (1, PHONE, 2, None)], {}),
        ([(1, PHONE, 9, "a"), (1, TABLET, 1, "b")], {1: "b"}),
        ([(1, TABLET, 1, "b"), (1, PHONE, 9, "a"), (1, PHONE, 8, "c")], {1: "b"}),
        ([(1, TABLET, 1, None), (1, PHONE, 9, "a")], {}),
        ([(1, PHONE, 5, "a"), (1, TABLET, 1, "b"), (1, PHONE, 4, "c")], {1: "b"}),
        ([(1, PHONE, 1, "a"), (2, TABLET, 1, "b")], {1: "a", 2: "b"}),
    ],
)
def test_which_answer_stands(rows: list[tuple[int, int, int, str | None]], stands: dict[int, str]) -> None:
    assert standing_answers(arrived(rows)) == stands


WINDOW = Window(NOW, NOW + 30 * MINUTE, NOW + 31 * MINUTE)


@pytest.mark.parametrize(
    ("arrives", "claimed", "seq", "last", "contact", "believed"),
    [
        (30 * MINUTE + SECOND, 29 * MINUTE, 2, 1, None, True),
        (31 * MINUTE - SECOND, 30 * MINUTE, 2, 1, None, True),
        (31 * MINUTE, 30 * MINUTE, 2, 1, None, False),
        (31 * MINUTE + SECOND, 29 * MINUTE, 2, 1, None, False),
        (30 * MINUTE + SECOND, 30 * MINUTE + SECOND, 2, 1, None, False),
        (30 * MINUTE + SECOND, None, 2, 1, None, False),
        (30 * MINUTE + SECOND, 29 * MINUTE, 2, 2, None, False),
        (30 * MINUTE + SECOND, 29 * MINUTE, 2, 3, None, False),
        (30 * MINUTE + SECOND, -SECOND, 2, 1, None, False),
        (30 * MINUTE + SECOND, 20 * MINUTE, 2, 1, 25 * MINUTE, False),
        (30 * MINUTE + SECOND, 25 * MINUTE - 9 * SECOND, 2, 1, 25 * MINUTE, True),
    ],
)
def test_which_late_answers_are_believed(
    arrives: timedelta, claimed: timedelta | None, seq: int, last: int, contact: timedelta | None, believed: bool
) -> None:
    assert believed is is_believed_late(
        WINDOW,
        now=NOW + arrives,
        claimed_at=None if claimed is None else NOW + claimed,
        seq=seq,
        last_seq=last,
        last_contact=None if contact is None else NOW + contact,
    )


OPEN, SHUT = Rules(is_open=True, max_attempts=2, cool_down_days=1), Rules(is_open=False, max_attempts=2, cool_down_days=1)
FAILED, PASSED, UNMARKED, SITTING = Past(NOW, passed=False), Past(NOW, passed=True), Past(NOW, passed=None), Past(None, passed=None)
LATER = timedelta(days=1)


@pytest.mark.parametrize(
    ("rules", "past", "has_course", "after", "state"),
    [
        (OPEN, [], True, MINUTE, State.READY),
        (OPEN, [], False, MINUTE, State.COURSE_FIRST),
        (SHUT, [], True, MINUTE, State.CLOSED),
        (OPEN, [SITTING], True, MINUTE, State.IN_PROGRESS),
        (SHUT, [SITTING], False, MINUTE, State.IN_PROGRESS),
        (OPEN, [UNMARKED], True, MINUTE, State.BEING_MARKED),
        (OPEN, [FAILED], True, MINUTE, State.WAITING),
        (OPEN, [FAILED], True, LATER, State.READY),
        (OPEN, [FAILED, FAILED], True, LATER, State.USED_UP),
        (OPEN, [FAILED, PASSED], True, MINUTE, State.PASSED),
        (SHUT, [PASSED], False, MINUTE, State.PASSED),
    ],
)
def test_where_a_person_stands(rules: Rules, past: list[Past], has_course: bool, after: timedelta, state: State) -> None:
    assert stand(rules, past, has_course=has_course, now=NOW + after).state == state
