import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.masking import MASK, masked


@pytest.mark.parametrize(
    "text",
    [
        "13800001234",
        "138-0000-1234",
        "１３８ ００００ １２３４",
        "+86 13800001234",
        "008613800001234",
        "一三八零零零零一二三四",
        "0853-33221100",
        "(0851)5667788",
        "520422200305041234",
        "52042220030504123X",
        "520422030504123",
        "6222 0200 1111 2222 333",
        "xiaohe.2003@qq.com",
    ],
)
def test_a_personal_number_is_taken_out_wherever_it_stands(text: str) -> None:
    assert masked(f"我叫小禾，{text}，请回我") == f"我叫小禾，{MASK}，请回我"
    assert masked(text) == MASK


@pytest.mark.parametrize("text", ["微信号：xiaohe_2003", "加我微信 abc12345", "QQ：1234567", "vx xiaohe2003", "扣扣号是1234567"])
def test_what_is_called_a_messenger_number_is_taken_out(text: str) -> None:
    assert masked(text).endswith(MASK)
    assert "2003" not in masked(text)
    assert "12345" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月25日卖了12000件，收入138000元",
        "46.38 元一斤，毛利率 33%",
        "订单 20260901 一共 15 单",
        "微信小店怎么开？QQ 群里能卖吗？",
        "一三得三，三三得九",
        "7 天 24 小时，10:30–11:30",
    ],
)
def test_prices_dates_and_quantities_stay(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=60), st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(max_size=60))
def test_masking_twice_is_masking_once(before: str, number: str, after: str) -> None:
    once = masked(before + number + after)
    assert masked(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=["N", "Cs"]), max_size=40), st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_no_mobile_number_survives(words: str, number: str) -> None:
    assert number not in masked(words + number + words)
