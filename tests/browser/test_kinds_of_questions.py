"""Every kind of question on a real page: by tap, by keyboard, without a script; at a phone's width and a desk's."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from exams.models import Attempt
from tests.browser.conftest import DESK, PHONE, Screen, open_screen
from tests.browser.test_exam_paper import begin, enter, learner, stands, until
from tests.exams.every_kind import make_exam_of_every_kind
from tests.exams.factories import position_of
from tests.exams.test_pictures import photo

__all__ = ["learner"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database_beside_playwright"), pytest.mark.django_db(transaction=True)]

GIVEN: dict[str, Any] = {
    "single": "b",
    "multiple": ["a", "c"],
    "true_false": False,
    "numeric": "50",
    "short_text": "村播",
    "ordering": ["a", "b", "c", "d"],
    "matching": {"1": "a", "2": "b"},
    "cloze": {"1": "a", "2": "5", "3": "生鲜易坏"},
    "case": {"1": "55", "2": True, "3": ["a", "b"]},
    "essay": {"text": "标题先写货名。\n再写产地。", "files": []},
}


@pytest.fixture
def attempt(learner: User) -> Attempt:
    return begin(learner, make_exam_of_every_kind(photo(1200, 800)))


@pytest.fixture
def places(attempt: Attempt) -> dict[str, int]:
    return {kind: position_of(attempt, kind) for kind in GIVEN}


@pytest.fixture
def open_page(chromium: Browser, live_server: Any, learner: User) -> Iterator[Any]:
    opened = []

    def open_(attempt: Attempt, size: dict[str, int] = PHONE, **options: object) -> Page:
        _, context = open_screen(chromium, live_server.url, size, base_url=live_server.url, **options)
        opened.append(context)
        enter(context, learner)
        page = context.new_page()
        page.goto(f"/exams/attempts/{attempt.uuid}/")
        return page

    yield open_
    for context in opened:
        context.close()


def fill_in(page: Page, places: dict[str, int]) -> None:
    """Everything but the ordering."""
    box = {kind: page.locator(f"#q{place}") for kind, place in places.items()}
    name = {kind: f"q{place}" for kind, place in places.items()}
    box["single"].locator("[value=b]").check()
    for key in "ac":
        box["multiple"].locator(f"[value={key}]").check()
    box["true_false"].locator("[value=false]").check()
    box["numeric"].locator("input[inputmode]").fill("50")
    box["short_text"].locator("input[maxlength]").fill("村播")
    for row, key in GIVEN["matching"].items():
        page.locator(f"[name='{name['matching']}.{row}']").select_option(key)
    page.locator(f"[name='{name['cloze']}.1']").select_option("a")
    page.locator(f"[name='{name['cloze']}.2']").fill("5")
    page.locator(f"[name='{name['cloze']}.3']").fill("生鲜易坏")
    page.locator(f"[name='{name['case']}.1']").fill("55")
    page.locator(f"[name='{name['case']}.2'][value=true]").check()
    for key in "ab":
        page.locator(f"[name='{name['case']}.3'][value={key}]").check()
    box["essay"].locator("textarea").fill(GIVEN["essay"]["text"])


def put_in_order(box: Locator) -> None:
    """By the numbers, as without a script."""
    for place, key in enumerate(GIVEN["ordering"], start=1):
        box.locator(f"select[data-key={key}]").select_option(str(place))


def given_at(places: dict[str, int]) -> dict[int, Any]:
    return {places[kind]: answer for kind, answer in GIVEN.items()}


def test_every_kind_is_answered_saved_and_there_again_after_a_reload(open_page: Any, attempt: Attempt, places: dict[str, int]) -> None:
    page = open_page(attempt)
    fill_in(page, places)
    put_in_order(page.locator(f"#q{places['ordering']}"))
    until(lambda: stands(attempt) == given_at(places), page)
    page.reload()
    expect(page.locator(".sheet .done")).to_have_count(len(GIVEN))
    shown = page.locator(f"#q{places['ordering']} .order li span").all_inner_texts()
    assert shown[0] == "看清订单和备注", "what is in order stands in order"
    Screen(page, "").look("kinds-answered")


def test_things_are_put_in_order_by_keyboard(open_page: Any, attempt: Attempt, places: dict[str, int]) -> None:
    page = open_page(attempt)
    box = page.locator(f"#q{places['ordering']}")
    before = box.locator("li span").all_inner_texts()
    expect(box.locator("li").first.get_by_role("button", name="上移")).to_be_disabled()
    box.get_by_role("button", name=f"下移: {before[0]}").focus()
    page.keyboard.press("Enter")
    assert box.locator("li span").all_inner_texts() == [before[1], before[0], *before[2:]]
    expect(box.get_by_role("status")).to_have_text(f"{before[0]}: 2")
    expect(box.get_by_role("button", name=f"下移: {before[0]}")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(box.get_by_role("button", name=f"上移: {before[0]}")).to_be_focused()
    until(lambda: len(stands(attempt).get(places["ordering"]) or []) == 4, page)
    kept = stands(attempt)[places["ordering"]]
    assert [select.input_value() for select in box.locator("select").all()] == ["1", "2", "3", "4"]
    assert kept == [select.get_attribute("data-key") for select in box.locator("select").all()]


def test_of_two_with_the_same_number_the_other_gets_the_number_that_was_there(
    open_page: Any, attempt: Attempt, places: dict[str, int]
) -> None:
    page = open_page(attempt)
    box = page.locator(f"#q{places['ordering']}")
    put_in_order(box)
    box.locator("select[data-key=d]").select_option("1")
    until(lambda: stands(attempt).get(places["ordering"]) == ["d", "b", "c", "a"], page)


def test_without_a_script_every_kind_is_sent_as_a_form(open_page: Any, attempt: Attempt, places: dict[str, int]) -> None:
    page = open_page(attempt, java_script_enabled=False)
    fill_in(page, places)
    put_in_order(page.locator(f"#q{places['ordering']}"))
    page.locator("#save").click()
    page.wait_for_load_state()
    assert stands(attempt) == given_at(places)
    page.locator("#save").click()
    page.wait_for_load_state()
    assert attempt.events.count() == len(GIVEN), "what was not changed is not sent again"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "form"])
def test_every_kind_fits_and_is_fit_for_everyone(open_page: Any, attempt: Attempt, size: dict[str, int], scripts: bool) -> None:
    page = open_page(attempt, size, java_script_enabled=scripts)
    picture = page.locator("img.shown")
    picture.scroll_into_view_if_needed()
    if scripts:
        expect(picture).to_have_js_property("naturalWidth", 720)
        Screen(page, "").look("kinds")
    else:
        page.screenshot(path=f"artefacts/screens/kinds-form-{size['width']}.png", full_page=True)
