"""What import-linter cannot see: relations, handles, addresses, file sizes, names, open doors."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignObjectRel, Model
from django.urls import URLPattern, URLResolver, get_resolver

FLOORS = ("accounts", "courses", "exams", "certification", "talent_pool", "stations", "programmes", "cms")
ROOT = Path(settings.BASE_DIR)
LONGEST_FILE = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}

OPEN_DOORS = {
    "cms.views.site.healthz",
    "cms.views.site.readyz",
    "django.views.generic.base.RedirectView",  # /admin/login/ and the password pages: to the one sign-in
    "accounts.views.sign_in.sign_in",
    "accounts.views.sign_in.who",
    "accounts.views.sign_in.second_proof",
    "accounts.views.cards.card",  # the way in by class card
    "courses.views.state.state",  # says of a stranger only that he is one
    "courses.views.going_on.go_on_json",  # says of a stranger nothing
    "courses.views.search.search",
    "courses.views.terms.terms",  # the glossary: the same for everybody
    "courses.views.classes.joining.join",  # whoever has the link sees what the class is; joining asks to sign in
    "courses.views.classes.attendance.here",  # a scanned code; whose it is turns out after signing in
    "courses.views.keeping.kept",  # a course as a package: the same for everybody
    "courses.views.drafts.draft",  # whoever holds the signed link: one draft, for a day
    "courses.views.inquiries.lesson_questions",  # what trainers published of learners' questions; nobody is named
    "cms.views.offline.service_worker",
    "cms.views.offline.offline",
    "certification.views.certificates.document",  # to the holder, the institution's staff, or whoever has the share code; else 404
    "certification.views.certificates.picture",
    "certification.views.certificates.facts",
    "certification.views.certificates.verify",  # the check is for everybody
    "certification.views.certificates.verdict",
    "talent_pool.views.jobs.jobs",  # the job board, the same for everybody
    "talent_pool.views.jobs.job",
    "programmes.views.public.index",
    "programmes.views.public.programme",
    "courses.views.pages.page",  # published pages
    "courses.views.files.media",  # the files that published pages show
}
"""Views of ours, or mounted by us, that a stranger may open. Each one is a decision."""


def python_files() -> Iterator[Path]:
    for folder in (*FLOORS, "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def our_models() -> Iterator[type[Model]]:
    for floor in FLOORS:
        yield from apps.get_app_config(floor).get_models()


def relations(model: type[Model]) -> Iterator[Any]:
    for field in model._meta.get_fields():
        if field.is_relation and not isinstance(field, ForeignObjectRel) and field.related_model and not field.auto_created:
            yield field


@pytest.mark.parametrize("model", list(our_models()), ids=lambda model: model._meta.label)
def test_relations_point_down_and_leave_no_handle_above(model: type[Model]) -> None:
    here = FLOORS.index(model._meta.app_label)
    for field in relations(model):
        if field.model is not model:
            continue  # inherited from a package's abstract model or page
        there = field.related_model._meta.app_label
        if there not in FLOORS or there == model._meta.app_label:
            continue
        assert FLOORS.index(there) < here, f"{model.__name__}.{field.name} points up"
        if field.name.endswith("_ptr"):
            continue  # Wagtail's pages inherit by tables
        name = field.remote_field.related_name
        # Django gives a hidden many-to-many a name of its own that ends so.
        assert str(name).endswith("+"), f"{model.__name__}.{field.name} needs related_name='+'"


def test_no_file_outgrows_a_readers_patience() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in python_files() if (lines := path.read_text().count("\n")) > LONGEST_FILE}
    assert not long


def test_files_are_named_for_their_topic() -> None:
    assert not [path for path in python_files() if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_operations_and_models_know_no_request_no_mail_no_admin() -> None:
    wrong = []
    for path in python_files():
        parts = path.relative_to(ROOT).parts
        if parts[0] in FLOORS[:-1] and (parts[1].startswith("operations") or (parts[1].startswith("models") and path.stem != "pages")):
            wrong += [
                f"{path.relative_to(ROOT)} imports {name}"
                for name in imports_of(path)
                if name.startswith(("django.http", "django.core.mail", "wagtail.admin", "celery", "django.contrib.messages"))
            ]
    assert not wrong


def test_models_and_operations_never_ask_the_clock() -> None:
    wrong = []
    for path in python_files():
        parts = path.relative_to(ROOT).parts
        if parts[0] in FLOORS[:-1] and parts[1].startswith("operations"):
            wrong += [
                f"{path.relative_to(ROOT)} imports {name}"
                for name in imports_of(path)
                if name.endswith(("timezone.now", "timezone.localdate"))
            ]
    assert not wrong


def test_templates_and_redirects_name_no_floor_above() -> None:
    wrong = []
    for here, floor in enumerate(FLOORS):
        above = FLOORS[here + 1 : -1]
        for path in (ROOT / floor).rglob("*"):
            if path.suffix in {".html", ".py"} and "migrations" not in path.parts:
                text = path.read_text()
                wrong += [f"{path.relative_to(ROOT)} names {name}" for name in above for quote in "'\"" if f"{quote}{name}:" in text]
    assert not wrong


def test_templates_hold_no_inline_script_or_style() -> None:
    wrong = []
    for path in ROOT.glob("*/templates/**/*.html"):
        text = path.read_text()
        wrong += [f"{path.relative_to(ROOT)}: {mark}" for mark in ("<style", " style=", "onclick=", "javascript:") if mark in text]
        wrong += [
            str(path.relative_to(ROOT))
            for line in text.splitlines()
            if "<script" in line and " src=" not in line and 'type="application/json"' not in line
        ]
    # A certificate is a sheet of paper: WeasyPrint draws it, no browser ever opens it.
    assert not [line for line in wrong if not line.startswith("certification/templates/certification/paper/")]


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns)
        else:
            view = entry.callback
            shown = getattr(view, "view_class", view)
            yield f"{shown.__module__}.{getattr(shown, '__name__', type(shown).__name__)}", view


def test_every_open_door_is_known() -> None:
    doors = {
        name
        for name, view in views(get_resolver(settings.ROOT_URLCONF).url_patterns)
        if not getattr(view, "login_required", True) and not name.startswith(("allauth.", "wagtail."))
    }
    assert doors == OPEN_DOORS
