"""The whole road in Chromium, on the real starter: the learner at 360 px, the recruiter and the officer at 1366 px.

Everything goes through what people see and press. Only the exam's answers are looked up in the starter's files.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from exams.content import Content, Kind, from_numbered
from tests.browser.conftest import DESK, PHONE, Screen, open_screen
from tests.site import Site

pytestmark = pytest.mark.browser

QUESTIONS = Path(settings.BASE_DIR) / "cms" / "starter" / "questions"
RECRUITER, OFFICER = "19900000007", "19900000008"
LEARNER, NAME = "13700001111", "罗小满"


@contextmanager
def screen(chromium: Browser, site: Site, size: dict[str, int]) -> Iterator[Screen]:
    made, context = open_screen(chromium, site.address, size)
    yield made
    context.close()


def come_in(person: Screen, phone: str) -> None:
    person.go("/accounts/sign-in/")
    person.page.get_by_label("手机号", exact=True).fill(phone)
    person.page.get_by_role("button", name="获取验证码").click()
    person.page.get_by_label("短信里的验证码").fill(person.page.get_by_text("你的验证码是").inner_text()[-6:])
    person.page.get_by_role("button", name="登录", exact=True).click()


def register(learner: Screen) -> None:
    page = learner.page
    come_in(learner, LEARNER)
    page.get_by_label("姓名").fill(NAME)
    page.get_by_label("出生日期").fill("20030504")
    page.get_by_role("button", name="保存，继续").click()
    for place in ("贵州省", "安顺市", "普定县", "马官镇"):
        page.get_by_role("link", name=place, exact=True).first.click()
    page.get_by_role("button", name="就是这里").click()


def learn(learner: Screen) -> None:
    """From my road into the course, then lesson after lesson with the button at the thumb."""
    page = learner.page
    learner.look("20-road-first-day")
    page.get_by_role("link", name="开始学").click()
    learner.look("21-enrol")
    page.get_by_role("button", name="开始学").click()
    learner.look("22-first-lesson")
    for _ in range(20):
        here = re.escape(page.url)
        page.wait_for_load_state("networkidle")  # the script has asked where the learner stands
        page.get_by_role("link", name="学完了").click()
        page.get_by_role("link", name=re.compile("^(下一课|我的课程)$")).last.click()
        page.wait_for_url(re.compile(f"^(?!{here}$)"))
    expect(page).to_have_url(re.compile("/learn/$"))
    learner.look("23-course-done")
    learner.go("/road/")
    learner.look("24-road-learnt")


def known_questions() -> dict[str, Content]:
    """The words a question begins with → the question."""
    found = {}
    for file in QUESTIONS.glob("*.yaml"):
        for entry in yaml.safe_load(file.read_text()).get("questions", []):
            kind = next(kind for kind in Kind if kind in entry)
            content = from_numbered(kind, entry[kind])
            found[squeezed(content.stem.split("[[")[0])] = content
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sit(learner: Screen) -> None:
    page = learner.page
    page.get_by_role("link", name="去考试").click()
    learner.look("25-exam-rules")
    page.get_by_role("button", name="开始考试").click()
    learner.look("26-paper")
    known = known_questions()
    for question in page.locator("fieldset.question").all():
        words = squeezed(question.inner_text())
        answer(page, next(content for stem, content in known.items() if stem in words), str(question.get_attribute("id")))
    expect(page.get_by_text("20 题都已送到").or_(page.get_by_text(re.compile("20.*(送到|服务器)"))).first).to_be_visible(timeout=20_000)
    learner.look("27-paper-answered")
    page.locator("#hand-in").click()
    page.wait_for_url("**/submit/")
    learner.look("28-hand-in")
    page.get_by_role("button", name="交卷").click()
    page.wait_for_url(re.compile("/exams/attempts/[0-9a-f-]+/$"))
    for _ in range(30):
        if page.locator(".score, .profile").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    learner.look("29-result")


def answer(page: Page, content: Content, name: str) -> None:
    """Rightly. `name` is what the field is called."""
    key: Any = content.answer
    match content.kind:
        case Kind.SINGLE if page.locator(f"select[name='{name}']").count():  # a gap
            page.locator(f"select[name='{name}']").select_option(key)
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            for value in key if isinstance(key, list) else [str(key).lower()]:
                page.locator(f"[name='{name}'][value='{value}']").check()
        case Kind.ORDERING:
            for place, letter in enumerate(key, start=1):
                page.locator(f"[name='{name}.{letter}']").select_option(str(place))
        case Kind.MATCHING:
            for row, letter in key.items():
                page.locator(f"[name='{name}.{row}']").select_option(letter)
        case Kind.CLOZE | Kind.CASE:
            for part in content.parts:
                answer(page, part.content, f"{name}.{part.key}")
        case _:
            page.locator(f"[name='{name}']").fill(str(key))


def wait_for_certificate(learner: Screen) -> str:
    """The worker issues and prints it; the page shows it at the next look."""
    for _ in range(40):
        learner.go("/certificates/")
        serial = re.search(r"MP-\d{6}-\d{4}-\d{7}-\w", learner.page.content())
        if serial:
            return serial[0]
        learner.page.wait_for_timeout(1000)
    raise AssertionError("no certificate came")


def be_found(learner: Screen) -> None:
    page = learner.page
    learner.go("/road/")
    learner.look("31-road-certified")
    learner.go("/talent/pools/million-talents/")
    learner.look("32-pool-consent")
    page.get_by_role("button", name="同意", exact=True).click()
    learner.go("/talent/platforms/rural-taobao/")
    learner.look("33-platform-consent")
    page.get_by_role("button", name="同意", exact=True).click()
    learner.look("34-talent")


def test_the_road(chromium: Browser, site: Site) -> None:
    with screen(chromium, site, PHONE) as learner, screen(chromium, site, DESK) as recruiter, screen(chromium, site, DESK) as officer:
        register(learner)
        learn(learner)
        sit(learner)
        serial = wait_for_certificate(learner)
        learner.look("30-certificates")
        be_found(learner)

        come_in(recruiter, RECRUITER)
        recruiter.look("40-recruiter-road")
        recruiter.go("/recruit/?order=newest")
        recruiter.look("41-search")
        recruiter.go("/recruit/openings/")
        recruiter.look("42-openings")
        apply_and_sign(learner, recruiter)

        open_station(learner)
        come_in(officer, OFFICER)
        officer.go("/programmes/million-talents/desk/")
        officer.look("60-programme-desk")
        officer.go("/programmes/million-talents/")
        officer.look("61-programme")

    with screen(chromium, site, PHONE) as stranger:
        stranger.go(f"/verify/{serial}/")
        assert stranger.page.get_by_text("罗**").first.is_visible()
        stranger.look("62-verify")
        stranger.go("/jobs/")
        stranger.look("63-jobs")


def apply_and_sign(learner: Screen, recruiter: Screen) -> None:
    page, desk = learner.page, recruiter.page
    learner.go("/jobs/")
    page.get_by_role("link", name="马官镇 推广员").click()
    learner.look("50-opening")
    page.get_by_role("link", name="我想做这个").click()
    learner.look("51-apply")
    page.get_by_role("button", name="申请", exact=True).click()
    learner.look("52-applied")
    recruiter.go("/inbox/")
    desk.get_by_role("button", name="打开").first.click()
    recruiter.look("43-application")
    desk.get_by_role("button", name="和对方谈谈").click()
    desk.get_by_role("button", name="看电话").click()
    expect(desk.get_by_text(LEARNER).first).to_be_visible()
    recruiter.look("44-phone-shown")
    desk.get_by_role("button", name="签约", exact=True).click()
    recruiter.look("45-signed")
    learner.go("/talent/who-looked/")
    learner.look("53-who-looked")


def open_station(learner: Screen) -> None:
    page = learner.page
    link = page.get_by_role("link", name=re.compile("马官镇"))
    for _ in range(30):
        learner.go("/stations/")
        if link.count():
            break
        page.wait_for_timeout(1000)  # the sweep begins the preparation
    link.first.click()
    learner.look("54-two-tracks")
    page.get_by_role("button", name="今天开业").click()
    learner.look("55-open")
    learner.go(page.url.replace(learner.address, "") + "outcomes/")
    for label, value in (("订单", "31"), ("卖了多少元", "2860.50"), ("帮乡亲办事多少次", "9"), ("开门天数", "20")):
        page.get_by_label(label).fill(value)
    learner.look("56-outcome")
    page.get_by_role("button", name="保存", exact=True).click()
    assert page.get_by_text("2,860.50").or_(page.get_by_text("2860.50")).first.is_visible()
    learner.look("57-outcomes")
    learner.go("/road/")
    learner.look("58-road-open")
