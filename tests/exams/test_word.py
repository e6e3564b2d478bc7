"""Word papers as teachers have them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from docx import Document

from exams.formats import Reading, Unreadable, read
from exams.formats.word.options import options_in
from exams.formats.word.signs import answers_listed, heading
from tests.exams import papers


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def taken(reading: Reading) -> list[tuple[str, Any]]:
    assert [str(problem) for problem in reading.problems] == []
    return [(item.kind, item.content["answer"]) for item in reading.items]


def test_a_paper_with_answers_below_and_in_brackets() -> None:
    reading = read(papers.classic())
    assert taken(reading) == [
        ("single", "b"),
        ("single", "c"),
        ("single", "a"),
        ("multiple", ["a", "b", "d"]),
        ("true_false", False),
        ("true_false", True),
        ("numeric", "6"),
    ]
    first, second, third, fourth = (item.content for item in reading.items[:4])
    assert (first["stem"], first["explanation"]) == ("收到的果子有伤，应当怎么办？", "诚信是根本。\n不能以次充好。")
    assert [option["text"] for option in second["options"]] == ["绿色食品", "有机产品", "地理标志"]
    assert list(reading.items[1].pictures.values()) == [papers.picture()]
    assert third["figures"] == [{"table": {"header": ["果子", "单价"], "rows": [["桃", "8 元"], ["梨", "5 元"]]}}]
    assert "A" not in third["stem"]
    assert [option["text"] for option in fourth["options"]] == ["生产日期", "配料表", "好评数", "厂名厂址"]


def test_a_paper_with_its_answers_at_the_end() -> None:
    assert taken(read(papers.with_answers_at_the_end())) == [
        ("single", "b"),
        ("single", "a"),
        ("single", "c"),
        ("single", "d"),
        ("multiple", ["a", "b"]),
        ("true_false", True),
        ("true_false", False),
        ("true_false", True),
        ("single", "b"),
        ("single", "a"),
    ]


def test_a_paper_without_numbers() -> None:
    paper = papers.paper_of(
        "果子有伤怎么办？",
        "A. 照卖",
        "B. 挑出来",
        "答案：B",
        "解析：诚信。",
        "过期的饼干可以送人。",
        "答案：×",
        "几月开店？",
        "A.一月",
        "B.二月",
        "答案：A",
    )
    assert taken(read(paper)) == [("single", "b"), ("true_false", False), ("single", "a")]


def test_word_s_own_numbers_and_letters() -> None:
    document = Document()
    for stem in ("哪个对？", "哪个也对？"):
        document.add_paragraph(stem, style="List Number")
        document.add_paragraph("A．甲　　B．乙")
        document.add_paragraph("答案：A")
    assert taken(read(papers.packed(document))) == [("single", "a"), ("single", "a")]


def test_a_case_with_its_questions() -> None:
    paper = papers.paper_of(
        "五、案例分析题",
        "1. 小店三月卖出 50 斤桃，坏了 3 斤。",
        "（1）坏了百分之几？",
        "答案：6%",
        "（2）应当怎么办？",
        "A. 照卖  B. 挑出来",
        "答案：B",
        "解析：诚信。",
        "（3）三包是法定责任。（√）",
        "2. 又一个材料。",
        "（1）对吗？（×）",
    )
    reading = read(paper)
    assert [str(problem) for problem in reading.problems] == []
    first, second = (item.content for item in reading.items)
    assert [(part["kind"], part["answer"]) for part in first["parts"]] == [("numeric", "6"), ("single", "b"), ("true_false", True)]
    assert (second["stem"], len(second["parts"])) == ("又一个材料。", 1)


def test_blanks_answers_in_words_and_essays() -> None:
    paper = papers.paper_of(
        "一、填空题",
        "1. 我国的首都是____，最大的城市是____。",
        "答案：北京|北京市；上海",
        "2. 食品标签要写生产（    ）。",
        "答案：日期",
        "二、简答题",
        "3. 怎样包装水果？",
        "答案：先挑选，再分级。",
        "然后装箱。",
    )
    reading = read(paper)
    assert [str(problem) for problem in reading.problems] == []
    gaps, blank, essay = reading.items
    assert (gaps.kind, gaps.content["stem"]) == ("cloze", "我国的首都是[[1]]，最大的城市是[[2]]。")
    assert [each["text"] for each in gaps.content["gaps"]["1"]["accepted"]] == ["北京", "北京市"]
    assert (blank.kind, blank.content["accepted"][0]["text"]) == ("short_text", "日期")
    assert (essay.kind, essay.content["explanation"]) == ("essay", "先挑选，再分级。\n然后装箱。")


def test_facts_about_a_question_are_read() -> None:
    [item] = read(papers.paper_of("1. 对吗？", "答案：对", "【知识点】诚信", "难度：难", "出处：产品质量法")).items
    assert (item.topic, item.difficulty, item.source) == (("诚信",), 3, "产品质量法")


FAULTS = [
    (("1. 哪个？", "A. 甲", "B. 乙", "2. 对吗？（√）"), 1, "answer was not found"),
    (("1. 哪个？", "A. 甲", "B. 乙", "答案：C", "2. 对吗？（√）"), 1, "names no option"),
    (("一、单选题", "1. 哪个？", "A. 甲", "B. 乙", "答案：AB"), 2, "has one right option, not 2"),
    (("一、判断题", "1. 对吗？", "答案：也许"), 2, "neither 对 nor 错"),
    (("1. 对吗？（√）", "参考答案", "7. √"), 3, "belongs to no question"),
]


@pytest.mark.parametrize(("lines", "paragraph", "why"), FAULTS, ids=[why for _lines, _place, why in FAULTS])
def test_a_fault_is_named_with_its_paragraph(lines: tuple[str, ...], paragraph: int, why: str) -> None:
    [problem] = read(papers.paper_of(*lines)).problems
    assert (problem.place.number, why in problem.reason) == (paragraph, True), problem


def test_a_letter_without_questions_is_refused() -> None:
    with pytest.raises(Unreadable, match="No question"):
        read(papers.paper_of("各位老师：", "请于周五以前交试卷。"))


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("A. 甲  B. 乙", ["甲", "乙"]),
        ("A、甲B、乙C、丙", ["甲", "乙", "丙"]),
        ("（A）甲 （B）乙", ["甲", "乙"]),
        ("Ａ．甲　　Ｂ．乙", ["甲", "乙"]),
        ("A.用 USB.3 接口 B.乙", ["用 USB.3 接口", "乙"]),
        ("B. 乙", []),
        ("A 级绿色食品", []),
    ],
)
def test_options_of_a_line(line: str, options: list[str]) -> None:
    assert options_in(line) == options


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("1-5 ABCDA 6—8 √×√", ["A", "B", "C", "D", "A", "√", "×", "√"]),
        ("1~3：AB、CD、A", ["AB", "CD", "A"]),
        ("1.B 2.AC 3、对", ["B", "AC", "对"]),
    ],
)
def test_answers_in_a_row(line: str, answers: list[str]) -> None:
    assert [answer for _number, answer in answers_listed(line)] == answers


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("一、单项选择题（每题2分，共20分）", ("一", "single")),
        ("第二部分 多选题", ("二", "multiple")),
        ("三．判断题：", ("三", "true_false")),
        ("【填空题】", ("", "short_text")),
        ("一、选择题", ("一", "")),
        ("判断题目是否正确", None),
        ("一、我国的首都是哪里？", None),
    ],
)
def test_headings_of_parts(line: str, found: tuple[str, str] | None) -> None:
    assert heading(line) == found
