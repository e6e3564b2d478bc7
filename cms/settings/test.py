"""Tests: fixed keys, memory for messages, tasks run where they stand. The database comes from DATABASE_URL."""

import hashlib
import os

os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from cms.settings.base import *  # noqa: F403
from cms.settings.base import BASE_DIR, DATA_DIR, DATABASES, SQLITE_OPTIONS, STORAGES, env, shared_cache


def migrations_digest() -> str:
    """Names the test database, so that it is kept between runs and made anew whenever a migration or a package changes."""
    digest = hashlib.sha256()
    for path in sorted([*BASE_DIR.glob("*/migrations/*.py"), BASE_DIR / "requirements.lock"]):
        digest.update(path.read_bytes())
    suffix: str = env("TEST_SUFFIX", default="")
    return digest.hexdigest()[:10] + suffix


if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{migrations_digest()}.sqlite3")}
    # Speed only: a test database need not outlive a power cut.
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    }
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_miaopu_{migrations_digest()}"}

SECRET_KEY = "only-for-tests"
IDENTITY_KEYS = ["only-for-tests-identity"]
BLIND_INDEX_KEY = "only-for-tests-index"
DEMO_ALLOWED = True
ALLOWED_HOSTS = ["*"]
CACHES = {"default": shared_cache(env("CACHE_URL", default="locmemcache://"))}
if (worker := env("PYTEST_XDIST_WORKER", default="")) and "redis" in env("CACHE_URL", default=""):
    # Each test clears the cache: two runs side by side need one each.
    server, _, number = env("CACHE_URL").rpartition("/")
    CACHES = {"default": shared_cache(f"{server}/{int(number) + int(worker.removeprefix('gw'))}")}
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SMS_BACKEND = "accounts.sms.MemorySms"
TTS_BACKEND = ""
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]
