"""The learner's whole day in a Chromium that runs no JavaScript: every form works by itself."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import PhoneNumber
from accounts.sms import MemorySms
from cms.models import HomePage
from courses.models import Diagnosis, Enrolment, Inquiry, LessonProgress, Note, WorksheetResponse
from exams.models import AnswerEvent, Attempt
from tests.browser.conftest import PHONE, open_screen
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course, make_worksheets
from tests.exams.factories import make_exam

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database_beside_playwright"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Any:
    _, context = open_screen(chromium, live_server.url, PHONE, java_script_enabled=False, base_url=live_server.url)
    yield context.new_page()
    context.close()


def come_in(page: Page, number: str, *, several: bool = False) -> None:
    page.goto("/en/accounts/sign-in/")
    page.get_by_label("Mobile number").fill(number)
    if several:
        page.get_by_label("Others in my family").check()
    page.get_by_role("button", name="Get a code").click()
    page.get_by_label("Code from the text message").fill(MemorySms.sent[-1].parameters["code"])
    page.get_by_role("button", name="Come in").click()


def test_everything_a_learner_does_works_without_javascript(page: Page, cast: Cast, home: HomePage) -> None:
    course, exam = make_course(cast.college), make_exam(cast.college)
    lesson = lessons_of(course)[0]
    make_worksheets()
    come_in(page, PhoneNumber.objects.get(person=cast.learner).number)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto("/en" + course.page.get_url())
    expect(page.get_by_text("Keep on this phone")).to_be_hidden()
    page.get_by_role("link", name="Start learning").click()
    page.get_by_role("button", name="Yes, start").click()
    expect(page).to_have_url(re.compile(f"{lesson.get_url()}$"))
    assert Enrolment.objects.get().learner == cast.learner

    question = page.locator("fieldset.question").first
    question.locator(".choice").nth(1).click()
    expect(question.locator("input").nth(1)).to_be_checked()
    question.get_by_text("See the answer").click()
    expect(question.locator("details")).to_contain_text("自家榨的菜籽油")

    page.get_by_role("link", name="Note and bookmark").click()
    page.get_by_label("My note").fill("一斤不能低过三块")
    page.get_by_label("Bookmark this lesson").check()
    page.get_by_role("button", name="Keep").click()
    assert (Note.objects.get().text, Note.objects.get().is_bookmarked) == ("一斤不能低过三块", True)

    page.goto("/en" + lesson.get_url())
    page.get_by_role("link", name="Ask, or say what is wrong").click()
    page.locator("textarea").fill("毛利怎么算？")
    page.get_by_role("button", name="Send").click()
    assert Inquiry.objects.get().text == "毛利怎么算？"

    page.goto("/en" + lesson.get_url())
    page.get_by_role("link", name="I am done").click()
    page.get_by_role("button", name="Yes, I am done").click()
    expect(page).to_have_url(re.compile(f"{lessons_of(course)[1].get_url()}$"))
    assert LessonProgress.objects.get(done_at__isnull=False).lesson_key == lesson.lesson_key

    fill_a_sheet(page)
    answer_the_six_questions(page)
    sit(page, exam.slug)


def fill_a_sheet(page: Page) -> None:
    page.goto("/en/learn/worksheets/promotion-plan/")
    page.locator("main form button").first.click()
    page.locator("#id_theme").fill("端午卖粽子")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#id_theme")).to_have_value("端午卖粽子")
    assert WorksheetResponse.objects.get().answers == {"theme": "端午卖粽子"}
    page.get_by_role("button", name="Filled in").click()
    expect(page.get_by_text("端午卖粽子").first).to_be_visible()


def answer_the_six_questions(page: Page) -> None:
    page.goto("/en/learn/diagnosis/")
    for name in page.evaluate("[...new Set([...document.querySelectorAll('main input[type=radio]')].map(one => one.name))]"):
        page.locator(f"input[name='{name}']").first.check()
    page.get_by_role("button", name="See where to begin").click()
    expect(page).to_have_url(re.compile("/learn/diagnosis/[0-9a-f-]{36}/$"))
    assert Diagnosis.objects.count() == 1


def sit(page: Page, slug: str) -> None:
    page.goto(f"/en/exams/{slug}/")
    page.locator("main form button").first.click()
    questions = page.locator("fieldset.question")
    first = questions.first.locator("input:visible, label.choice:visible").first
    first.fill("6") if first.evaluate("one => one.tagName") == "INPUT" and first.get_attribute("inputmode") else first.click()
    page.get_by_role("button", name="Save").click()
    attempt = Attempt.objects.get()
    assert AnswerEvent.objects.filter(attempt=attempt).count() == 1
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in").click()
    attempt.refresh_from_db()
    assert attempt.submitted_at is not None
    assert page.get_by_role("heading", level=1).is_visible()


def test_who_of_a_family_comes_in_is_chosen_without_javascript(page: Page, cast: Cast, home: HomePage) -> None:
    come_in(page, PhoneNumber.objects.get(person=cast.learner).number, several=True)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/who/" in page.url
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/en/road/$"))
