"""Tables of questions: the template, what is read, what Excel has spoilt, and that no text becomes a formula."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from exams.formats import Reading, Unreadable, read
from exams.formats.sheet.columns import COLUMNS
from exams.formats.sheet.template import NOTES, template

HEAD = ("题型", "题干", "选项A", "选项B", "选项C", "答案", "给分", "误差", "单位", "知识点", "难度", "出处", "解析", "编号")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def book_of(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "题"
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def sheet(*rows: Sequence[Any]) -> Reading:
    return read(book_of(*rows))


def test_rows_of_every_plain_kind() -> None:
    reading = sheet(
        ("单选题", "哪个？", "甲", "乙", None, "b", "A=0.5", None, None, "诚信", "易", "质量法", "因为。", "q-1"),
        ("多选", "哪几个？", "甲", "乙", "丙", "A、C", "每项得分 B=-0.25", None, None, "", 2),
        ("判断", "对吗？", None, None, None, True),
        ("填数", "几？", None, None, None, 46.38, None, 0.01, "%"),
        ("", "不写题型？", "甲", "乙", "丙", "ＡＢ"),
        (None, "也不写？", None, None, None, "×"),
    )
    assert [str(problem) for problem in reading.problems] == []
    assert [(item.kind, item.content["answer"]) for item in reading.items] == [
        ("single", "b"),
        ("multiple", ["a", "c"]),
        ("true_false", True),
        ("numeric", "46.38"),
        ("multiple", ["a", "b"]),
        ("true_false", False),
    ]
    first, second, fourth = reading.items[0], reading.items[1], reading.items[3]
    assert (first.key, first.topic, first.difficulty, first.source, first.content["shares"]) == (
        "q-1",
        ("诚信",),
        1,
        "质量法",
        {"a": "0.5"},
    )
    assert (second.content["credit"], second.content["shares"]) == ("each", {"b": "-0.25"})
    assert (fourth.content["tolerance"], fourth.content["unit"]) == ("0.01", "%")


FAULTS = [
    (("单选", "=1+1", "甲", "乙", None, "A"), "cell B2 holds a formula"),
    (("单选", "哪个？", datetime(2026, 3, 4), "乙", None, "A"), "date or time of cell C2"),
    (("单选", "哪个？", "甲", "乙", None, "D"), "names no option"),
    (("单选", "哪个？", "甲", "乙", None, "AB"), "one right option"),
    (("单选", "哪个？", "甲", "", "丙", "A"), "option B is empty"),
    (("猜谜", "哪个？", "甲", "乙", None, "A"), "“猜谜” is not a kind"),
    (("单选", "哪个？", "甲", "乙", None, None), "the answer is missing"),
    (("单选", None, "甲", "乙", None, "A"), "the question itself is missing"),
    (("单选", "哪个？", "甲", "乙", None, "A", "随便"), "“随便” under 给分"),
    (("填数", "几？", None, None, None, "五"), "“五” is not a number"),
    (("判断", "对吗？", None, None, None, "对", None, None, None, None, "九"), "the difficulty is 1"),
]


@pytest.mark.parametrize(("row", "why"), FAULTS, ids=[why for _row, why in FAULTS])
def test_a_fault_is_named_with_sheet_and_row(row: Sequence[Any], why: str) -> None:
    [problem] = sheet(row).problems
    assert (problem.place.number, problem.place.sheet, why in problem.reason) == (2, "题", True), problem


def test_another_teachers_headings_and_one_cell_of_options() -> None:
    head = ("序号", "试题类型", "题目内容", "选项", "正确答案", "难度（1-3）", "备注")
    reading = read(book_of((1, "单项选择题", "哪个？", "A. 甲\nB. 乙\nC. 丙", "C", 2, "x"), head=head))
    [item] = reading.items
    assert ([option["text"] for option in item.content["options"]], item.content["answer"], item.difficulty) == (["甲", "乙", "丙"], "c", 2)
    assert "序号、备注" in reading.notes[0].reason


def test_a_percentage_stays_what_excel_shows() -> None:
    book = Workbook()
    made = book.worksheets[0]
    made.append(["题干", "选项A", "选项B", "答案"])
    made.append(["坏了多少？", 0.06, 0.5, "A"])
    made["B2"].number_format = made["C2"].number_format = "0%"
    packed = io.BytesIO()
    book.save(packed)
    [item] = read(packed.getvalue()).items
    assert [option["text"] for option in item.content["options"]] == ["6%", "50%"]


def test_the_template_holds_headings_lists_and_an_explanation() -> None:
    book = load_workbook(io.BytesIO(template()))
    first = book.worksheets[0]
    assert [cell.value for cell in first[1]] == list(COLUMNS)
    assert (first.column_dimensions["C"].number_format, len(first.data_validations.dataValidation)) == ("@", 2)
    assert NOTES in book.sheetnames
    with pytest.raises(Unreadable, match="No question was found"):
        read(template())


def test_a_table_without_headings_is_refused() -> None:
    with pytest.raises(Unreadable, match="题干 and 答案"):
        read(book_of(("甲", "乙"), head=("姓名", "电话")))
