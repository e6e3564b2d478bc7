"""A learner comes in for the first time, on a phone of 360 px."""

import pytest

from tests.browser.conftest import Screen

pytestmark = pytest.mark.browser


def test_from_the_first_page_to_my_road(phone: Screen) -> None:
    page = phone.page
    phone.go("/")
    phone.look("01-first-page")
    phone.go("/accounts/sign-in/")
    phone.look("02-sign-in")
    page.get_by_label("手机号", exact=True).fill("1380000")
    page.get_by_role("button", name="获取验证码").click()
    phone.look("03-sign-in-wrong-number")
    page.get_by_label("手机号", exact=True).fill("13800001234")
    page.get_by_role("button", name="获取验证码").click()
    phone.look("04-sign-in-code")
    code = page.get_by_text("你的验证码是").inner_text()[-6:]
    page.get_by_label("短信里的验证码").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    phone.look("05-about-me")
    page.get_by_label("姓名").fill("李小禾")
    page.get_by_label("出生日期").fill("20030504")
    page.get_by_role("button", name="保存，继续").click()
    phone.look("06-where-is-home")
    for place in ("贵州省", "安顺市", "普定县", "马官镇"):
        page.get_by_role("link", name=place).click()
    phone.look("07-this-is-the-place")
    page.get_by_role("button", name="就是这里").click()
    phone.look("08-my-road")
    phone.go("/accounts/")
    assert page.get_by_text("贵州省安顺市普定县马官镇").is_visible()
    phone.look("09-me")
    phone.go("/inbox/")
    phone.look("10-inbox-empty")
    phone.go("/en/accounts/")
    phone.look("11-me-in-english")
