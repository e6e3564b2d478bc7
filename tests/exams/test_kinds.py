"""Every kind of question: what it holds, what an answer earns, what an answer may look like."""

import json
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from exams.content import BadAnswer, BadContent, Content, Kind, check_answer, check_answer_shape, check_content, from_numbered, is_whole
from exams.grading import grade, grade_parts
from tests.exams.factories import multiple, numeric, single, true_false


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def of(kind: str, **fields: Any) -> Content:
    return from_numbered(kind, {"stem": "题？"} | fields)


FOUR = ["甲", "乙", "丙", "丁"]
PAIRS = [["茶叶", "干燥处"], ["鲜肉", "冷柜"], ["鸡蛋", "阴凉处"]]
GAPS: dict[int, Any] = {
    1: {"kind": "single", "options": ["称重", "装箱"], "answer": 1},
    2: {"kind": "short_text", "answer": "封箱"},
    3: {"kind": "numeric", "answer": 3, "unit": "斤", "weight": 2},
}
CLOZE = of("cloze", stem="先[[1]]，再[[2]]，共[[3]]。", gaps=GAPS)
CASE = of(
    "case",
    parts=[
        {"kind": "true_false", "stem": "对吗？", "answer": True},
        {"kind": "multiple", "stem": "哪些？", "options": FOUR, "answer": [1, 2], "credit": "each", "weight": "0.5"},
        {"kind": "cloze", "stem": "共[[1]]斤", "gaps": {1: {"kind": "numeric", "answer": 3}}},
    ],
)
THIRD, HALF = Decimal(1) / 3, Decimal("0.5")

EXAMPLES = {
    "single": single(),
    "partly right": of("single", options=FOUR, answer=2, shares={1: "0.5"}),
    "multiple": multiple(),
    "credit for each": of("multiple", options=FOUR, answer=[1, 2, 3], credit="each"),
    "shares of its own": of("multiple", options=FOUR, answer=[1, 2], credit="each", shares={1: "0.7", 2: "0.3", 3: "-0.25", 4: 0}),
    "true_false": true_false(),
    "numeric": numeric(),
    "near": of("numeric", answer="46.38", tolerance="0.01", unit="%", also=[{"answer": "46", "tolerance": "0.5", "share": "0.5"}]),
    "short_text": of("short_text", accepted=[{"text": "Taobao 村播"}, {"text": "淘宝", "share": "0.25"}]),
    "exact words": of("short_text", answer="GMV", case_sensitive=True),
    "wildcards": of("short_text", answer="*保质期*天*", wildcards=True),
    "ordering": of("ordering", options=FOUR),
    "neighbours": of("ordering", options=FOUR, answer=[3, 1, 2, 4], credit="each"),
    "matching": of("matching", pairs=PAIRS, others=["窗台"]),
    "each row": of("matching", pairs=PAIRS, credit="each"),
    "cloze": CLOZE,
    "case": CASE,
    "essay": of("essay", words=200, files=2, rubric=[{"text": "说清步骤", "points": 3, "levels": [{"text": "没有写", "points": 0}]}]),
}
EARNS = [
    ("partly right", "a", HALF),
    ("partly right", "b", 1),
    ("partly right", "c", 0),
    ("credit for each", ["a"], THIRD),
    ("credit for each", ["a", "b"], Decimal(2) / 3),
    ("credit for each", ["a", "b", "c"], 1),
    ("credit for each", ["a", "d"], 0),
    ("credit for each", ["a", "b", "c", "d"], Decimal(2) / 3),
    ("credit for each", ["d"], 0),
    ("shares of its own", ["a"], Decimal("0.7")),
    ("shares of its own", ["a", "c"], Decimal("0.45")),
    ("shares of its own", ["a", "b", "d"], 1),
    ("shares of its own", ["c", "d"], 0),
    ("near", "46.38", 1),
    ("near", "46.4 ％", HALF),
    ("near", "45.4", 0),
    ("near", "9999999999e999999", 0),
    ("near", "9999999999e999999999999", 0),
    ("short_text", "taobao　村播", 1),
    ("short_text", " ＴＡＯＢＡＯ   村播 ", 1),
    ("short_text", "淘宝", Decimal("0.25")),
    ("short_text", "淘宝村", 0),
    ("exact words", "ＧＭＶ", 1),
    ("exact words", "gmv", 0),
    ("wildcards", "保质期是30天", 1),
    ("wildcards", "它的保质期：三十天，见标签", 1),
    ("wildcards", "三十天的保质期", 0),
    ("ordering", ["a", "b", "c", "d"], 1),
    ("ordering", ["b", "a", "c", "d"], 0),
    ("neighbours", ["c", "a", "b", "d"], 1),
    ("neighbours", ["a", "b", "d", "c"], Decimal(2) / 3),
    ("neighbours", ["c", "a", None, "d"], THIRD),
    ("neighbours", ["d", "b", "a", "c"], 0),
    ("matching", {"1": "a", "2": "b", "3": "c"}, 1),
    ("matching", {"1": "a", "2": "b"}, 0),
    ("each row", {"1": "a", "2": "b", "3": "b"}, Decimal(2) / 3),
    ("each row", {"2": "b"}, THIRD),
    ("cloze", {"1": "a", "2": "封箱", "3": "3斤"}, 1),
    ("cloze", {"1": "a", "3": "4"}, Decimal("0.25")),
    ("cloze", {"3": "3"}, HALF),
    ("case", {"1": True, "2": ["a"], "3": {"1": "3"}}, Decimal("0.9")),
    ("case", {"1": False, "2": ["a", "b"]}, Decimal("0.2")),
    ("essay", {"text": "先称重，再封箱。"}, None),
    ("essay", {"files": ["0f8fad5b-d9cb-469f-a165-70867728950e"]}, None),
]


