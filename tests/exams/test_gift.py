"""GIFT files: the trees of published samples, and what becomes of each kind of question and of each fault."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils.translation import override

from exams.formats import Reading, Unreadable, read
from exams.formats.gift.reading import blocks
from exams.formats.gift.tree import read_block
from exams.formats.opening import Format


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


SAMPLES = Path(__file__).parent / "data" / "gift"


def gift(text: str) -> Reading:
    return read(text.encode(), Format.GIFT)


def only(text: str) -> dict[str, object]:
    reading = gift(text)
    assert [str(problem) for problem in reading.problems] == []
    [item] = reading.items
    return {"kind": item.kind} | dict(item.content)


def tree_of(text: str) -> Iterator[object]:
    for _line, lines in blocks(text):
        node = read_block(lines)
        if node:
            yield node.as_json()


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.gift")), ids=lambda path: path.stem)
def test_a_published_sample_reads_as_its_tree(sample: Path) -> None:
    assert list(tree_of(sample.read_text())) == json.loads(sample.with_suffix(".json").read_text())


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.gift")), ids=lambda path: path.stem)
def test_every_question_of_the_samples_is_taken_or_noted(sample: Path) -> None:
    reading = read(sample.read_bytes(), name=sample.name)
    assert not reading.problems
    assert reading.items or reading.notes


def test_single_choice_with_a_partly_right_option() -> None:
    found = only("卖相差的果子？{=单独装箱 ~%50%降价卖 ~照常卖}")
    assert (found["kind"], found["answer"], found["shares"]) == ("single", "a", {"b": "0.5"})


def test_weights_that_are_alike_are_the_usual_ones() -> None:
    usual = only("哪几项？{~%50%甲 ~%50%乙 ~%-50%丙 ~%-50%丁}")
    assert (usual["kind"], usual["answer"], usual["credit"], "shares" in usual) == ("multiple", ["a", "b"], "each", False)
    thirds = only("哪几项？{~%33.33333%甲 ~%33.33333%乙 ~%33.33333%丙 ~丁}")
    assert (thirds["answer"], thirds["shares"]) == (["a", "b", "c"], {"d": "0"})


@pytest.mark.parametrize(
    ("answers", "answer", "tolerance"),
    [("#1822:5", "1822", "5"), ("#3.141..3.142", "3.1415", "0.0005"), ("#-5..5", "0", "5"), ("#-3.5", "-3.5", "0"), ("#1e3", "1000", "0")],
)
def test_numbers_ranges_and_tolerances(answers: str, answer: str, tolerance: str) -> None:
    found = only(f"几？{{{answers}}}")
    assert (found["kind"], found["answer"], found["tolerance"]) == ("numeric", answer, tolerance)


def test_answers_in_words_with_shares_and_what_earns_nothing() -> None:
    reading = gift("首都是？{=%50%京 =北京#对 =%0%*#再想想}")
    [item] = reading.items
    assert item.content["accepted"] == [{"text": "北京", "share": "1"}, {"text": "京", "share": "0.5"}]
    assert item.content["explanation"] == "北京: 对\n再想想"
    assert only("什么果？{=*苹果}")["wildcards"] is True
    star = only("几星？{=5\\*}")
    assert ("wildcards" in star, star["accepted"]) == (False, [{"text": "5*", "share": "1"}])


def test_pairs_with_something_more_to_choose() -> None:
    found = only("连线{=苹果->红 =香蕉->黄 = ->蓝}")
    assert (found["kind"], found["answer"], len(found["options"])) == ("matching", {"1": "a", "2": "b"}, 3)  # type: ignore[arg-type]


def test_moodle_s_own_ordering() -> None:
    found = only("先后？{>3 ALL VERTICAL ALL_OR_NOTHING SHOW none\n下单\n发货\n收货\n}")
    assert (found["kind"], found["answer"], found["credit"]) == ("ordering", ["a", "b", "c"], "all")


def test_nothing_between_the_braces_is_an_essay() -> None:
    assert only("写一段文案。{}")["kind"] == "essay"


def test_several_numbers_with_shares() -> None:
    found = only("哪年？{#\n=1822:0\n=%50%1822:2\n~#再查}")
    assert (found["answer"], found["also"]) == ("1822", [{"answer": "1822", "tolerance": "2", "share": "0.5"}])
    assert found["explanation"] == "再查"


def test_what_is_wrong_with_a_number_may_be_explained() -> None:
    found = only("几斤？{#3:2~#再称一次}")
    assert (found["answer"], found["tolerance"], found["explanation"]) == ("3", "2", "再称一次")


def test_a_missing_word_leaves_a_blank_exactly_where_it_stood() -> None:
    found = only("我国的首都是{=北京 ~上海}。")
    assert (found["kind"], found["stem"]) == ("single", "我国的首都是_____。")


def test_feedback_becomes_the_explanation() -> None:
    found = only("对吗？{=对#因为\\:如此 ~错 ####总之是对的}")
    assert str(found["explanation"]).split("\n") == ["总之是对的", "对：因为:如此"] or "因为:如此" in str(found["explanation"])


def test_html_becomes_plain_words_and_a_table_a_figure() -> None:
    found = only(
        "[html]<p>看表：</p><table><tr><th>果</th><th>斤</th></tr><tr><td>桃</td><td>3<sup>2</sup></td></tr></table>"
        "<ul><li>甲</li><li>乙</li></ul><script>alert(1)</script>{TRUE}"
    )
    assert found["stem"] == "看表：\n· 甲\n· 乙"
    assert gift_figures(found) == [{"table": {"header": ["果", "斤"], "rows": [["桃", "3²"]]}}]


def gift_figures(found: dict[str, object]) -> object:
    return found.get("figures")


def test_a_comparison_is_no_tag() -> None:
    assert only("若 a<b 且 c>d，则 a<b & c>d 成立。{T}")["stem"] == "若 a<b 且 c>d，则 a<b & c>d 成立。"


def test_markdown_is_understood() -> None:
    assert only("[markdown]**要紧**的是：\\n\\n- 甲\\n- 乙{T}")["stem"] == "要紧的是：\n· 甲\n· 乙"


def test_category_id_tags_and_difficulty() -> None:
    reading = gift("$CATEGORY: $course$/top/电商/诚信//质量\n\n// [id:q-7] [tag:难度-难]\n::题一::对吗？{T}")
    [item] = reading.items
    assert (item.key, item.title, item.topic, item.difficulty) == ("q-7", "题一", ("诚信/质量", "电商"), 3)


FAULTS = [
    ("对吗？{T", 1, "never closed"),
    ("第一行\n对吗？T}", 2, "before any"),
    ("// 说明\n::题::对吗？{T}又{F}", 2, "one { } only"),
    ("选哪个？{甲 ~乙}", 1, "before the first"),
    ("选哪个？{~甲 ~乙}", 1, "marked as right"),
    ("选哪个？{=甲 ~}", 1, "option B is empty"),
    ("选哪几个？{~%50%甲 ~%30%乙 ~丙}", 1, "make 80 %"),
    ("连线：{=甲->一 =乙}", 1, "needs ->"),
    ("几？{#五}", 1, "not a number"),
    ('看图[html]{T}\n\n[html]<img src\\="a.png">对吗？{T}', 3, "not in the file"),
    ('选{=<b class="x">甲</b> ~乙}', 1, "inside an HTML tag"),
    ("[html]<video>看{T}", 1, "<video>"),
    ("// [id:1]\n甲{T}\n\n// [id:1]\n乙{T}", 5, "has the number 1 already"),
]


@pytest.mark.parametrize(("text", "line", "why"), FAULTS, ids=[why for _text, _line, why in FAULTS])
def test_a_fault_is_named_with_its_line(text: str, line: int, why: str) -> None:
    [problem] = gift(text).problems
    assert (problem.place.number, why in problem.reason) == (line, True), problem


def test_a_faulty_question_keeps_nothing_else_out() -> None:
    reading = gift("甲{T}\n\n乙{\n\n丙{F}")
    assert ([item.content["stem"] for item in reading.items], len(reading.problems)) == (["甲", "丙"], 1)


def test_words_that_come_twice_are_taken_once() -> None:
    reading = gift("甲{T}\n\n::又::甲{T}")
    assert (len(reading.items), len(reading.problems), "line 1" in reading.notes[0].reason) == (1, 0, True)


def test_encodings() -> None:
    text = "过期的饼干可以送人。{F}"
    assert read(text.encode("utf-8-sig")).items[0].content["stem"] == "过期的饼干可以送人。"
    assert read(text.encode("utf-16")).items
    chinese = read(text.encode("gb18030"))
    assert (chinese.items[0].content["stem"], "GB18030" in chinese.notes[0].reason) == ("过期的饼干可以送人。", True)
    with pytest.raises(Unreadable, match="Line 3"):
        read("eins{T}\n\nschön{T}".encode("latin-1"))
    with pytest.raises(Unreadable, match="Line 2"):
        read(b"eins{T}\nz\0wei{T}")


@pytest.mark.parametrize(
    "piece", ["{", "}", "::", "~", "=", "#", "\\", "[html]<", "// [id:", "%50", "<!--", "&", "{#1..", "{=a->", "####", " \n"]
)
def test_time_grows_with_length_alone(piece: str) -> None:
    begun = time.process_time()
    for start in ("", "题{", "[html]题"):
        text = start + piece * (400_000 // len(piece))
        with suppress(Unreadable):
            gift(text)
    assert time.process_time() - begun < 5
