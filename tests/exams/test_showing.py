"""How each kind of question is shown and read back from a form without JavaScript."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from exams.answering import read_field
from exams.content import Answer, Content, Kind, check_answer
from exams.looking_back import review
from exams.selection import order_of_options
from exams.showing import Shown, Size, show
from tests.exams.test_kinds import CASE, CLOZE, EXAMPLES, of

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
SOME_ANSWERS: dict[str, list[Answer]] = {
    "single": ["c", None],
    "multiple": [["a", "b"], None],
    "true_false": [True, False, None],
    "numeric": ["46。38 %", '<"&>', None],
    "short_text": ['村播 "直播" <b>', None],
    "ordering": [["c", "a", "d", "b"], ["b", None, "a"], [None, None, "d"], None],
    "matching": [{"1": "b", "2": "a", "3": "b"}, {"2": "c"}, None],
    "cloze": [{"1": "b", "2": "封 箱", "3": "3"}, {"3": "5 斤"}, None],
    "case": [{"1": False, "2": ["b", "c"], "3": {"1": "3"}}, {"3": {"1": "9"}}, None],
    "essay": [{"text": "第一行\n\n  第二行 <b>", "files": [UUID]}, {"text": "", "files": [UUID]}, None],
}


def shown(content: Content, answer: Answer = None, seed: int = 4) -> Shown:
    return show(content, order_of_options(content.mix, seed=seed, position=3), answer, name="q3")


def page_of(question: Shown) -> str:
    return render_to_string("exams/questions/question.html", {"shown": question, "number": "3.", "points": 5})


def sent(html: str) -> QueryDict:
    """What a browser without JavaScript sends of the fields on a page."""
    form = QueryDict(mutable=True)
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if attributes.get("type") not in {"radio", "checkbox"} or tag.endswith(" checked>"):
            form.appendlist(attributes["name"], attributes.get("value", ""))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"(\w*)\")? selected>([^<]*)", options)
        form.appendlist(name, (chosen[1] if chosen[1] is not None else chosen[2]) if chosen else "")
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.DOTALL):
        form.appendlist(name, unescape(text).replace("\n", "\r\n"))
    return form


CASES = [(name, answer) for name, content in EXAMPLES.items() for answer in SOME_ANSWERS[content.kind]]


@pytest.mark.parametrize(("name", "answer"), CASES)
def test_the_answer_that_stands_comes_back_from_the_form_unchanged(name: str, answer: Any) -> None:
    question = shown(EXAMPLES[name], answer)
    assert read_field(question, sent(page_of(question))) == answer
    assert check_answer(EXAMPLES[name], answer) == answer


@given(
    st.sampled_from(sorted(EXAMPLES)),
    st.dictionaries(st.sampled_from(["q3", "q3.1", "q3.2", "q3.3", "q3.3.1", "q3.a", "q3.b", "q3.files"]), st.text(max_size=9)),
)
def test_whatever_a_form_holds_is_read_as_an_answer_or_none(name: str, fields: dict[str, str]) -> None:
    form = QueryDict(mutable=True)
    form.update(fields)
    question = shown(EXAMPLES[name])
    if question.kind != Kind.ESSAY:  # its files are checked where they are kept
        check_answer(EXAMPLES[name], read_field(question, form))


def test_of_two_things_with_one_number_the_first_has_it() -> None:
    question = shown(EXAMPLES["ordering"])
    first, second, *_ = question.options
    form = QueryDict(f"q3.{first.key}=2&q3.{second.key}=2")
    assert read_field(question, form) == [None, first.key]


def test_options_stand_in_the_order_of_the_paper_and_an_ordering_never_in_the_right_one() -> None:
    for name in ("single", "ordering", "matching"):
        question = shown(EXAMPLES[name])
        texts = [next(option.text for option in EXAMPLES[name].options if option.key == key) for key in question.order]
        places = [page_of(question).index(f">{text}<") for text in texts]
        assert places == sorted(places)
    assert [option.key for option in shown(EXAMPLES["ordering"]).options] != EXAMPLES["ordering"].answer


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_page_says_neither_key_nor_share_nor_explanation_and_every_field_has_a_name(name: str) -> None:
    content = EXAMPLES[name]
    html = page_of(shown(content))
    for word in ("0.5", "tolerance", "share", "accepted", "0.01"):
        assert word not in html
    if content.kind in {Kind.SHORT_TEXT, Kind.CLOZE}:
        assert "封箱" not in html
        assert "Taobao" not in html
        assert "保质期" not in html
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
        assert "aria-label" in tag or 'type="hidden"' in tag or re.search(r"<label[^>]*>(?:<span>[^<]*</span>)?" + re.escape(tag), html)


def test_a_cloze_has_its_fields_in_the_sentence() -> None:
    html = re.sub(r"<select.*?</select>|<input[^>]*>", "□", page_of(shown(CLOZE)), flags=re.DOTALL)
    assert "先□，再□，共□ 斤。" in html


def test_a_case_is_a_group_of_groups() -> None:
    html = page_of(shown(CASE))
    assert html.count("<fieldset") == html.count("<legend>(") == 3
    assert 'name="q3.3.1"' in html


def test_figures_are_real_tables_and_pictures_with_a_size() -> None:
    figures = [
        {"image": UUID, "alt": "一筐“橙子”"},
        {"table": {"header": ["月"], "rows": [["五 <b>"]]}},
        {"image": UUID[:-1] + "f", "alt": "没了"},
    ]
    content = of("true_false", answer=True, figures=figures)
    html = page_of(show(content, name="q3", sizes={UUID: Size(720, 1405)}))
    assert f'<img class="shown" src="/exams/pictures/{UUID}" width="720" height="1405" loading="lazy" alt="一筐“橙子”">' in html
    assert '<th scope="col">月</th>' in html
    assert "<td>五 &lt;b&gt;</td>" in html
    assert "图片没有找到：没了" in html


WORDS: list[tuple[str, Any, list[str]]] = [
    ("single", "b", ["挑出来"]),
    ("single", None, ["—"]),
    ("multiple", ["a", "c"], ["生产日期", "配料表"]),
    ("true_false", False, ["错"]),
    ("near", "46", ["46 %"]),
    ("near", "46%", ["46%"]),
    ("short_text", "村播", ["村播"]),
    ("ordering", ["b", None, "a"], ["乙 → — → 甲"]),
    ("matching", {"1": "b"}, ["茶叶 → 冷柜", "鲜肉 → —", "鸡蛋 → —"]),
    ("cloze", {"1": "a", "3": "4"}, ["(1) 称重", "(2) —", "(3) 4 斤"]),
    ("case", {"2": ["a", "b"]}, ["(1) —", "(2) 甲", "(2) 乙", "(3) —"]),
    ("essay", {"text": "一\n\n二", "files": []}, ["一", "二"]),
]


@pytest.mark.parametrize(("name", "answer", "lines"), WORDS)
def test_a_marked_question_says_in_words_what_was_given_and_what_is_right(name: str, answer: Any, lines: list[str]) -> None:
    content = EXAMPLES[name]
    said = review(content, answer, number=3, points=content_points(content), of=content_points(content))
    assert said.given == lines
    assert bool(said.right) == (content.kind != Kind.ESSAY)
    html = render_to_string("exams/questions/review.html", {"review": said})
    assert all(line in unescape(html) for line in [*lines, *said.right])
    kept_back = review(content, answer, number=3, points=content_points(content), of=content_points(content), says_right=False)
    assert kept_back.right == []
    assert kept_back.explanation == ""


def content_points(content: Content) -> Any:
    return len(content.parts) or 1
