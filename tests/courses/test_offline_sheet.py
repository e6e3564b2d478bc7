"""A sheet filled in where there is no signal, on a phone that is switched off before there is one again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cms.models import HomePage
from courses.models import WorksheetResponse
from tests.cast import Cast
from tests.courses.factories import make_course, make_enrolment, make_sheet
from tests.courses.test_lesson_script import cookies_of
from tests.courses.test_offline import keep, phone
from tests.network import Network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATIENCE = 15_000


def test_what_was_typed_before_the_phone_was_switched_off_arrives_once(
    cast: Cast, home: HomePage, network: Network, tmp_path: Path
) -> None:
    course = make_course(title="选品与议价")
    make_enrolment(cast.learner, course)
    sheet = make_sheet(cast.learner, sales="100")
    address, cookies = f"/en/learn/worksheets/{sheet.uuid}/", cookies_of(cast.learner, network.address)
    with phone(tmp_path, network) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        keep(page, "/en" + course.page.get_url())
        page.goto(address)
        network.cut()
        page.fill("#id_theme", "在山上写的")
        page.fill("#id_sales", "250")
        expect(page.locator("[data-status]")).to_contain_text("No signal", timeout=PATIENCE)
    assert WorksheetResponse.objects.get().answers == {"sales": "100"}
    network.join()
    with phone(tmp_path, network) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#id_theme")).to_have_value("在山上写的")
        expect(page.locator("[data-status]")).to_contain_text("Kept at", timeout=PATIENCE)
        page.reload()
        page.wait_for_load_state("networkidle")
        expect(page.locator("#id_theme")).to_have_value("在山上写的")
        assert page.evaluate("localStorage.length") == 0
    stands = WorksheetResponse.objects.get()
    assert stands.answers == {"theme": "在山上写的", "sales": "250"}
    assert stands.number == 2, "sent once"
    assert stands.revisions.count() == 2
