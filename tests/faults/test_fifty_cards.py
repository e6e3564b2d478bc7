"""A class of 50 comes in by card from one address within a minute, over HTTP, while somebody guesses the password of another card."""

import json
import re
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.site import Site, running_site

pytestmark = pytest.mark.faults

PEOPLE = 50
GUESSES = 60
MAKE_CARDS = """
import json
from datetime import date
from uuid import uuid4
from django.utils.timezone import now
from accounts import operations as accounts
from accounts.models import Membership, Role
by = Membership.objects.standing().filter(role=Role.CLASS_TEACHER).first().person
people = [accounts.register_without_number(now=now()) for _ in range({many})]
for number, person in enumerate(people):
    name = "学员" + "一二三四五六七八九十"[number % 10] * (1 + number // 10)
    accounts.introduce_person(person, name=name, birth_date=date(1990, 1, 1), home=None, now=now())
cards = accounts.issue_cards(people, batch=uuid4(), by=by, now=now())
print("CARDS" + json.dumps([[card.code, card.pin] for card in cards]))
"""


def cards_for(site: Site, many: int) -> list[tuple[str, str]]:
    """Code and password of new people's cards, as they are printed."""
    printed = site.manage("shell", "--command", MAKE_CARDS.format(many=many))
    found = re.search(r"^CARDS(.*)$", printed, re.MULTILINE)
    assert found, printed
    return [(code, pin) for code, pin in json.loads(found[1])]


class Phone:
    """A browser of its own that opens what the card's QR says."""

    def __init__(self, site: Site, code: str) -> None:
        self.address, self.code = f"{site.address}/accounts/card/?c={code}", code
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        page = self.opener.open(self.address, timeout=120).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        written = re.search(r'name="code" value="([^"]+)"', page)
        assert token
        assert written, "the QR fills in the number"
        self.token, self.written = token[1], written[1]

    def try_pin(self, pin: str) -> tuple[int, str, str]:
        """Status, address and words of where it ended."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, "code": self.written, "pin": pin}).encode()
        try:
            with self.opener.open(Request(self.address, body), timeout=120) as response:
                return response.status, response.url, response.read().decode()
        except HTTPError as error:
            return error.code, error.url, error.read().decode()


def come_in(site: Site, code: str, pin: str) -> tuple[int, str]:
    status, where, _words = Phone(site, code).try_pin(pin)
    return status, urllib.parse.urlparse(where).path


def guess(site: Site, code: str, pin: str) -> str:
    """What the guesser is told."""
    status, where, words = Phone(site, code).try_pin(pin)
    if status == 200 and "/accounts/card/" not in where:
        return "in"
    assert status == 422, (status, words)
    return "locked" if "这张卡锁住了" in words else "wrong"


def test_fifty_of_fifty_come_in_while_one_card_is_guessed_at(tmp_path: Path, prepared: Path) -> None:
    with running_site(tmp_path, prepared) as site, ThreadPoolExecutor(PEOPLE) as phones, ThreadPoolExecutor(4) as guessers:
        *cards, (aim, right) = cards_for(site, PEOPLE + 1)
        wrong = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, GUESSES + 1)]
        began = time.monotonic()
        told = guessers.map(lambda pin: guess(site, aim, pin), wrong)
        answers = list(phones.map(lambda card: come_in(site, *card), cards))
        took = time.monotonic() - began
        assert Counter(answers) == {(200, "/road/"): PEOPLE}
        assert took < 60, f"{took:.0f} s"
        # Four wrong answers, and from the fifth on the card is locked, also for who knows the password.
        assert Counter(told) == {"wrong": 4, "locked": GUESSES - 4}
        assert guess(site, aim, right) == "locked"
