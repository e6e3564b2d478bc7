"""What worksheet.js adds: a sheet keeps itself, and what is typed without a signal waits on the phone for its own sheet."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import WorksheetResponse
from tests.cast import Cast
from tests.courses.factories import make_sheet
from tests.courses.test_lesson_script import cookies_of, phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED_WITHIN = 15_000


def kept(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Kept at", timeout=SAVED_WITHIN)


def test_a_sheet_keeps_itself_and_shows_what_follows(cast: Cast, live_server: LiveServer) -> None:
    sheet = make_sheet(cast.learner)
    cookies = cookies_of(cast.learner, live_server.url)
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"/en/learn/worksheets/{sheet.uuid}/")
        page.fill("#id_event_day", "2026-06-19")
        page.fill("#id_sales", "６０００元")
        page.fill("#id_orders", "150")
        kept(page)
        expect(page.locator("#id_s13-day")).to_have_value("2026-06-18")
        expect(page.locator("#id_sales")).to_have_value("6000")
        expect(page.locator("[data-outcome]")).to_contain_text("6000 ÷ 150 = 40元")
        page.fill("#id_sales", "many")
        expect(page.locator("[data-said]")).to_be_visible(timeout=SAVED_WITHIN)
    stands = WorksheetResponse.objects.get()
    assert (stands.number, stands.answers["sales"]) == (1, "6000")


def test_what_is_typed_without_a_signal_survives_closing_and_undoes_nothing_newer(cast: Cast, live_server: LiveServer) -> None:
    sheet = make_sheet(cast.learner, theme="端午", sales="100")
    cookies = cookies_of(cast.learner, live_server.url)
    address = f"/en/learn/worksheets/{sheet.uuid}/"
    with phone(live_server.url) as context:
        context.add_cookies(cookies)
        away = context.new_page()
        away.goto(address)
        context.set_offline(True)
        away.fill("#id_theme", "在山上写的")
        expect(away.locator("[data-status]")).to_contain_text("No signal", timeout=SAVED_WITHIN)
        away.close()
        context.set_offline(False)
        other = context.browser.new_context(base_url=live_server.url) if context.browser else context
        other.add_cookies(cookies)
        home = other.new_page()
        home.goto(address)
        home.fill("#id_sales", "200")
        kept(home)
        again = context.new_page()
        again.goto(address)
        kept(again)
        expect(again.locator("#id_theme")).to_have_value("在山上写的")
        expect(again.locator("#id_sales")).to_have_value("200")
        again.reload()
        assert again.evaluate("localStorage.length") == 0
    stands = WorksheetResponse.objects.get()
    assert stands.answers == {"theme": "在山上写的", "sales": "200"}
    assert stands.number == 3
