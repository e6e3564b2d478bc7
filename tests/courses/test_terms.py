"""The glossary follows what is published, and stands in the order of a dictionary."""

from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage
from courses.models import Course, LessonPage, TermUse
from courses.operations import compile_outline
from courses.terms import initial, sort_key, terms_in
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import lessons_of, make_course
from tests.courses.test_queries import cost


def explain(lesson: LessonPage, **words: str) -> None:
    body = list(lesson.body.raw_data)
    lesson.body = lesson.body.stream_block.to_python(
        [block for block in body if block["type"] != "term"]
        + [{"type": "term", "value": {"word": word, "meaning": meaning}} for word, meaning in words.items()]
    )
    lesson.save_revision().publish()


def test_words_stand_in_the_order_of_a_dictionary() -> None:
    words = ["转化率", "毛利率", "一件代发", "SKU", "成本", "毛利", "售后", "女装", "重量", "行业", "7 天"]
    ordered = sorted(words, key=sort_key)
    assert ordered == ["7 天", "成本", "行业", "毛利", "毛利率", "女装", "售后", "SKU", "一件代发", "重量", "转化率"]
    assert [initial(sort_key(word)) for word in ordered] == list("#CHMMNSSYZZ")


@pytest.mark.parametrize(("first", "second"), [("妈", "马"), ("买", "卖"), ("毛", "毛利")])
def test_tones_and_length_decide_between_the_same_sounds(first: str, second: str) -> None:
    assert sort_key(first) < sort_key(second)


def test_of_a_word_explained_twice_in_a_lesson_the_first_stands() -> None:
    body = [{"type": "term", "value": {"word": word, "meaning": text}} for word, text in [("流量 ", "一"), ("流量", "二"), ("", "x")]]
    assert terms_in(body) == {"流量": "一"}


def test_the_glossary_follows_publishing_and_taking_away(client: Client, home: HomePage) -> None:
    first, second, _ = lessons_of(make_course())
    explain(first, 转化率="来 100 人，几个买。", 毛利="卖价减进价。")
    explain(second, 转化率="来 100 人，几个买。")
    text = client.get("/terms/").text
    assert text.count("转化率</dt>") == 1
    assert text.index("毛利</dt>") < text.index("转化率</dt>")
    assert first.get_url() in text
    assert second.get_url() in text
    first = LessonPage.objects.get(pk=first.pk)
    explain(first, 毛利="售价减去进价。")
    text = client.get("/terms/").text
    assert "售价减去进价" in text
    assert "卖价减进价" not in text
    LessonPage.objects.get(pk=second.pk).unpublish()
    assert "转化率" not in client.get("/terms/").text


def test_compiling_again_writes_nothing(home: HomePage) -> None:
    course = make_course()
    explain(lessons_of(course)[0], 毛利="卖价减进价。")
    before = list(TermUse.objects.values_list("pk", flat=True))
    for _ in range(2):
        compile_outline(Course.objects.get(pk=course.pk), now=NOW)
    assert list(TermUse.objects.values_list("pk", flat=True)) == before


def test_a_closed_course_explains_nothing_to_strangers(client: Client, home: HomePage) -> None:
    course = make_course()
    explain(lessons_of(course)[0], 毛利="卖价减进价。")
    assert "毛利" in client.get("/terms/").text
    course.page.view_restrictions.create(restriction_type="login")
    assert "毛利" not in client.get("/terms/").text


def test_the_same_bytes_for_everyone(cast: Cast, home: HomePage) -> None:
    explain(lessons_of(make_course())[0], 毛利="卖价减进价。")
    answers = [visitor.get("/terms/") for visitor in (Client(), signed_in(cast.learner), signed_in(cast.trainer))]
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["Vary"] for answer in answers} == {"Accept-Encoding"}
    assert not answers[0].cookies


def test_a_hundred_words_make_two_pages_at_the_same_cost(client: Client, home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    explain(lesson, 毛利="卖价减进价。")
    one = cost(partial(client.get, "/terms/"))
    explain(lesson, **{f"词{chr(0x4E00 + number)}": "一个词。" for number in range(100)})
    assert cost(partial(client.get, "/terms/")) == one
    first, second = client.get("/terms/").text, client.get("/terms/?page=2").text
    assert (first.count("</dt>"), second.count("</dt>")) == (60, 40)
    assert client.get("/terms/?page=99").text.count("</dt>") == 40
    with CaptureQueriesContext(connection) as asked:
        client.get("/terms/")
    assert len(asked) <= 4


def test_the_very_word_is_explained_above_what_is_found(client: Client, home: HomePage) -> None:
    explain(lessons_of(make_course())[0], 毛利率="毛利除以售价。", 毛利="卖价减进价。")
    text = client.get("/search/", {"q": "毛利"}).text
    assert "<dt>毛利</dt><dd>卖价减进价。</dd>" in text
    terms = client.get("/search/", {"q": "毛利", "kind": "terms"}).text
    assert terms.index("毛利</a>") < terms.index("毛利率</a>")
    assert client.get("/search/", {"q": "毛利", "kind": "nonsense"}).status_code == 200
