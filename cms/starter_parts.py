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
from accounts.models import Organisation
from certification import operations as certification
from cms.models import HomePage, StarterPart, TextPage
from courses import operations as courses
from exams import operations as exams
from programmes import operations as programmes
from talent_pool import operations as talent_pool

STARTER: Path = settings.BASE_DIR / "cms" / "starter"
REGIONS: Path = settings.BASE_DIR / "accounts" / "data"

ABOUT: Path = STARTER / "about.html"
ABOUT_ENGLISH: Path = STARTER / "about.en.html"
LEAD = "手机就能学，考过有证，愿意的话，平台来村里找你。"
ENGLISH_LEAD = "A phone is enough to learn. Pass, and you hold a certificate; if you wish, platforms come to your village for you."


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


class StarterIncomplete(Exception):
    """A starter file names what no other starter file brings."""


def load_home(now: datetime) -> str:
    """The first page, in place of Wagtail's welcome page. What an editor has changed since is left alone."""
    locale = Locale.objects.get(language_code="zh-hans")
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first()
    if home is None:
        home = root.add_child(instance=HomePage(title="苗圃", slug="miaopu-home", lead=LEAD, english_lead=ENGLISH_LEAD, locale=locale))
        home.save_revision(clean=False).publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "苗圃"}
    )
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    return "first page"


def load_about(now: datetime) -> str:
    """The page behind “关于苗圃”. One that is there, edited or not, is left alone."""
    home = HomePage.objects.get()
    if TextPage.objects.filter(slug="about").exists():
        return "left as it is"
    page = home.add_child(
        instance=TextPage(
            title="关于苗圃",
            slug="about",
            body=ABOUT.read_text(),
            english_title="About Miaopu",
            english_body=ABOUT_ENGLISH.read_text(),
            locale=home.locale,
        )
    )
    page.save_revision(clean=False).publish()
    return "1 page"


def load_regions(now: datetime) -> str:
    return f"{accounts.load_regions(accounts.read_regions(REGIONS / 'regions.csv.gz'))} places"


def load_villages(now: datetime) -> str:
    added = 0
    for path in sorted((REGIONS / "villages").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            added += accounts.import_villages(csv.DictReader(file))
    return f"{added} villages"


AUTHOR = "seedling-college"
"""The institution that writes the starter's courses and issues its certificates."""


def load_organisations(now: datetime) -> str:
    loaded = programmes.load_organisations(STARTER, now=now)
    return f"{len(loaded.created)} new"


def load_consents(now: datetime) -> str:
    return f"{talent_pool.load_wordings(STARTER, now=now)} wordings, {talent_pool.load_pools(STARTER, now=now)} pools"


def load_courses(now: datetime) -> str:
    report = courses.load_curriculum(STARTER / "curriculum", Organisation.objects.get(slug=AUTHOR), now=now)
    edited = f", left alone because people edited them: {', '.join(report.edited)}" if report.edited else ""
    return f"{len(report.created)} new pages, {len(report.updated)} updated{edited}"


def load_class_words(now: datetime) -> str:
    return f"{courses.load_class_words(STARTER / 'classes.yaml')} words"


def load_worksheets(now: datetime) -> str:
    return f"{courses.load_worksheets(STARTER / 'worksheets', now=now)} new versions"


def load_questions(now: datetime) -> str:
    report = exams.load_questions(STARTER / "questions", Organisation.objects.get(slug=AUTHOR), now=now)
    return f"{report.imported} new questions, {report.updated} updated"


def load_standards(now: datetime) -> str:
    report = certification.load_standards(STARTER / "standards.yaml", Organisation.objects.get(slug=AUTHOR), now=now)
    return f"{report.created} new versions"


def load_programmes(now: datetime) -> str:
    report = programmes.load_programmes(STARTER, now=now)
    if report.missing:
        raise StarterIncomplete(f"programmes.yaml names what is not there: {', '.join(report.missing)}")
    edited = f", left alone because people edited them: {', '.join(report.edited_by_people)}" if report.edited_by_people else ""
    return f"{len(report.created)} new, {len(report.updated)} updated{edited}"


PARTS = (
    Part("home", (), load_home),
    Part("about", (ABOUT, ABOUT_ENGLISH), load_about),
    Part("regions", (REGIONS / "regions.csv.gz",), load_regions),
    Part("villages", (REGIONS / "villages",), load_villages),
    Part("organisations", (STARTER / "organisations.yaml",), load_organisations),
    Part("consents", (STARTER / "consents.yaml",), load_consents),
    Part("worksheets", (STARTER / "worksheets",), load_worksheets),
    Part("courses", (STARTER / "curriculum",), load_courses),
    Part("classes", (STARTER / "classes.yaml",), load_class_words),
    Part("questions", (STARTER / "questions", STARTER / "curriculum"), load_questions),
    Part("standards", (STARTER / "standards.yaml",), load_standards),
    Part("programmes", (STARTER / "programmes.yaml", STARTER / "organisations.yaml"), load_programmes),
)
