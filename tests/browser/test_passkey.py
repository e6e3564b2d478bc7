"""A passkey as the second factor, in Chromium with a key of its own, under our content security policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.site import Site

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(screen: Screen, phone: str) -> None:
    page = screen.page
    screen.go("/accounts/sign-in/")
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信里的验证码").fill(page.get_by_text("你的验证码是").inner_text()[-6:])
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_trainer_comes_in_with_number_and_key(phone: Screen, site: Site) -> None:
    page = phone.page
    phone.address = phone.address.replace("127.0.0.1", "localhost")  # a key belongs to a name, never to a bare address
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(phone, "19900000005")
    page.wait_for_url("**/road/")
    phone.go("/accounts/second-factor/webauthn/add/")
    phone.look("70-add-a-key")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/second-factor/**next=**")
    phone.go("/accounts/second-factor/")
    phone.look("71-second-factor")
    phone.go("/accounts/")
    page.get_by_role("button", name="退出").click()
    site.manage("shell", "--command", "from accounts.models import SignInCode; SignInCode.objects.all().delete()")  # else: wait a minute
    sign_in(phone, "19900000005")
    page.wait_for_url("**/second-factor/authenticate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("再确认一下是你")
    phone.look("72-one-more-check")
    page.get_by_role("button", name="用指纹、面容或密钥").click()
    page.wait_for_url("**/road/")
