from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.progress import Progress, measure

KEYS = [UUID(int=number) for number in range(12)]
some = st.lists(st.sampled_from(KEYS), unique=True)


@pytest.mark.parametrize(
    ("earned", "possible", "percent", "complete"),
    [(0, 0, 0, False), (0, 3, 0, False), (1, 3, 33, False), (199, 200, 99, False), (3, 3, 100, True)],
)
def test_percent_is_rounded_down_and_100_means_nothing_is_left(earned: int, possible: int, percent: int, complete: bool) -> None:
    progress = Progress(earned, possible)
    assert (progress.percent, progress.is_complete) == (percent, complete)


@given(lessons=some, done=some, retired=some)
def test_progress_is_never_outside_0_to_100(lessons: list[UUID], done: list[UUID], retired: list[UUID]) -> None:
    assert 0 <= measure(lessons, done=set(done), retired=set(retired)).percent <= 100


@given(lessons=some, done=some, retired=some, more=st.sampled_from(KEYS))
def test_a_lesson_done_never_lowers_progress(lessons: list[UUID], done: list[UUID], retired: list[UUID], more: UUID) -> None:
    before = measure(lessons, done=set(done), retired=set(retired))
    after = measure(lessons, done={*done, more}, retired=set(retired))
    assert after.percent >= before.percent
    assert after.possible == before.possible


@given(lessons=some, done=some, retired=some)
def test_retiring_what_was_not_done_never_lowers_progress(lessons: list[UUID], done: list[UUID], retired: list[UUID]) -> None:
    undone = set(retired) - set(done)
    before, after = measure(lessons, done=set(done)), measure(lessons, done=set(done), retired=undone)
    assert after.percent >= before.percent or after.possible == 0


@given(lessons=some, done=some, others=some)
def test_lessons_outside_the_list_count_for_nothing(lessons: list[UUID], done: list[UUID], others: list[UUID]) -> None:
    outside = set(others) - set(lessons)
    assert measure(lessons, done={*done, *outside}) == measure(lessons, done=set(done))
