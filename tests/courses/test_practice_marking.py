from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.practice_marking import mark, read_number

SINGLE, MULTIPLE, TRUE = {"right": [1]}, {"right": [0, 2]}, {"answer": True}
NUMBER = {"answer": 46.38, "tolerance": 0.01}


@pytest.mark.parametrize(
    ("kind", "key", "answer", "right"),
    [
        ("single", SINGLE, 1, True),
        ("single", SINGLE, 0, False),
        ("single", SINGLE, True, False),
        ("single", SINGLE, None, False),
        ("single", SINGLE, [1], False),
        ("multiple", MULTIPLE, [2, 0], True),
        ("multiple", MULTIPLE, [0], False),
        ("multiple", MULTIPLE, [0, 1, 2], False),
        ("multiple", MULTIPLE, [], False),
        ("multiple", MULTIPLE, [0, 0, 2], False),
        ("multiple", MULTIPLE, "02", False),
        ("true_false", TRUE, True, True),
        ("true_false", TRUE, False, False),
        ("true_false", TRUE, 1, False),
        ("numeric", NUMBER, "46.38", True),
        ("numeric", NUMBER, " ４６．３８％ ", True),
        ("numeric", NUMBER, "46.39", True),
        ("numeric", NUMBER, "46.40", False),
        ("numeric", NUMBER, 46.38, True),
        ("numeric", {"answer": 100000, "tolerance": 0}, "100,000 元", True),
        ("numeric", {"answer": -2, "tolerance": 0}, "－2", True),
        ("numeric", NUMBER, "四十六", False),
        ("numeric", NUMBER, "nan", False),
        ("numeric", NUMBER, "inf", False),
        ("numeric", NUMBER, "", False),
        ("numeric", NUMBER, None, False),
        ("numeric", NUMBER, {"a": 1}, False),
        ("numeric", NUMBER, "9" * 400, False),
    ],
)
def test_marking(kind: str, key: dict[str, Any], answer: Any, right: bool) -> None:
    assert mark(kind, key, answer) is right


@given(
    st.sampled_from([("single", SINGLE), ("multiple", MULTIPLE), ("true_false", TRUE), ("numeric", NUMBER)]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_no_answer_is_too_odd_to_be_marked(question: tuple[str, dict[str, Any]], answer: Any) -> None:
    assert mark(*question, answer) in {True, False}


@given(st.integers(-(10**6), 10**6))
def test_full_width_digits_are_digits(number: int) -> None:
    wide = str(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"})
    assert read_number(wide) == number
