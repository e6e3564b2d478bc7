"""Every page of the site at 360 px: without JavaScript it shows its content and no dead control; with it axe finds nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from cms.models import HomePage
from tests.browser.conftest import PHONE, open_screen
from tests.browser.every_page import Opened, every_page
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database_beside_playwright"), pytest.mark.django_db(transaction=True)]

DEAD = """() => {
  const seen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const sends = one => one.form && [...one.form.elements].some(other => other.type === 'submit' && seen(other));
  const controls = [...document.querySelectorAll('button, input, select, textarea, a, summary, [onclick]')].filter(seen);
  return controls.filter(one => {
    if (one.matches('a')) return !one.hasAttribute('href') || /^(#?$|javascript:)/.test(one.getAttribute('href'));
    if (one.matches('summary')) return one.parentElement.tagName !== 'DETAILS';
    if (one.matches('button, [type=button], [type=submit]')) return !one.form || one.type === 'button';
    // Learners mark what they think, and find the answer behind the fold.
    if (one.closest('fieldset[data-question]')) return !one.closest('fieldset').querySelector('details > summary');
    // Folds a list by style alone.
    if (one.matches('.fold-box')) return !one.id || !document.querySelector(`label[for="${one.id}"]`);
    return !one.readOnly && !sends(one);
  }).map(one => one.outerHTML.slice(0, 150));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def pages(cast: Cast, home: HomePage, live_server: Any) -> list[Opened]:
    return every_page(cast, home)


def shown(context: BrowserContext, address: str, pages: list[Opened], prefix: str = "") -> Iterator[tuple[str, Page]]:
    """Each page in a phone's browser, and what to call it."""
    page = context.new_page()
    for one in pages:
        context.clear_cookies()
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in one.cookies.items()])
        answer = page.goto(f"{address}{prefix}{one.address}")
        assert answer is not None
        assert answer.status == 200, one
        yield f"{one.name} {prefix}{one.address}{'' if one.cookies else ' (stranger)'}", page


def test_every_page_without_javascript(pages: list[Opened], chromium: Browser, live_server: Any) -> None:
    _, context = open_screen(chromium, live_server.url, PHONE, java_script_enabled=False)
    faults = []
    for name, page in shown(context, live_server.url, pages):
        heading = page.locator("h1").first
        if not (heading.count() and heading.is_visible() and heading.inner_text().strip()):
            faults.append(f"{name}: no heading")
        if len(page.locator("main").inner_text().strip()) < 10:
            faults.append(f"{name}: nothing to read")
        faults += [f"{name}: does nothing: {control}" for control in page.evaluate(DEAD)]
        if page.evaluate(TOO_WIDE) > 0:
            faults.append(f"{name}: too wide")
    context.close()
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_axe_finds_nothing_on_any_page(pages: list[Opened], chromium: Browser, live_server: Any, prefix: str) -> None:
    _, context = open_screen(chromium, live_server.url, PHONE)
    faults = []
    for name, page in shown(context, live_server.url, pages, prefix):
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        faults += [f"{name}: {rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]]
        if page.evaluate(TOO_WIDE) > 0:
            faults.append(f"{name}: too wide")
    context.close()
    assert not faults, "\n" + "\n".join(faults)
