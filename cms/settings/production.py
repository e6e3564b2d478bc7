"""A server on the open internet. Whatever is missing or malformed stops the start, by name, all at once."""

import os
import warnings

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

NEEDED = {
    "SECRET_KEY": "at least 50 characters; python3 -c 'import secrets; print(secrets.token_urlsafe(64))' makes one",
    "IDENTITY_KEYS": "one or more comma-separated secrets of 32 characters or more; the first one encrypts, all can decrypt",
    "BLIND_INDEX_KEY": "a secret of 32 characters or more; never change it once people are registered",
    "ALLOWED_HOSTS": "the host names of the site, comma-separated, e.g. miaopu.example.cn",
    "SITE_URL": "the address people type, with https://",
    "DATABASE_URL": "e.g. postgres://miaopu:secret@localhost/miaopu",
    "CACHE_URL": "e.g. redis://localhost:6379/1",
    "CELERY_BROKER_URL": "e.g. redis://localhost:6379/0",
    "SMS_BACKEND": "the dotted path of the text message service, not one of the demonstration's",
}
SHORTEST = {"SECRET_KEY": 50, "IDENTITY_KEYS": 32, "BLIND_INDEX_KEY": 32}
DEMO_SMS = {"accounts.sms.ScreenSms", "accounts.sms.ConsoleSms", "accounts.sms.MemorySms"}


def understood(name: str) -> bool:
    """Whether the URL in this variable names an engine that django-environ knows."""
    read, key = (env.db_url, "ENGINE") if name == "DATABASE_URL" else (env.cache_url, "BACKEND")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(read(name).get(key))
        except (environ.ImproperlyConfigured, ValueError, KeyError):
            return False


def verbatim(name: str) -> str:
    """A secret as it stands: django-environ takes a leading $ for the name of another variable."""
    return os.environ.get(name, "")


def problems() -> list[str]:
    """Every missing or malformed variable, one sentence each."""
    found = []
    for name, hint in NEEDED.items():
        value = verbatim(name) if name in SHORTEST else env(name, default="")
        if not value:
            found.append(f"{name} is missing: {hint}")
        elif any(len(part) < SHORTEST.get(name, 0) for part in value.split(",")):
            found.append(f"{name} is too short: {hint}")
    if env("SITE_URL", default="https://").startswith("http://"):
        found.append(f"SITE_URL is not safe: {NEEDED['SITE_URL']}")
    if env("SMS_BACKEND", default="") in DEMO_SMS:
        found.append(f"SMS_BACKEND is a demonstration's: {NEEDED['SMS_BACKEND']}")
    found += [
        f"{name} is malformed: {NEEDED[name]}" for name in ("DATABASE_URL", "CACHE_URL") if env(name, default="") and not understood(name)
    ]
    return found


if found := problems():
    raise ImproperlyConfigured("Miaopu cannot start:\n- " + "\n- ".join(found))

from cms.settings.base import *  # noqa: E402, F403  # reads the same variables, and would trip over them first

SECRET_KEY = verbatim("SECRET_KEY")
IDENTITY_KEYS = verbatim("IDENTITY_KEYS").split(",")
BLIND_INDEX_KEY = verbatim("BLIND_INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [env("SITE_URL").rstrip("/")]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": env("MAIL_HOST", default="localhost"), "port": env.int("MAIL_PORT", default=25)},
    }
}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
