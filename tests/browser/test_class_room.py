"""A class in Chromium: the teacher marks the list without a network, prints cards, and a learner comes in by one and scans."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import DESK, PHONE, Screen, open_screen
from tests.browser.test_the_road import come_in
from tests.site import Site

pytestmark = pytest.mark.browser

TEACHER = "19900000006"


@pytest.fixture(scope="module")
def session(chromium: Browser, site: Site) -> Any:
    """The teacher signs in once: a number gets one code a minute."""
    screen, context = open_screen(chromium, site.address, PHONE)
    come_in(screen, TEACHER)
    expect(screen.page).to_have_url(re.compile("/road/$"))
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def teacher(chromium: Browser, site: Site, session: Any) -> Iterator[tuple[Screen, BrowserContext]]:
    screen, context = open_screen(chromium, site.address, PHONE, storage_state=session)
    yield screen, context
    context.close()


def open_class(screen: Screen) -> str:
    screen.go("/classes/")
    screen.page.get_by_role("link", name="普定县电商班").click()
    return re.sub("^https?://[^/]+", "", screen.page.url)


def session_of_today(screen: Screen, address: str) -> str:
    screen.go(f"{address}sessions/")
    row = screen.page.locator("li", has_text="给货定价")
    return str(row.get_by_role("link").first.get_attribute("href"))


def test_marks_wait_on_the_phone_until_there_is_a_network(teacher: tuple[Screen, BrowserContext]) -> None:
    screen, context = teacher
    page = screen.page
    address = open_class(screen)
    screen.look("60-class")
    screen.go(session_of_today(screen, address))
    screen.look("61-attendance")
    before = int(page.locator("[data-people]").inner_text())
    context.set_offline(True)
    rows = page.locator("form[data-marks] li")
    for number in range(3):
        rows.nth(number).get_by_role("button", name="到", exact=True).click()
    expect(page.locator("[data-marks-waiting]")).to_contain_text("3 个签到存在这部手机里")
    expect(rows.nth(0).locator("[data-kind]")).to_have_text("到 · 等着发送")
    screen.complaints.clear()  # Chromium writes down every request that found no network
    context.set_offline(False)
    expect(page.locator("[data-marks-waiting]")).to_be_hidden()
    expect(page.locator("[data-people]")).to_have_text(str(before + 3))
    page.reload()
    expect(page.locator("[data-people]")).to_have_text(str(before + 3))
    expect(rows.nth(0).get_by_role("button", name="到", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_learner_comes_in_by_card_and_scans(teacher: tuple[Screen, BrowserContext], chromium: Browser, site: Site) -> None:
    screen, _context = teacher
    page = screen.page
    address = open_class(screen)
    screen.go(f"{address}cards/")
    page.get_by_role("button", name=re.compile("做 .* 张卡")).click()
    screen.look("62-cards")
    card = page.locator(".card-sheet li", has_text="罗小琴")
    code, pin = card.locator(".code").inner_text(), card.locator(".strip b").inner_text()
    learner, context = open_screen(chromium, site.address, PHONE)
    learner.go(f"/accounts/card/?c={code.replace('-', '')}")
    learner.look("63-come-in-by-card")
    expect(learner.page.get_by_label("卡号")).to_have_value(code)
    learner.page.get_by_label("卡的密码").fill(pin)
    learner.page.get_by_role("button", name="登录", exact=True).click()
    expect(learner.page).to_have_url(re.compile("/road/$"))
    scanned = scan(screen, session_of_today(screen, address))
    learner.go(re.sub("^https?://[^/]+", "", scanned))
    learner.look("64-i-am-here")
    learner.page.get_by_role("button", name="我到了").click()
    expect(learner.page.get_by_text(re.compile("^(到|迟到)$"))).to_be_visible()
    context.close()


def scan(screen: Screen, session: str) -> str:
    """What a camera reads from the screen: the drawing is photographed and decoded."""
    screen.go(f"{session}screen/")
    screen.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    screen.look("65-screen")
    decoded = decode(screen.page.locator("svg.qr").screenshot())
    assert "/classes/here/" in decoded
    return decoded


def decode(picture: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(picture)
        file.flush()
        return subprocess.run(["zbarimg", "--quiet", "--raw", file.name], capture_output=True, text=True, check=True).stdout.strip()
