"""What can be wrong with an installation, in plain words, with what to type. Nothing here changes anything."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string
from redis import Redis, RedisError

from courses.adapters import speech

OLDEST_PYTHON = (3, 12)
LEAST_FREE = 1_000_000_000
CERTIFICATE_FONTS = {"Noto Serif CJK SC": "fonts-noto-cjk", "LXGW WenKai": "fonts-lxgw-wenkai"}
DEMO_SMS = {"accounts.sms.ScreenSms", "accounts.sms.ConsoleSms", "accounts.sms.MemorySms"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to type where something is wrong."""

    is_well: bool
    what: str
    advice: str = ""


def well(what: str) -> Finding:
    return Finding(is_well=True, what=what)


def ill(what: str, advice: str) -> Finding:
    return Finding(is_well=False, what=what, advice=advice)


def examine() -> list[Finding]:
    """Every check, in the order in which one would mend things."""
    return [check() for check in CHECKS]


def python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        return ill(f"Python {version} is too old", "install Python 3.12 or newer, then: rm -r .venv && make install")
    return well(f"Python {version}")


def database() -> Finding:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return ill(f"the database does not answer: {_first_line(error)}", "start it, or correct DATABASE_URL")
    if waiting:
        return ill(f"the database is older than the program: {len(waiting)} changes wait", "type: .venv/bin/python manage.py migrate")
    return well(f"database ({connection.vendor}) answers and is up to date")


def shared_cache() -> Finding:
    token = get_random_string(8)
    try:
        cache.set("doctor", token, 10)
        came_back = cache.get("doctor") == token
    except (OSError, RedisError) as error:
        return ill(f"the cache does not answer: {_first_line(error)}", "start Redis, or correct CACHE_URL")
    if not came_back:
        return ill("the cache forgets what it is told", "correct CACHE_URL: it must be shared by all processes")
    return well("cache keeps what it is told")


def broker() -> Finding:
    url = settings.CELERY_BROKER_URL
    if url.startswith("filesystem:"):
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            return ill(f"the tasks' folder {folder} cannot be written", f"type: mkdir -p {folder} && chown $(id -un) {folder}")
        empty = [path for path in folder.iterdir() if path.is_file() and path.stat().st_size == 0]
        if empty:
            return ill(f"{len(empty)} empty message files stop the task worker", f"type: find {folder} -type f -empty -delete")
        return well("tasks wait in a folder")
    if url.startswith(("redis:", "rediss:")):
        try:
            Redis.from_url(url, socket_connect_timeout=3).ping()
        except (OSError, RedisError, ValueError) as error:
            return ill(f"the tasks' Redis does not answer: {_first_line(error)}", "start Redis, or correct CELERY_BROKER_URL")
        return well("tasks wait in Redis")
    return well(f"tasks wait in {urlsplit(url).scheme} (not looked at)")


def fonts() -> Finding:
    listed = shutil.which("fc-list")
    if listed is None:
        return ill("fontconfig is missing: certificates cannot be drawn", "type: apt install fontconfig")
    names = subprocess.run([listed, ":", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    missing = [package for font, package in CERTIFICATE_FONTS.items() if font not in names]
    if missing:
        return ill("fonts of the certificate are missing", f"type: apt install {' '.join(missing)}")
    return well("fonts of the certificate are here")


def static_files() -> Finding:
    if not hasattr(storages["staticfiles"], "manifest_name") or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return well("pictures and styles are collected")
    return ill("pictures and styles are not collected", "type: .venv/bin/python manage.py collectstatic --no-input")


def text_messages() -> Finding:
    if settings.SMS_BACKEND in DEMO_SMS:
        if settings.DEMO_ALLOWED:
            return well("no text message is sent: the code is shown here instead (demonstration)")
        return ill("no text message service is chosen: nobody can sign in", "set SMS_BACKEND; docs/deploy.md names the choices")
    return well(f"text messages leave by {settings.SMS_BACKEND}")


def reading_aloud() -> Finding:
    chosen = speech()
    if chosen is None:
        return well("lessons are not read aloud: TTS_BACKEND is empty")
    if missing := chosen.missing():
        return well(f"lessons are not read aloud; should they be, type: apt install {' '.join(missing)}")
    return well(f"lessons are read aloud by {settings.TTS_BACKEND}")


def disk() -> Finding:
    folder = settings.DATA_DIR
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        return ill(f"only {free // 1_000_000} MB are free at {folder}", "make room: delete old backups, or move DATA_DIR to a larger disk")
    return well(f"{free / 1_000_000_000:.0f} GB free at {folder}")


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


CHECKS: tuple[Callable[[], Finding], ...] = (
    python,
    database,
    shared_cache,
    broker,
    fonts,
    static_files,
    text_messages,
    reading_aloud,
    disk,
)