@pytest.mark.parametrize(("name", "answer", "share"), EARNS)
def test_what_an_answer_of_each_kind_earns(name: str, answer: Any, share: Decimal | None) -> None:
    assert grade(EXAMPLES[name], answer) == share


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_key_earns_everything_and_nothing_earns_nothing(name: str) -> None:
    content = EXAMPLES[name]
    assert check_answer(content, content.answer) == content.answer
    assert grade(content, None) == 0
    if content.kind != Kind.ESSAY:
        assert grade(content, content.answer) == 1
        assert is_whole(content.shape, check_answer(content, content.answer))


def test_the_parts_of_a_case_have_marks_of_their_own() -> None:
    assert grade_parts(CASE, {"1": True, "2": ["a"]}) == {"1": 1, "2": HALF, "3": 0}
    assert grade_parts(EXAMPLES["single"], "b") == {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_stored_question_of_each_kind_reads_back_as_the_same(name: str) -> None:
    content = EXAMPLES[name]
    again = check_content(content.kind, json.loads(json.dumps(content.as_json())))
    assert again == content
    assert again.digest == content.digest


def test_digests_of_the_first_four_kinds_are_those_they_had() -> None:
    assert [content.digest[:8] for content in (single(), multiple(), true_false(), numeric())] == DIGESTS


DIGESTS = ["2589d4b4", "864d273f", "8f11fba0", "41cb20a3"]


def test_every_field_that_is_marked_by_is_part_of_the_digest() -> None:
    assert len({content.digest for content in EXAMPLES.values()}) == len(EXAMPLES)
    assert of("multiple", options=FOUR, answer=[1], credit="all").digest == of("multiple", options=FOUR, answer=[1]).digest


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("single", {"options": FOUR, "answer": 1, "shares": {1: "0.5"}}, "names no option"),
    ("single", {"options": FOUR, "answer": 1, "shares": {2: "-0.5"}}, "takes no points away"),
    ("single", {"options": FOUR, "answer": 1, "shares": {2: "1.5"}}, "outside its bounds"),
    ("single", {"options": FOUR, "answer": 1, "shares": {2: "half"}}, "not a number"),
    ("multiple", {"options": FOUR, "answer": [1, 2], "credit": "some"}, "all of it or for each"),
    ("multiple", {"options": FOUR, "answer": [1, 2], "credit": "each", "shares": {1: "0.2"}}, "do not make the whole"),
    ("multiple", {"options": FOUR, "answer": [1, 2], "credit": "each", "shares": {3: "0.2"}}, "not right earns points"),
    ("numeric", {"answer": "1" * 41}, "does not fit"),
    ("numeric", {"answer": "1e99"}, "does not fit"),
    ("numeric", {"answer": "1", "also": [{"answer": "x"}]}, "beside the right one"),
    ("numeric", {"answer": "1", "also": [{"answer": "2", "tolerance": "-1"}]}, "beside the right one"),
    ("numeric", {"answer": "1", "also": [{"answer": "2", "share": "0"}]}, "outside its bounds"),
    ("short_text", {"accepted": []}, "1 to 20 accepted"),
    ("short_text", {"answer": "　"}, "empty"),
    ("short_text", {"answer": "* *", "wildcards": True}, "accepts everything"),
    ("short_text", {"accepted": [{"text": "甲", "share": "0.5"}]}, "first accepted answer"),
    ("ordering", {"options": ["甲", "乙"]}, "3 to 8 options"),
    ("ordering", {"options": FOUR, "answer": [1, 2, 3]}, "does not fit"),
    ("ordering", {"options": FOUR, "answer": [1, 2, 3, 3]}, "does not fit"),
    ("matching", {"pairs": [["甲", "乙"]]}, "2 to 8"),
    ("matching", {"pairs": [["甲", "乙"], ["甲", "丙"]]}, "two rows say the same"),
    ("matching", {"pairs": "甲乙"}, "in pairs"),
    ("matching", {"pairs": [["", "乙"], ["甲", "丙"]]}, "row 1 is empty"),
    ("cloze", {"stem": "没有空。", "gaps": {1: GAPS[1]}}, "stands in the words once"),
    ("cloze", {"stem": "[[1]]和[[1]]", "gaps": {1: GAPS[1]}}, "stands in the words once"),
    ("cloze", {"stem": "[[2]]", "gaps": {2: GAPS[1]}}, "numbered from 1"),
    ("cloze", {"stem": "[[1]]", "gaps": {}}, "1 to 20 gaps"),
    ("cloze", {"stem": "[[1]]", "gaps": {1: {"kind": "essay"}}}, "gap 1: a part is of no kind"),
    ("cloze", {"stem": "[[1]]", "gaps": {1: {"kind": ["single"]}}}, "gap 1: a part is of no kind"),
    ("cloze", {"stem": "[[1]]", "gaps": {1: GAPS[1] | {"weight": 0}}}, "gap 1: a share of the points lies outside"),
    ("case", {"parts": []}, "1 to 10 questions"),
    ("case", {"parts": [{"kind": "case", "stem": "题", "parts": []}]}, "question 1 of the case: a part is of no kind"),
    ("case", {"parts": [{"kind": "true_false", "stem": "", "answer": True}]}, "question 1 of the case: the stem is empty"),
    ("essay", {"words": -1}, "not between"),
    ("essay", {"files": True}, "not between"),
    ("essay", {"rubric": [{"text": ""}]}, "criterion is empty"),
    ("essay", {"figures": [{"image": "photo.jpg"}]}, "not named by its number"),
    ("essay", {"figures": [{"sound": "x"}]}, "neither a picture nor a table"),
    ("essay", {"figures": [{"table": {"header": ["甲"], "rows": [["1", "2"]]}}]}, "all as many"),
    ("essay", {"figures": [{"table": {"rows": []}}]}, "1 to 40 rows"),
]


