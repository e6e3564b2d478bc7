"""A real Chromium before a real site: web server, worker and clock on a copy of the demonstration.

Every page that is shot is also checked: fits its width, no console error, nothing axe objects to.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.site import Site, running_site

SHOTS = Path(settings.BASE_DIR) / "artefacts" / "screens"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), prepared, SWEEP_SECONDS="3") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def database_beside_playwright(django_db_setup: None) -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django would take the tests' own queries for asynchronous ones.

    The database is named before the live server starts, else the server would share the tests' own connection.
    """
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@dataclass
class Screen:
    """One person's browser window."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"

    def look(self, name: str) -> None:
        """Keep a picture of the whole page and check it."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is {overflow} px too wide"
        found = Axe().run(self.page).response["violations"]
        assert not found, f"{name}: " + "; ".join(f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found)
        assert not self.complaints, f"{name}: {self.complaints}"


def is_complaint(message: ConsoleMessage) -> bool:
    """Chromium also reports the answer 422, with which a form says what to mend, at a moment of its own choosing."""
    return message.type == "error" and "status of 422" not in message.text


def open_screen(chromium: Browser, address: str, size: dict[str, int], **options: object) -> tuple[Screen, BrowserContext]:
    context = chromium.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(40_000)
    screen = Screen(page, address)
    page.on("console", lambda message: screen.complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    return screen, context


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Screen]:
    screen, context = open_screen(chromium, site.address, PHONE)
    yield screen
    context.close()


@pytest.fixture
def plain_phone(chromium: Browser, site: Site) -> Iterator[Screen]:
    """A phone whose browser runs no JavaScript."""
    screen, context = open_screen(chromium, site.address, PHONE, java_script_enabled=False)
    yield screen
    context.close()


@pytest.fixture
def desk(chromium: Browser, site: Site) -> Iterator[Screen]:
    screen, context = open_screen(chromium, site.address, DESK)
    yield screen
    context.close()
