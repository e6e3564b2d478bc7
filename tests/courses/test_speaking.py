"""Numbers, units and signs as they are said; a lesson as it is read."""

import shutil
import subprocess
from typing import Any

import pytest
from django.conf import settings

from courses.adapters.espeak import VOICES
from courses.formats import read_lesson
from courses.speaking import integer, spoken, words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "零"), (7, "七"), (10, "十"), (15, "十五"), (20, "二十"), (100, "一百"), (105, "一百零五"), (110, "一百一十"), (1000, "一千"),
        (1005, "一千零五"), (1050, "一千零五十"), (1200, "一千二百"), (10_000, "一万"), (10_001, "一万零一"), (10_500, "一万零五百"),
        (120_000, "十二万"), (100_000_000, "一亿"), (100_000_001, "一亿零一"), (460_000_000_000, "四千六百亿"), (1_000_500, "一百万零五百"),
    ],
)  # fmt: skip
def test_a_number_is_said_in_chinese(value: int, said: str) -> None:
    assert integer(value) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("4 ÷ 80 = 5%", "四除以八十等于百分之五"),
        ("30 × 12 ≈ 360 元", "三十乘十二约等于三百六十元"),
        ("120 - 80 = 40", "一百二十减八十等于四十"),
        ("卖 3–5 斤", "卖三到五斤"),
        ("20%–30%", "百分之二十到百分之三十"),
        ("20–30%", "百分之二十到百分之三十"),
        ("2014 年有 2 个人", "二零一四年有两个人"),
        ("12 个和 2.5 斤", "十二个和二点五斤"),
        ("¥12.50", "十二点五零元"),
        ("8:00 到 20:05", "八点到二十点零五分"),
        ("3 元/斤", "三元每斤"),
        ("1/3 的人", "三分之一的人"),
        ("5kg，300 g，2 km", "五公斤，三百克，二公里"),
        ("库存 ≥ 10", "库存不小于十"),
        ("电话 13800138000", "电话一三八零零一三八零零零"),
        ("零下 -3 ℃", "零下负三摄氏度"),
        ("1,200 单", "一千二百单"),
        ("看 https://example.cn/a?b=1 就行", "看网址就行"),
        ("一分价钱一分货。", "一分价钱一分货。"),
        ("打 110，拨打 12315", "打一一零，拨打一二三一五"),
        ("打 120 个电话", "打一百二十个电话"),
        ("618 大促卖 618 元", "六一八大促卖六百一十八元"),
        ("连上 Wi-Fi", "连上无线网"),
    ],
)
def test_signs_and_units_are_said_as_words(written: str, said: str) -> None:
    assert words(written).replace(" ", "") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SKU 30 个", "S K U 三十个"),
        ("QQ群和FAQ", "Q Q群和F A Q"),
        ("A/B 两版", "A B 两版"),
        ("用 App 看 WeChat", "用 App 看 WeChat"),
        ("30 MB 是三十兆", "三十兆 是三十兆"),
    ],
)
def test_letters_are_said_one_by_one_and_words_as_words(written: str, said: str) -> None:
    assert words(written).replace("  ", " ") == said.replace("三十兆 是", "三十兆是")


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="the voice is not installed")
def test_the_voice_says_letters_and_figures_as_they_are_said() -> None:
    """What espeak-ng makes of it, in its own alphabet: bai fen zhi san shi; er dian wu; and no letters run together."""
    assert sounds("30%") == sounds("百分之三十") == "p'ai21_| f'@n_| ts.'i.55_| s'a55n_| s.'i.35_|".replace("f'@n", "f'@55n")
    assert sounds("2.5") == sounds("二点五")
    assert sounds("¥1,200") == sounds("一千二百元")
    for letters in ("FAQ", "SKU", "GMV", "QQ"):
        assert "(en)" not in sounds(letters)
        assert sounds(letters) == " ".join(sounds(letter) for letter in letters)


def sounds(text: str) -> str:
    command = ["espeak-ng", "-x", "-q", "-v", VOICES["zh"], "--stdin"]
    said = subprocess.run(command, input=words(text), capture_output=True, check=True, text=True).stdout
    return " ".join(said.split())


def test_a_lesson_is_read_in_its_order_and_without_markup() -> None:
    body: list[dict[str, Any]] = [
        {"type": "text", "value": "<p>来看的人&nbsp;里，有几个<b>买</b>了？</p><p>数一数</p>"},
        {"type": "term", "value": {"word": "转化率", "meaning": "买的人占看的人几成。"}},
        {"type": "sum", "value": {"formula": "6 ÷ 120 = 5%", "note": ""}},
        {"type": "steps", "value": {"title": "三步", "items": [{"type": "item", "value": "擦桌子"}, "摆货"]}},
        {"type": "table", "value": {"caption": "比一比", "header": ["货", "价"], "rows": [["油", "30 元"]]}},
        {"type": "video", "value": {"file": 1}},
        {"type": "today", "value": "数一数来了几个人"},
    ]
    assert spoken("转化率", body).split("\n") == [
        "转化率。", "来看的人里，有几个买了？", "数一数。", "转化率：买的人占看的人几成。", "六除以一百二十等于百分之五。", "三步。",
        "一，擦桌子。", "二，摆货。", "比一比。", "货：油，价：三十元。", "今天就做：数一数来了几个人。",
    ]  # fmt: skip


def test_every_lesson_of_the_starter_can_be_read_and_no_figure_or_sign_is_left() -> None:
    files = sorted((settings.BASE_DIR / "cms" / "starter" / "curriculum").glob("*/*/*.yaml"))
    assert len(files) > 30
    for file in files:
        fields = read_lesson(file, str(file)).fields
        text = spoken(fields["title"], fields["body"])
        left = {sign for sign in text if sign in "0123456789%×÷≈=<>&;*" or sign.isdigit()}
        assert not left, (file.name, left, [line for line in text.splitlines() if left & set(line)])
