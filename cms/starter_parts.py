"""The starter, part by part, from the lowest floor up. A part whose files have not changed is skipped."""

import csv
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from accounts import operations as accounts
from cms.models import HomePage, StarterPart

STARTER: Path = settings.BASE_DIR / "cms" / "starter"
REGIONS: Path = settings.BASE_DIR / "accounts" / "data"

LEAD = "手机就能学，考过有证，愿意的话，平台来村里找你。"


@dataclass(frozen=True)
class Part:
    """One loader and the files it reads. `load` is idempotent and answers with a sentence."""

    name: str
    files: tuple[Path, ...]
    load: Callable[[datetime], str]

    def digest(self) -> str:
        digest = hashlib.sha256()
        for path in self.files:
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    digest.update(f"{file.relative_to(settings.BASE_DIR)}\n".encode())
                    digest.update(file.read_bytes())
        return digest.hexdigest()


def load_parts(parts: Iterable[Part], *, now: datetime, say: Callable[[str], None]) -> None:
    """Load every part whose files changed since the last time, each in a transaction of its own."""
    known = dict(StarterPart.objects.values_list("name", "digest"))
    for part in parts:
        digest = part.digest()
        if known.get(part.name) == digest:
            continue
        with transaction.atomic():
            sentence = part.load(now)
            StarterPart.objects.update_or_create(name=part.name, defaults={"digest": digest, "loaded_at": now})
        say(f"  {part.name}: {sentence}")


def load_home(now: datetime) -> str:
    """The first page, in place of Wagtail's welcome page. What an editor has changed since is left alone."""
    locale = Locale.objects.get(language_code="zh-hans")
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first()
    if home is None:
        home = root.add_child(instance=HomePage(title="苗圃", slug="miaopu-home", lead=LEAD, locale=locale))
        home.save_revision(clean=False).publish()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home})
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    return "first page"


def load_regions(now: datetime) -> str:
    return f"{accounts.load_regions(accounts.read_regions(REGIONS / 'regions.csv.gz'))} places"


def load_villages(now: datetime) -> str:
    added = 0
    for path in sorted((REGIONS / "villages").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            added += accounts.import_villages(csv.DictReader(file))
    return f"{added} villages"


PARTS = (
    Part("home", (), load_home),
    Part("regions", (REGIONS / "regions.csv.gz",), load_regions),
    Part("villages", (REGIONS / "villages",), load_villages),
)
