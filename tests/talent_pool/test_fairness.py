import pytest

from talent_pool.fairness import unfair_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("招村淘合伙人两名", []),
        ("性别不限，欢迎残疾人", []),
        ("秀山土家族苗族自治县站点，懂本地方言优先", []),
        ("限女性，会拍照", ["限女"]),
        ("要求已婚已育", ["已婚", "已育"]),
        ("18-35岁", ["18-35岁"]),
        ("年龄 35 以下，形象好", ["年龄", "形象好"]),
        ("35周岁以下", ["周岁"]),
        ("汉族优先", ["汉族"]),
        ("不要教徒", ["教徒"]),
        ("四肢健全，五官端正", ["四肢健全", "五官端正"]),
        ("限男", ["限男"]),
        ("ＲＴ 限男", ["限男"]),
    ],
)
def test_conditions_the_law_forbids_are_named(text: str, words: list[str]) -> None:
    assert unfair_words(text) == words
