"""Redis as the cache: one client for every question, and one question for a page that is kept."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from cms.models import HomePage
from cms.settings.base import shared_cache
from tests.courses.factories import lessons_of, make_course


@pytest.fixture
def redis(settings: Any) -> Iterator[list[str]]:
    """The commands that are sent to Redis."""
    server = os.environ.get("REDIS_URL", "redis://localhost:6379")
    settings.CACHES = {"default": shared_cache(f"{server}/8")}
    cache.clear()
    client = caches["default"]._cache.get_client("any")  # type: ignore[attr-defined]
    sent: list[str] = []
    execute = client.execute_command

    def watched(*command: object, **options: object) -> object:
        sent.append(str(command[0]))
        return execute(*command, **options)

    client.execute_command = watched
    yield sent
    client.execute_command = execute
    cache.clear()


@pytest.mark.postgresql  # where there is PostgreSQL, there is Redis
def test_a_kept_lesson_is_one_question_to_redis(redis: list[str], client: Client, home: HomePage) -> None:
    url = lessons_of(make_course())[0].get_url()
    first = client.get(url)
    redis.clear()
    assert client.get(url).content == first.content
    assert redis == ["MGET"]


def test_only_redis_has_a_client_to_keep() -> None:
    assert shared_cache("redis://localhost:6379/1")["BACKEND"] == "cms.redis_cache.KeptClientCache"
    assert shared_cache("rediss://user:secret@cache:6379/1")["LOCATION"] == "rediss://user:secret@cache:6379/1"
    assert shared_cache("filecache:///tmp/pages")["BACKEND"] == "django.core.cache.backends.filebased.FileBasedCache"
