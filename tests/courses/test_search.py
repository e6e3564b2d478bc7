import pytest
from django.test import Client
from wagtail.models import Page

from cms.models import HomePage
from courses.models import Course
from courses.models.search import find_texts
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course, make_enrolment


def titles(query: str) -> set[str]:
    return {page.title for page in find_texts(query)}


@pytest.fixture
def course(home: HomePage) -> None:
    make_course(title="选品与议价", lessons=["选品的三条标准", "流量是什么", "看懂店铺评分 DSR"])
    make_course(title="冷链物流", lessons=["品选一选", "物流三件事"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("选品", {"选品与议价", "选品的三条标准"}),
        ("流量", {"流量是什么"}),
        ("物流", {"冷链物流", "物流三件事"}),
        ("评分", {"看懂店铺评分 DSR"}),
        ("dsr", {"看懂店铺评分 DSR"}),
        ("ＤＳＲ 评分", {"看懂店铺评分 DSR"}),
        ("标准 选品", {"选品的三条标准"}),
        ("标准选品", set()),
        ("没有这个词", set()),
        ('流量"', {"流量是什么"}),
        ('"流量" OR', set()),
        ("流量 * ( : ^", {"流量是什么"}),
        ("!!!", set()),
    ],
)
def test_recall(course: None, query: str, found: set[str]) -> None:
    assert titles(query) == found


def test_the_text_of_a_lesson_is_found_too(course: None) -> None:
    assert "流量是什么" in titles("转化率")


def test_what_is_not_published_is_not_found(course: None) -> None:
    Page.objects.get(title="流量是什么").unpublish()
    assert titles("流量") == set()


def test_the_page_names_the_course_and_links_the_lesson(client: Client, home: HomePage) -> None:
    course = make_course(title="推广")
    text = client.get("/search/", {"q": "流量"}).text
    assert lessons_of(course)[1].get_url() in text
    assert "推广 ·" in text


def test_a_stranger_who_searches_gets_no_session(client: Client, home: HomePage) -> None:
    make_course()
    assert not client.get("/search/", {"q": '流量"<b>'}).cookies
    assert client.get("/search/").status_code == 200
    assert "<b>" not in client.get("/search/", {"q": '流量"<b>'}).text.split("<main")[1].split("KB")[0].replace("<b>10", "")


def test_a_search_that_finds_nothing_leads_on(course: None, cast: Cast) -> None:
    most = Course.objects.get(page__title="冷链物流")
    make_enrolment(cast.learner, most)
    for index in range(2, 5):
        make_course(title=f"第 {index} 门", position=index)
    page = Client().get("/search/", {"q": "没有这个词"})
    assert page.context["popular"][0].title == "冷链物流"
    assert len(page.context["popular"]) == 3
    assert 'href="/terms/"' in page.text
    assert 'href="/learn/questions/"' in page.text
    assert not Client().get("/search/", {"q": "物流"}).context["popular"]
    most.page.unpublish()
    assert "冷链物流" not in [one.title for one in Client().get("/search/", {"q": "没有这个词"}).context["popular"]]
