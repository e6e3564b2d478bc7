import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.codes import (
    MistypedSerial,
    NotASerial,
    Serial,
    check_digit,
    grouped,
    new_share_code,
    parse_serial,
    parse_share_code,
)

digits = st.text("0123456789", min_size=17, max_size=20)
SERIAL = Serial("520422", 2026, 7)


def test_a_serial_says_county_year_number_and_check() -> None:
    assert str(SERIAL) == f"MP-520422-2026-0000007-{check_digit('52042220260000007')}"
    assert str(Serial("000000", 2026, 12_345_678)).split("-")[3] == "12345678"


WRITTEN = str(SERIAL)


@pytest.mark.parametrize(
    "typed",
    [
        WRITTEN,
        WRITTEN.lower(),
        WRITTEN.replace("-", " "),
        WRITTEN.replace("-", "－"),
        WRITTEN.removeprefix("MP-"),
        WRITTEN.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
    ],
    ids=["as printed", "small letters", "spaces", "wide hyphens", "digits alone", "full-width digits"],
)
def test_a_serial_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_serial(typed) == SERIAL


@given(digits, st.data())
def test_every_single_wrong_digit_is_found(body: str, data: st.DataObject) -> None:
    whole = body + check_digit(body)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[at]]))
    wrong = whole[:at] + other + whole[at + 1 :]
    assert check_digit(wrong[:-1]) != wrong[-1]


def test_every_swap_of_neighbours_in_a_thousand_serials_is_found() -> None:
    for number in range(1000):
        whole = str(Serial("520422", 2026, number * 7919)).replace("-", "")[2:]
        for at in range(len(whole) - 1):
            if whole[at] != whole[at + 1]:
                swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
                with pytest.raises(MistypedSerial):
                    parse_serial(swapped)


@pytest.mark.parametrize("text", ["", "MP", "hello", "MP-520422-2026-7-4", "' OR 1=1 --", "王小苗", "9" * 400])
def test_what_is_no_serial_is_refused(text: str) -> None:
    with pytest.raises(NotASerial):
        parse_serial(text)


def test_share_codes_are_long_random_and_read_back_grouped() -> None:
    codes = {new_share_code() for _ in range(500)}
    assert len(codes) == 500
    code = codes.pop()
    assert len(code) * 5 >= 128
    assert parse_share_code(grouped(code).lower()) == code


def test_misread_letters_of_a_share_code_are_forgiven() -> None:
    assert parse_share_code("O0I1" + "L" * 24) == "0011" + "1" * 24
    assert parse_share_code("short") == ""
    assert parse_share_code("U" * 28) == ""
