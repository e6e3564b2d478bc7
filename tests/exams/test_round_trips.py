"""What goes out comes back the same, or is named as what the format cannot hold."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from exams.formats import WRITERS, Format, Item, Place, read, write
from tests.exams import papers

ODD = "A\\B ~ = # {x} : ::t:: // <b>&amp;</b> %50% -> | [html] [[ ]] “引号” 全角　空格 =SUM(1;2)"
OPTIONS = [{"key": letter, "text": f"{letter} {ODD}"} for letter in "abc"]
CONTENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "single": ("single", {"stem": f"选哪个？\n{ODD}", "options": OPTIONS, "answer": "b", "explanation": f"因为\n{ODD}"}),
    "single with shares": ("single", {"stem": "选哪个？", "options": OPTIONS, "answer": "b", "shares": {"c": "0.3333333"}}),
    "single all fixed": ("single", {"stem": "固定", "options": [option | {"fixed": True} for option in OPTIONS], "answer": "a"}),
    "single one fixed": ("single", {"stem": "一个固定", "options": [*OPTIONS[:2], OPTIONS[2] | {"fixed": True}], "answer": "a"}),
    "multiple": ("multiple", {"stem": ODD, "options": OPTIONS, "answer": ["a", "c"]}),
    "multiple each": ("multiple", {"stem": "每项", "options": OPTIONS, "answer": ["a", "c"], "credit": "each"}),
    "multiple shares": (
        "multiple",
        {"stem": "分值", "options": OPTIONS, "answer": ["a", "c"], "credit": "each", "shares": {"a": "0.7", "b": "0", "c": "0.3"}},
    ),
    "multiple thirds": ("multiple", {"stem": "三个", "options": OPTIONS, "answer": ["a", "b", "c"], "credit": "each"}),
    "true": ("true_false", {"stem": "对", "answer": True}),
    "false": ("true_false", {"stem": "错", "answer": False, "explanation": "想一想"}),
    "numeric": ("numeric", {"stem": "几？", "answer": "46.380", "tolerance": "0.01", "unit": ""}),
    "numeric with unit": ("numeric", {"stem": "几？", "answer": "-3", "tolerance": "0", "unit": "%"}),
    "numeric and others": (
        "numeric",
        {"stem": "几", "answer": "9", "tolerance": "0", "unit": "", "also": [{"answer": "8", "tolerance": "0.5", "share": "0.5"}]},
    ),
    "short text": (
        "short_text",
        {
            "stem": "首都是____。",
            "accepted": [{"text": "北京", "share": "1"}, {"text": "京", "share": "0.25"}, {"text": "北京市", "share": "1"}],
        },
    ),
    "short text in capitals": ("short_text", {"stem": "CPU?", "accepted": [{"text": "CPU", "share": "1"}], "case_sensitive": True}),
    "short text with wildcards": ("short_text", {"stem": "什么", "accepted": [{"text": "*果*", "share": "1"}], "wildcards": True}),
    "short text with a star": ("short_text", {"stem": "什么", "accepted": [{"text": "a*b", "share": "1"}]}),
    "ordering": ("ordering", {"stem": "先后", "options": OPTIONS, "answer": ["c", "a", "b"]}),
    "ordering each": ("ordering", {"stem": "先后", "options": OPTIONS, "answer": ["a", "b", "c"], "credit": "each"}),
    "matching": (
        "matching",
        {
            "stem": "连线",
            "options": OPTIONS,
            "rows": [{"key": "1", "text": "甲"}, {"key": "2", "text": "乙"}],
            "answer": {"1": "c", "2": "a"},
            "credit": "each",
        },
    ),
    "matching all": (
        "matching",
        {
            "stem": "连线",
            "options": [{"key": "a", "text": "苹果"}, {"key": "b", "text": "梨"}],
            "rows": [{"key": "1", "text": "甲"}, {"key": "2", "text": "乙"}],
            "answer": {"1": "a", "2": "b"},
        },
    ),
    "cloze": (
        "cloze",
        {
            "stem": "首都[[1]]，\n省[[2]]个，简称[[3]]。",
            "gaps": {
                "1": {"kind": "short_text", "accepted": [{"text": "北京#~}", "share": "1"}, {"text": "京", "share": "0.5"}]},
                "2": {"kind": "numeric", "answer": "34", "tolerance": "0", "unit": ""},
                "3": {"kind": "single", "options": [{"key": "a", "text": "京"}, {"key": "b", "text": "沪 & <津>"}], "answer": "a"},
            },
        },
    ),
    "cloze with weights": (
        "cloze",
        {
            "stem": "[[1]]和[[2]]",
            "gaps": {
                "1": {"kind": "short_text", "accepted": [{"text": "甲", "share": "1"}], "case_sensitive": True, "weight": "2"},
                "2": {"kind": "short_text", "accepted": [{"text": "乙", "share": "1"}], "weight": "1"},
            },
        },
    ),
    "case": (
        "case",
        {
            "stem": f"小店三月\n{ODD}",
            "explanation": "总之",
            "parts": [
                {"kind": "single", "stem": "一？", "options": OPTIONS, "answer": "c", "weight": "2"},
                {"kind": "true_false", "stem": "二？", "answer": False},
                {"kind": "numeric", "stem": "三？", "answer": "3", "tolerance": "0", "unit": "元"},
            ],
        },
    ),
    "essay": ("essay", {"stem": "写一段推广文案。"}),
    "essay with limits": ("essay", {"stem": "写。", "words": 200, "files": 2}),
    "essay with criteria": ("essay", {"stem": "写。", "rubric": [{"text": "通顺", "points": "2"}]}),
    "table": (
        "true_false",
        {"stem": "看表。\n对吗？", "answer": True, "figures": [{"table": {"header": ["果", "斤"], "rows": [["桃 <3", "1"], ["梨", "2"]]}}]},
    ),
    "picture": (
        "true_false",
        {"stem": "看图", "answer": True, "figures": [{"image": "11111111-1111-4111-8111-111111111111", "alt": '一筐"桃"'}]},
    ),
}
CANNOT = {
    Format.GIFT: {
        "single all fixed",
        "single one fixed",
        "numeric with unit",
        "short text in capitals",
        "cloze",
        "cloze with weights",
        "case",
        "essay with limits",
        "essay with criteria",
        "picture",
    },
    Format.MOODLE_XML: {"single one fixed", "case", "essay with criteria"},
    Format.QTI: set(),
    Format.XLSX: {"essay with criteria", "table", "picture"},
}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def items() -> list[Item]:
    return [
        Item(
            place=Place(number),
            kind=kind,
            content=content,
            key=name.replace(" ", "-"),
            topic=("诚信/质量",) if number % 2 else ("开店",),
            difficulty=number % 3 + 1,
            source="产品质量法 [第 1 条]" if number % 4 else "",
            pictures={"11111111-1111-4111-8111-111111111111": papers.picture()} if name == "picture" else {},
        )
        for number, (name, (kind, content)) in enumerate(CONTENTS.items(), start=1)
    ]


@pytest.mark.parametrize("kind", list(CANNOT))
def test_every_question_comes_back_the_same_or_is_named(kind: Format) -> None:
    made = write(WRITERS[kind], items())
    assert {remark.title for remark in made.left_out} == {name.replace(" ", "-") for name in CANNOT[kind]}, made.left_out
    reading = read(made.content, kind)
    assert not reading.problems
    back = {item.key: item for item in reading.items}
    for item in items():
        if item.key in back and item.key != "picture":
            came = back[item.key]
            assert came.checked.as_json() == item.checked.as_json()
            assert (came.checked.digest, came.topic[0], came.difficulty, came.source or "") == (
                item.checked.digest,
                item.topic[0],
                item.difficulty,
                item.source,
            )


def test_a_picture_goes_along_with_moodle_xml() -> None:
    [item] = [item for item in items() if item.key == "picture"]
    [back] = read(write(WRITERS[Format.MOODLE_XML], [item]).content).items
    assert list(back.pictures.values()) == [papers.picture()]
    assert back.content["figures"][0]["alt"] == '一筐"桃"'


def test_what_a_format_would_change_is_left_out_and_named() -> None:
    spaced = Item(
        Place(1), "single", {"stem": "两  个空格", "options": [{"key": "a", "text": "x|y"}, {"key": "b", "text": "z"}], "answer": "a"}, "k"
    )
    strange = Item(Place(2), "short_text", {"stem": "几？", "accepted": [{"text": "甲|乙", "share": "1"}]}, "s", source="")
    made = write(WRITERS[Format.XLSX], [spaced, strange])
    assert [(remark.title, "would change" in remark.reason) for remark in made.left_out if remark.title == "s"] == [("s", True)]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    options = [{"key": "a", "text": text}, {"key": "b", "text": "乙"}]
    item = Item(
        Place(1), "single", {"stem": text.strip(), "options": options, "answer": "a", "explanation": text}, text.strip()[:20], source=""
    )
    made = write(WRITERS[Format.XLSX], [item])
    for row in load_workbook(io.BytesIO(made.content)).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "n"}
            assert cell.value is None or cell.data_type == "s"
            assert str(cell.value or "")[:1] not in tuple("=+-@") or cell.quotePrefix
