"""Names in the documents are names in the code."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.test import Client
from django.urls import Resolver404, resolve

from cms.models import HomePage

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def each(pattern: str) -> list[tuple[str, str]]:
    found = [
        (path.relative_to(ROOT).as_posix(), name) for path in DOCUMENTS for name in re.findall(pattern, path.read_text(), re.MULTILINE)
    ]
    assert found
    return sorted(set(found))


@pytest.mark.parametrize(("document", "target"), each(r"\]\((?!https?://)([^)#]+)"))
def test_links_lead_somewhere(document: str, target: str) -> None:
    assert (ROOT / document).parent.joinpath(target).resolve().exists()


@pytest.mark.parametrize(("document", "target"), each(r"(?:`|^|sh\n)make ([a-z][a-z-]+)\b"))
def test_make_targets_exist(document: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("document", "command"), each(r"manage\.py ([a-z_]{3,})\b"))
def test_commands_exist(document: str, command: str) -> None:
    assert command in get_commands()


def test_the_table_of_commands_is_the_code(home: HomePage) -> None:
    table = (ROOT / "docs" / "architecture.md").read_text().split("## Commands")[1]
    named = set(re.findall(r"^\| `([a-z_]+)`", table, re.MULTILINE))
    ours = {
        name
        for name, app in get_commands().items()
        if app in {"cms", "accounts", "courses", "exams", "certification", "talent_pool", "stations", "programmes"}
    }
    assert named == ours - {"makemessages"}


@pytest.mark.parametrize(
    ("document", "path"),
    each(r"(?<![\w*.…>])`((?:cms|accounts|courses|exams|certification|talent_pool|stations|programmes|tests|docs|locale)/[\w/.-]+\.\w+)`"),
)
def test_files_exist(document: str, path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("document", "address"), each(r"^\| ((?:`/[^`]*` ?)+)\|"))
def test_addresses_answer(document: str, address: str, client: Client, home: HomePage) -> None:
    for path in re.findall(r"`(/[^`<…]*)`", address):
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"{path} leads nowhere")
        assert client.get(path).status_code in {200, 302}


def test_every_variable_is_documented() -> None:
    settings_text = "".join(path.read_text() for path in (ROOT / "cms" / "settings").glob("*.py") if path.stem != "test")
    used = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', settings_text)) | set(re.findall(r'environ\.get\("([A-Z_]+)"', settings_text))
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "deploy.md").read_text()))
    assert used <= documented


def test_the_readme_names_the_packages_that_ci_installs() -> None:
    readme = (ROOT / "README.md").read_text()
    apt = re.search(r"apt install (.+)", readme)
    assert apt
    ci = re.search(r"needed=\(([^)]+)\)", (ROOT / ".ci" / "run").read_text())
    assert ci
    servers_and_tests = {"espeak-ng", "opus-tools", "chromium", "poppler-utils", "zbar-tools", "postgresql", "redis-server"}
    assert set(ci[1].split()) - servers_and_tests <= set(apt[1].split())


def test_the_project_names_no_machine_and_no_host_in_its_lock() -> None:
    assert "http" not in (ROOT / "requirements.lock").read_text()
