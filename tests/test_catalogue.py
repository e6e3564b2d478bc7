"""Every text on screen has its Chinese, and no placeholder is lost on the way."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "courses", "exams", "certification", "talent_pool", "stations", "programmes", "cms")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def texts_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT and node.args:
            argument = node.args[1 if node.func.id.startswith("pgettext") else 0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def texts_in_template(path: Path) -> Iterator[str]:
    for call in re.findall(
        r"gettext\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|'''.*?'''|\"\"\".*?\"\"\"))", templatize(path.read_text()), re.DOTALL
    ):
        yield ast.literal_eval(call.removeprefix("u"))


def texts() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(texts_in_python(path))
        for path in (ROOT / app / "templates").rglob("*.html"):
            found.update(texts_in_template(path))
    return {text for text in found if text}


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key: text for key, text in catalogue.items()}


@pytest.fixture(scope="module")
def singular() -> dict[str, str]:
    """Texts without a plural form: a plural's Chinese speaks with the placeholders of the plural."""
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalogue.items() if isinstance(key, str)}


def test_every_text_on_screen_has_its_chinese(chinese: dict[str, str]) -> None:
    missing = sorted(text for text in texts() if not chinese.get(text))
    assert not missing


def test_placeholders_survive_translation(singular: dict[str, str]) -> None:
    names = re.compile(r"%\(\w+\)s")
    wrong = [text for text, translated in singular.items() if text and not set(names.findall(translated)) <= set(names.findall(text))]
    assert not wrong


def test_errors_never_blame(chinese: dict[str, str]) -> None:
    assert not [text for text in chinese.values() if "非法" in text or "错误操作" in text or "违规" in text]