@pytest.mark.parametrize(("kind", "fields", "why"), BAD)
def test_a_question_of_any_kind_that_cannot_be_marked_is_refused_with_the_reason(kind: str, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(BadContent, match=why):
        of(kind, **fields)


def test_figures_are_kept_and_pictures_named() -> None:
    picture = {"image": "0F8FAD5B-D9CB-469F-A165-70867728950E", "alt": "一筐橙子"}
    table = {"table": {"header": ["月份", "单数"], "rows": [["五月", 20], ["六月", 25]]}}
    content = of("case", figures=[picture, table], parts=[{"kind": "true_false", "stem": "对吗？", "answer": True, "figures": [picture]}])
    assert content.pictures == ["0f8fad5b-d9cb-469f-a165-70867728950e"] * 2
    assert content.as_json()["figures"][1] == {"table": {"header": ["月份", "单数"], "rows": [["五月", "20"], ["六月", "25"]]}}


REFUSED: list[tuple[str, Any]] = [
    ("single", "z"),
    ("single", "ab"),
    ("single", ["a"]),
    ("multiple", ["a", "z"]),
    ("multiple", "ab"),
    ("true_false", 1),
    ("true_false", "true"),
    ("numeric", 46.38),
    ("numeric", "1" * 41),
    ("short_text", "字" * 201),
    ("ordering", ["a", "a"]),
    ("ordering", ["a", "b", "c", "d", "a"]),
    ("ordering", {"a": 1}),
    ("matching", {"4": "a"}),
    ("matching", {"1": "z"}),
    ("matching", {1: "a"}),
    ("matching", {"12": "a"}),
    ("cloze", {"4": "a"}),
    ("cloze", {"1": {"1": "a"}}),
    ("case", {"3": {"1": {"1": "3"}}}),
    ("case", ["a"]),
    ("essay", "words"),
    ("essay", {"text": 5}),
    ("essay", {"text": "字" * 10_001}),
    ("essay", {"files": ["0f8fad5b-d9cb-469f-a165-70867728950e"] * 3}),
    ("essay", {"files": ["../../etc/passwd"]}),
    ("essay", {"html": "x"}),
]


@pytest.mark.parametrize(("name", "raw"), REFUSED)
def test_what_cannot_be_an_answer_is_refused_and_earns_nothing(name: str, raw: Any) -> None:
    with pytest.raises(BadAnswer):
        check_answer(EXAMPLES[name], raw)
    assert grade(EXAMPLES[name], raw) == 0


KEPT: list[tuple[str, Any, Any]] = [
    ("ordering", ["b", None, "a", None], ["b", None, "a"]),
    ("ordering", [None, None], None),
    ("matching", {"2": "a", "1": None, "3": ""}, {"2": "a"}),
    ("matching", {"1": ""}, None),
    ("cloze", {"1": "", "2": "  封箱 "}, {"2": "封箱"}),
    ("cloze", {"1": None}, None),
    ("case", {"2": [], "3": {"1": " "}}, None),
    ("essay", {"text": " \n", "files": []}, None),
    ("essay", {"text": "好\0的\ud83d"}, {"text": "好的?", "files": []}),
    ("short_text", "\0 村播 ", "村播"),
    ("multiple", [], None),
]


@pytest.mark.parametrize(("name", "raw", "kept"), KEPT)
def test_what_is_left_empty_is_left_out_and_what_no_database_keeps_is_taken_away(name: str, raw: Any, kept: Any) -> None:
    assert check_answer(EXAMPLES[name], raw) == kept


text = st.text(st.characters(exclude_categories=()), max_size=30)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), text, st.sampled_from([*"abcd", "1", "2", "3", "text", "files"]))
rubbish = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from([*"1234a", "text", "files", "x"]), inner, max_size=5),
    max_leaves=12,
)


