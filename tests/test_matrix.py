"""What a person may not see answers 404, a stranger is sent to sign in, and no view escapes the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from cms.models import HomePage
from tests.cast import Cast, signed_in
from tests.matrix import VIEWERS, Row

OURS = ("accounts", "courses", "exams", "certification", "talent_pool", "stations", "programmes", "cms")

OUTSIDE_THE_TABLE = {
    "healthz",  # machines ask; says nothing of anybody
    "readyz",
    "account_login",  # the sign-in door itself: tests/accounts/test_sign_in.py
    "accounts:who",  # opens only to a number proven in the same session: tests/accounts/test_sign_in.py
    "accounts:second_proof",
    "account_logout",  # django-allauth's own views
    "account_reauthenticate",
    "account_inactive",
    "wagtail_serve",  # published pages: tests/courses and tests/cms
}


def all_rows() -> list[Row]:
    found: list[Row] = []
    for app in OURS:
        module = f"tests.{app}.matrix"
        if find_spec(module):
            found += import_module(module).ROWS
    return found


def url_names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry.url_patterns, inner)
        elif entry.name:
            yield namespace + entry.name


def test_every_view_of_ours_stands_in_the_table() -> None:
    ours = {
        name
        for name in url_names(get_resolver(settings.ROOT_URLCONF).url_patterns)
        if name.split(":")[0] in OURS or (":" not in name and not name.startswith(("wagtail", "mfa_")))
    }
    missing = ours - {row.name for row in all_rows()} - OUTSIDE_THE_TABLE
    assert not missing, f"add these views to tests/<app>/matrix.py: {sorted(missing)}"


def test_the_table_names_no_view_that_is_gone() -> None:
    known = set(url_names(get_resolver(settings.ROOT_URLCONF).url_patterns))
    assert not {row.name for row in all_rows()} - known


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: f"{row.method} {row.name}")
def test_door(row: Row, cast: Cast, home: HomePage) -> None:
    address = reverse(row.name, kwargs=row.arguments(cast))
    data = row.data(cast)
    met = []
    for who in VIEWERS:
        with undone():
            response = getattr(browser_of(row.viewer(cast, who)), row.method)(address, data)
        met.append(response.status_code)
        if who == "stranger" and response.status_code == 302 and row.method == "get":
            assert response.headers["Location"].startswith(reverse("account_login"))
    assert dict(zip(VIEWERS, met, strict=True)) == dict(zip(VIEWERS, row.statuses, strict=True)), address


@contextmanager
def undone() -> Iterator[None]:
    """The next viewer meets the same world: what was written or cached in here is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def browser_of(person: User | None) -> Client:
    return signed_in(person) if person else Client()
