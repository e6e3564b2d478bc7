"""Moodle XML: what becomes of each type, embedded answers, embedded pictures, and what is refused by name."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from exams.formats import Format, Reading, Unreadable, read
from tests.exams import papers


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def quiz(*questions: str) -> Reading:
    return read(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}\n</quiz>'.encode())


def question(kind: str, inner: str, text: str = "<p>问？</p>") -> str:
    asked = f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return f'<question type="{kind}"><name><text>题</text></name>{asked}{inner}</question>\n'


def answer(fraction: object, text: str, inner: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{inner}</answer>'


def only(kind: str, inner: str, text: str = "<p>问？</p>") -> dict[str, Any]:
    reading = quiz(question(kind, inner, text))
    assert [str(problem) for problem in reading.problems] == []
    [item] = reading.items
    return {"kind": item.kind} | dict(item.content)


def test_choices_of_one_and_of_several() -> None:
    one = only(
        "multichoice", "<single>true</single><shuffleanswers>0</shuffleanswers>" + answer(100, "甲") + answer(50, "乙") + answer(0, "丙")
    )
    assert (one["kind"], one["answer"], one["shares"], one["options"][2]["fixed"]) == ("single", "a", {"b": "0.5"}, True)
    several = only("multichoice", "<single>false</single>" + answer(50, "甲") + answer(50, "乙") + answer(-100, "丙"))
    assert (several["kind"], several["answer"], several["credit"], several["shares"]) == ("multiple", ["a", "b"], "each", {"c": "-1"})
    whole = only("multichoiceset", answer(100, "甲") + answer(100, "乙") + answer(0, "丙"))
    assert (whole["kind"], whole["answer"], "credit" in whole) == ("multiple", ["a", "b"], False)


def test_true_false_with_feedback() -> None:
    inner = answer(0, "true", "<feedback><text>再想想</text></feedback>") + answer(100, "false")
    found = only("truefalse", f"<generalfeedback><text>总之</text></generalfeedback>{inner}")
    assert (found["answer"], found["explanation"]) == (False, "总之\n再想想")


def test_words_and_numbers_with_units() -> None:
    words = only("shortanswer", "<usecase>1</usecase>" + answer(100, "CPU") + answer("33.33333", "处理器"))
    assert (words["accepted"][1]["share"], words["case_sensitive"]) == ("0.3333333", True)
    inner = answer(100, "46.38", "<tolerance>0.01</tolerance>") + answer(0, "*")
    named = (("kg", 1), ("斤", 2))
    units = "".join(f"<unit><multiplier>{times}</multiplier><unit_name>{name}</unit_name></unit>" for name, times in named)
    reading = quiz(question("numerical", f"{inner}<units>{units}</units>"))
    [item] = reading.items
    assert (item.content["answer"], item.content["tolerance"], item.content["unit"]) == ("46.38", "0.01", "kg")
    assert "not in 斤" in reading.notes[0].reason


def test_pairs_orders_and_essays() -> None:
    pairs = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("苹果", "红"), ("香蕉", "黄"), ("", "蓝"))
    )
    assert only("matching", pairs)["answer"] == {"1": "a", "2": "b"}
    order = only("ordering", "<gradingtype>ABSOLUTE_POSITION</gradingtype>" + "".join(answer(1, each) for each in ("下单", "发货", "收货")))
    assert (order["answer"], order["credit"]) == (["a", "b", "c"], "each")
    essay = only("essay", "<maxwordlimit>200</maxwordlimit><attachments>-1</attachments>")
    assert (essay["words"], essay["files"]) == (200, 5)


def test_embedded_answers() -> None:
    text = "<p>首都{1:SHORTANSWER:=北京#对~%50%京}，省{2:NM:=34:0~%0%*}个，简称{:MCVS:沪#不~=京 &amp; 都~津}。</p>"
    found = only("cloze", "", text)
    assert found["stem"] == "首都[[1]]，省[[2]]个，简称[[3]]。"
    first, second, third = (found["gaps"][name] for name in "123")
    assert [each["text"] for each in first["accepted"]] == ["北京", "京"]
    assert (second["answer"], second["weight"]) == ("34", "2")
    assert (third["answer"], third["options"][1]["text"]) == ("b", "京 & 都")


def test_words_to_choose_or_drag_into_gaps() -> None:
    boxes = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"
        for word, group in (("京", 1), ("沪", 1), ("大", 2), ("小", 2))
    )
    found = only("gapselect", boxes, "<p>首都[[1]]，很[[3]]，不是[[2]]。</p>")
    assert found["stem"] == "首都[[1]]，很[[2]]，不是[[3]]。"
    assert [found["gaps"][name]["answer"] for name in "123"] == ["a", "a", "b"]
    assert [option["text"] for option in found["gaps"]["2"]["options"]] == ["大", "小"]


def test_embedded_pictures_come_along_and_others_are_missed() -> None:
    file = f'<file name="果 子.png" path="/" encoding="base64">{b64encode(papers.picture()).decode()}</file>'
    inner = f'<question type="truefalse"><name><text>图</text></name><questiontext format="html"><text><![CDATA[<p>看图<img src="@@PLUGINFILE@@/%E6%9E%9C%20%E5%AD%90.png" alt="一筐桃"></p>]]></text>{file}</questiontext>{answer(100, "true")}{answer(0, "false")}</question>'  # noqa: E501
    [item] = quiz(inner).items
    assert (list(item.pictures.values()), item.content["figures"][0]["alt"]) == ([papers.picture()], "一筐桃")
    [problem] = quiz(inner.replace(file, "")).problems
    assert "its picture is not in the file: 果 子.png" in problem.reason


def test_categories_tags_and_numbers() -> None:
    category = "<question type='category'><category><text>$course$/top/电商/诚信</text></category></question>"
    inner = "<idnumber>m-1</idnumber><tags><tag><text>难度-3</text></tag><tag><text>source:质量法</text></tag></tags>" + answer(100, "true")
    [item] = quiz(category, question("truefalse", inner)).items
    assert (item.key, item.topic, item.difficulty, item.source, item.title) == ("m-1", ("诚信", "电商"), 3, "质量法", "题")


FAULTS = [
    (question("calculated", ""), "type “calculated” cannot"),
    (question("multichoice", answer(50, "甲") + answer(50, "乙")), "no option is marked as wholly right"),
    (question("multichoice", answer("many", "甲") + answer(0, "乙")), "“many” is not a share"),
    (question("truefalse", answer(0, "true") + answer(0, "false")), "whether true or false"),
    (question("numerical", answer(100, "五")), "“五” is not a number"),
    (question("cloze", "", "首都{1:SHORTANSWER:=北京"), "gap 1 is never closed"),
    (question("cloze", "", "首都{1:GUESS:=北京}"), "of a kind that nobody knows"),
    (question("cloze", "", "首都{1:SHORTANSWER:北京}"), "gap 1: no answer is accepted"),
    (question("cloze", "", "首都{1:NUMERICAL:=北京}"), "gap 1: “北京” is not a number"),
    (question("cloze", "", "首都{1:MULTICHOICE:=北京}"), "gap 1: it has 1 options"),
    (question("cloze", "", "哪些{1:MULTIRESPONSE:=甲~=乙}"), "takes several choices"),
    (question("cloze", "", "首都是北京"), "there is no gap in it"),
    (question("gapselect", "", "首都[[1]]"), "names a word that is not there"),
]


@pytest.mark.parametrize(("text", "why"), FAULTS, ids=[why for _text, why in FAULTS])
def test_a_fault_is_named_with_its_line_and_the_question(text: str, why: str) -> None:
    good = question("truefalse", answer(100, "true") + answer(0, "false"))
    reading = quiz(good, text)
    [problem] = reading.problems
    assert (problem.place.number, problem.title, why in problem.reason) == (4, "题", True), problem
    assert len(reading.items) == 1


def test_text_without_a_question_is_noted() -> None:
    reading = quiz(question("description", ""))
    assert (len(reading.items), len(reading.problems), "left out" in reading.notes[0].reason) == (0, 0, True)


def test_files_that_are_not_whole_or_not_moodle_s() -> None:
    with pytest.raises(Unreadable, match="Line 3"):
        read(b"<quiz>\n<question>\n</quiz>")
    with pytest.raises(Unreadable, match="begins with <questions>"):
        read(b"<questions/>", Format.MOODLE_XML)


def test_a_declared_encoding_is_honoured() -> None:
    text = '<?xml version="1.0" encoding="GB2312"?><quiz>' + question("truefalse", answer(100, "true")) + "</quiz>"
    assert read(text.encode("gb2312")).items[0].content["stem"] == "问？"
