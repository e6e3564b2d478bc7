"""A server refuses to start on what is missing, and says its name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from cms.demo import NotADemo, load_cast, refuse_demo
from tests.cast import NOW, make_person

LONG = "k" * 64
GOOD = {
    "SECRET_KEY": LONG,
    "IDENTITY_KEYS": LONG,
    "BLIND_INDEX_KEY": LONG,
    "ALLOWED_HOSTS": "miaopu.example",
    "SITE_URL": "https://miaopu.example",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "CACHE_URL": "redis://localhost:6379/1",
    "CELERY_BROKER_URL": "redis://localhost:6379/0",
    "SMS_BACKEND": "some.provider.Sms",
}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own."""
    clean = {key: value for key, value in os.environ.items() if key not in GOOD}
    return subprocess.run(
        [sys.executable, "-c", "import cms.settings.production"],
        env=clean | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_may_begin_with_any_sign() -> None:
    odd = dict.fromkeys(("SECRET_KEY", "IDENTITY_KEYS", "BLIND_INDEX_KEY"), "$" + LONG)
    assert start(**GOOD | odd).returncode == 0, start(**GOOD | odd).stderr


def test_a_complete_environment_starts() -> None:
    assert start(**GOOD).returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        *((name, "", f"{name} is missing") for name in GOOD),
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("IDENTITY_KEYS", f"{LONG},short", "IDENTITY_KEYS is too short"),
        ("SITE_URL", "http://miaopu.example", "SITE_URL is not safe"),
        ("SMS_BACKEND", "accounts.sms.ScreenSms", "SMS_BACKEND is a demonstration's"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is malformed"),
        ("CACHE_URL", "nonsense", "CACHE_URL is malformed"),
    ],
)
def test_what_is_missing_or_malformed_stops_the_start_by_name(name: str, value: str, says: str) -> None:
    answer = start(**GOOD | {name: value})
    assert answer.returncode != 0
    assert says in answer.stderr


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert start().stderr.count("is missing") == len(GOOD)


def test_demo_people_stop_a_server_that_serves_real_ones(db: None, settings: Settings) -> None:
    settings.DEMO_ALLOWED = False
    refuse_demo()
    person = make_person()
    person.is_demo = True
    person.save()
    with pytest.raises(ImproperlyConfigured, match="people of the demonstration"):
        refuse_demo()


def test_the_demonstration_cannot_be_loaded_there(db: None, settings: Settings) -> None:
    settings.DEMO_ALLOWED = False
    with pytest.raises(NotADemo):
        load_cast(NOW)


def test_the_collector_leaves_alone_what_a_web_process_has_loaded() -> None:
    program = "import gc, cms.wsgi; print(gc.get_freeze_count() > 10 * len(gc.get_objects()))"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
