from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from accounts.sms import MemorySms
from cms.models import HomePage
from tests.cast import Cast, Places, make_cast, make_places, signed_in
from tests.site import prepare


@pytest.fixture(autouse=True)
def clean_memory() -> None:
    """No message and no cached page of one test reaches the next."""
    MemorySms.sent.clear()
    cache.clear()


@pytest.fixture
def places(db: None) -> Places:
    return make_places()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def home(db: None) -> HomePage:
    return make_home()


def make_home() -> HomePage:
    """The site's first page. Made anew where a transaction test has flushed Wagtail's own root."""
    locale, _ = Locale.objects.get_or_create(language_code="zh-hans")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    found = HomePage.objects.first()
    if found is None:
        with disable_reference_index_auto_update():
            found = root.add_child(instance=HomePage(title="苗圃", slug="miaopu-home", lead="从第一课，到开业那天。", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": found})
    Site.clear_site_root_paths_cache()
    assert isinstance(found, HomePage)
    return found


@pytest.fixture
def enter() -> Callable[[User], Client]:
    return signed_in


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with starter and demonstration, from which running sites are copied."""
    return prepare(tmp_path_factory.mktemp("prepared"))
