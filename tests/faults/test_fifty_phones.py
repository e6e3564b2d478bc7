"""A class of 50 phones behind one address signs in at once, over HTTP, on the laptop shape."""

import re
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.site import running_site

pytestmark = pytest.mark.faults

PHONES = [f"1391234{number:04d}" for number in range(50)]


def sign_in(address: str, phone: str) -> tuple[list[int], str]:
    """What a phone does: open the page, ask for a code, type it. Returns every status and where it ended."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    statuses: list[int] = []

    def ask(path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        body = urllib.parse.urlencode(data).encode() if data else None
        with opener.open(Request(address + path, body), timeout=120) as response:
            statuses.append(response.status)
            return response.read().decode(), response.url

    def token(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        return found[1]

    page, _ = ask("/accounts/sign-in/")
    page, _ = ask("/accounts/sign-in/", {"csrfmiddlewaretoken": token(page), "phone": phone, "action": "send"})
    code = re.search(r"验证码是 (\d{6})", page)
    assert code, page
    _, where = ask("/accounts/sign-in/", {"csrfmiddlewaretoken": token(page), "phone": phone, "code": code[1], "action": "enter"})
    return statuses, where


def test_fifty_of_fifty_come_in(tmp_path: Path, prepared: Path) -> None:
    with running_site(tmp_path, prepared) as site, ThreadPoolExecutor(50) as phones:
        answers = list(phones.map(lambda phone: sign_in(site.address, phone), PHONES))
        assert [where for _, where in answers] == [f"{site.address}/accounts/about-me/"] * 50
        assert {status for statuses, _ in answers for status in statuses} == {200}


def test_a_number_left_halfway_is_never_blocked(tmp_path: Path, prepared: Path) -> None:
    """A phone asks for a code, goes away, and another phone with the same number comes a minute later."""
    with running_site(tmp_path, prepared) as site:
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        page = opener.open(f"{site.address}/accounts/sign-in/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "phone": PHONES[0], "action": "send"}).encode()
        opener.open(f"{site.address}/accounts/sign-in/", data)
        site.manage(
            "shell",
            "--command",
            "from accounts.models import SignInCode; from datetime import timedelta; from django.utils.timezone import now;"
            "SignInCode.objects.update(created_at=now() - timedelta(seconds=61), minute=0)",
        )
        _, where = sign_in(site.address, PHONES[0])
        assert where.endswith("/accounts/about-me/")
