"""The site in the shape of one server, and which processes do its work."""

import os
from contextlib import closing
from pathlib import Path
from time import sleep

import psycopg
import redis

from tests.benchmarks.clients import processor_seconds
from tests.site import Site


def one_server(database: str) -> dict[str, str]:
    """One server: PostgreSQL, Redis, a web process for each of two cores. The database is made anew."""
    address = os.environ.get("POSTGRESQL_URL", "postgres://root@localhost/postgres")
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database}")
    broker = os.environ.get("REDIS_URL", "redis://localhost:6379")
    return {
        "DATABASE_URL": f"{address.rpartition('/')[0]}/{database}",
        "CACHE_URL": f"{broker}/13",
        "CELERY_BROKER_URL": f"{broker}/14",
        "WEB_WORKERS": "2",
    }


def plain(address: str) -> str:
    """The address as libpq reads it."""
    return address.replace("postgres://", "postgresql://")


def web(site: Site) -> list[int]:
    """The web server's processes: the one that listens and its workers."""
    parent = site.children()["web"]
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, below)]


def stores(site: Site) -> list[int]:
    """The processes behind the web server, where they run on this machine: PostgreSQL's for this database, and Redis."""
    if "DATABASE_URL" not in site.environment:
        return []
    with psycopg.connect(site.environment["DATABASE_URL"].replace("postgres://", "postgresql://")) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        processes = [int(row[0]) for row in connection.execute(asked)]
    with closing(redis.Redis.from_url(site.environment["CACHE_URL"])) as cache:
        processes.append(cache.info("server")["process_id"])
    return [process for process in processes if Path(f"/proc/{process}/stat").exists()]


def is_calm(site: Site) -> bool:
    """The worker and the clock, which start after the web server, have come to rest: they would take its processors."""
    others = [process for name, process in site.children().items() if name != "web"]
    before = processor_seconds(others)
    sleep(2)
    return processor_seconds(others) - before < 0.1
