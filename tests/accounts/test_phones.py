import pytest

from accounts.phones import NotAPhoneNumber, mask_phone, national, parse_phone


@pytest.mark.parametrize(
    "typed", ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "008613800001234", "１３８００００１２３４"]
)
def test_a_number_is_understood_however_it_is_written(typed: str) -> None:
    assert parse_phone(typed) == "+8613800001234"


@pytest.mark.parametrize("number", ["19212345678", "16612345678", "17012345678", "19912345678"])
def test_newer_ranges_are_mobile_numbers(number: str) -> None:
    assert parse_phone(number) == f"+86{number}"


@pytest.mark.parametrize("typed", ["", "1380000123", "11012345678", "01012345678", "0851-38221234", "12345678901", "小禾", "<script>"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        parse_phone(typed)


def test_a_masked_number_keeps_only_head_and_tail() -> None:
    assert mask_phone("+8613800001234") == "138****1234"
    assert national("+8613800001234") == "13800001234"