@given(st.sampled_from(sorted(EXAMPLES)), rubbish)
def test_whatever_arrives_is_kept_in_one_form_or_refused(name: str, raw: Any) -> None:
    content = EXAMPLES[name]
    share = grade(content, raw)
    assert share is None or 0 <= share <= 1
    try:
        kept = check_answer(content, raw)
    except BadAnswer:
        return
    json.dumps(kept, ensure_ascii=False).encode()
    assert check_answer_shape(json.loads(json.dumps(content.shape)), json.loads(json.dumps(kept))) == kept
    assert grade(content, kept) == share
    if share == 1:
        assert is_whole(content.shape, kept)


@given(
    st.sampled_from([kind.value for kind in Kind]),
    st.dictionaries(
        st.sampled_from(
            ["stem", "options", "answer", "shares", "credit", "accepted", "rows", "gaps", "parts", "also", "figures", "rubric", "files"]
        ),
        rubbish,
    ),
)
def test_content_of_any_rubbish_is_refused_in_one_way(kind: str, raw: dict[str, Any]) -> None:
    try:
        content = check_content(kind, raw)
    except BadContent:
        return
    assert check_content(kind, content.as_json()) == content


def test_an_answer_is_checked_in_microseconds() -> None:
    shape, answer = CASE.shape, CASE.answer
    begun = time.perf_counter()
    for _ in range(2000):
        check_answer_shape(shape, answer)
    assert (time.perf_counter() - begun) / 2000 < 0.0002, "5 µs on an idle machine"


def test_many_stars_are_no_trap() -> None:
    content = of("short_text", answer="甲*" * 60 + "乙", wildcards=True)
    begun = time.perf_counter()
    assert grade(content, "甲" * 200) == 0
    assert time.perf_counter() - begun < 0.1
