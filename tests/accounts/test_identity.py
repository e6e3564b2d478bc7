from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identity import NotAnIdentityNumber, age_on, check_digit, parse_identity_number


def test_a_number_of_a_renamed_or_new_district_is_accepted() -> None:
    # 520422 普定县, 500223 潼南县 (closed in 2015), 330113 临平区 (new in 2021): judged by arithmetic alone
    for first in ("520422", "500223", "330113"):
        stem = f"{first}19900307123"
        number, born = parse_identity_number(stem + check_digit(stem))
        assert born == date(1990, 3, 7)
        assert number.startswith(first)


def test_a_small_x_and_spaces_are_forgiven() -> None:
    stem = "52042219900307101"
    while check_digit(stem) != "X":
        stem = str(int(stem) + 1)
    assert parse_identity_number(f" {stem[:6]} {stem[6:]}x ")[0] == f"{stem}X"


@pytest.mark.parametrize("text", ["", "52042219900307123", "520422199013071238", "52042219900230123X", "abcdefghijklmnopqr"])
def test_what_is_no_identity_number_is_refused(text: str) -> None:
    with pytest.raises(NotAnIdentityNumber):
        parse_identity_number(text)


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_a_single_wrong_digit_never_passes(stem: int, place: int, change: int) -> None:
    digits = f"{stem:017d}"
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@pytest.mark.parametrize(
    ("day", "born", "age"),
    [
        (date(2026, 9, 1), date(2012, 9, 1), 14),
        (date(2026, 8, 31), date(2012, 9, 1), 13),
        (date(2027, 2, 28), date(2008, 2, 29), 18),
        (date(2027, 3, 1), date(2008, 2, 29), 19),
    ],
)
def test_age_is_completed_years(day: date, born: date, age: int) -> None:
    assert age_on(day, born) == age
