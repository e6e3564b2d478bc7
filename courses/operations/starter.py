"""Loading the curriculum that ships with the house. May be repeated; never undoes what people wrote."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Page, Site

from accounts.models import Organisation, User
from courses.formats import BadStarterText, CourseText, LessonText, ModuleText, digest_of, key_of, read_course, read_lesson
from courses.models import CourseIndexPage, CoursePage, InstitutionPage, LessonPage, ModulePage, StarterText
from courses.operations.authoring import open_institution
from courses.operations.outlines import compiling_at_the_end


@dataclass
class StarterReport:
    """What became of each text. `edited` stands as people left it: somebody changed or removed the page."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


@transaction.atomic
def load_curriculum(folder: Path, organisation: Organisation, *, now: datetime, by: User | None = None) -> StarterReport:
    """Bring the pages up to the texts in the folder. The default site's root page must stand.

    Raises BadStarterText, having written nothing.
    """
    loading = Loading(rows={row.path: row for row in StarterText.objects.select_related("page")}, by=by)
    files = {file.parent.name: file for file in sorted(folder.glob("*/course.yaml"))}
    changed = [file for slug, file in files.items() if not loading.is_known(slug, texts_of(file))]
    if changed:
        with override("zh-hans"), compiling_at_the_end(now=now):
            parent = open_institution(organisation, open_index())
            for file in changed:
                load_course(loading, file, parent)
    return loading.report


def texts_of(course_file: Path) -> dict[str, str]:
    """Digest of every file of a course by its path, without reading them as YAML: most of the time nothing has changed."""
    folder = course_file.parent
    lessons = {f"{folder.name}/{file.parent.name}/{file.stem}": digest_of(file.read_bytes()) for file in sorted(folder.glob("*/*.yaml"))}
    return {folder.name: digest_of(course_file.read_bytes())} | lessons


def open_index() -> CourseIndexPage:
    found: CourseIndexPage | None = CourseIndexPage.objects.first()
    if found is None:
        home = Site.objects.get(is_default_site=True).root_page
        page = CourseIndexPage(title="课程", slug="courses", introduction="用手机就能学。一课几分钟，学到哪里都记着。", locale=home.locale)
        found = home.add_child(instance=page)
        found.save_revision().publish()
    return found


def load_course(loading: "Loading", file: Path, parent: InstitutionPage) -> None:
    text = read_course(file)
    if text.slug != file.parent.name:
        raise BadStarterText(f"{file}: the slug is not the folder's name")
    digest = texts_of(file)[text.slug]
    course = loading.bring(text.path, digest, text.fields, parent=parent, before=None, make=lambda: new_course(text))
    before: Page | None = None
    for module in text.modules:
        page = loading.bring(
            module.path, digest_of(module.fields), module.fields, parent=course, before=before, make=partial(new_module, module)
        )
        before = page or before
        load_lessons(loading, file.parent, module, page)


def load_lessons(loading: "Loading", folder: Path, module: ModuleText, parent: Page | None) -> None:
    before: Page | None = None
    for slug in module.lessons:
        path, file = f"{module.path}/{slug}", folder / module.slug / f"{slug}.yaml"
        if not file.exists():
            raise BadStarterText(f"{file}: {folder.name}/course.yaml names this lesson, but there is no such file")
        text = read_lesson(file, path)
        page = loading.bring(path, digest_of(file.read_bytes()), text.fields, parent=parent, before=before, make=partial(new_lesson, text))
        before = page or before


def new_course(text: CourseText) -> CoursePage:
    return CoursePage(slug=text.slug, course_key=key_of(text.path))


def new_module(text: ModuleText) -> ModulePage:
    return ModulePage(slug=text.slug)


def new_lesson(text: LessonText) -> LessonPage:
    return LessonPage(slug=text.path.rsplit("/", 1)[1], lesson_key=key_of(text.path))


@dataclass
class Loading:
    """One run: what was loaded before, and what became of each text this time."""

    rows: dict[str, StarterText]
    by: User | None
    report: StarterReport = field(default_factory=StarterReport)

    def is_known(self, slug: str, texts: dict[str, str]) -> bool:
        """Whether nothing of a course has changed on disk; then each of its texts is kept or edited."""
        if any(path not in self.rows or self.rows[path].digest != digest for path, digest in texts.items()):
            return False
        for path, row in self.rows.items():
            if path == slug or path.startswith(f"{slug}/"):
                (self.report.kept if is_ours(row) else self.report.edited).append(path)
        return True

    def bring(
        self, path: str, digest: str, fields: dict[str, Any], *, parent: Page | None, before: Page | None, make: Callable[[], Page]
    ) -> Page | None:
        """The page of one text, made or changed if need be. Without a parent (somebody removed it) nothing is made."""
        row = self.rows.get(path)
        if row is None and parent is not None:
            page = make()
            page.locale = parent.locale
            self.fill(page, path, fields)
            add_behind(parent, before, page)
            self.publish(page, StarterText(path=path), digest)
            self.report.created.append(path)
            return page
        page = row.page.specific if row and row.page else None
        if row is None or not is_ours(row):
            self.report.edited.append(path)
        elif row.digest == digest:
            self.report.kept.append(path)
        else:
            self.fill(page, path, fields)
            self.publish(page, row, digest)
            self.report.updated.append(path)
        return page

    def fill(self, page: Page, path: str, fields: dict[str, Any]) -> None:
        """Write the fields, and have every block checked as the editor would, so that a trainer can save the page unchanged."""
        for name, value in fields.items():
            setattr(page, name, value)
        for name in ("body", "practice", "planned"):
            if name in fields:
                try:
                    getattr(page, name).stream_block.clean(getattr(page, name))
                except ValidationError as error:
                    raise BadStarterText(f"{path}, {name}: {explain(error)}") from error

    def publish(self, page: Page, row: StarterText, digest: str) -> None:
        revision = page.save_revision(user=self.by, clean=False)  # saving the live page cleans it
        revision.publish(user=self.by)
        row.digest, row.page_id, row.revision_id = digest, page.pk, revision.pk
        row.save()


def explain(error: ValidationError) -> str:
    """Which block, which part of it, and why."""
    inner = getattr(error, "block_errors", None)
    if not inner:
        return "; ".join(error.messages) if hasattr(error, "error_list") or hasattr(error, "error_dict") else str(error)
    parts = inner.items() if isinstance(inner, dict) else enumerate(inner)
    return "; ".join(f"{place}: {explain(part)}" for place, part in parts if part)


def is_ours(row: StarterText) -> bool:
    """Whether the page is still as the loader left it."""
    return row.page is not None and row.page.latest_revision_id == row.revision_id


def add_behind(parent: Page, before: Page | None, page: Page) -> None:
    """As the first child, or right behind the page that comes before it in the text."""
    parent = Page.objects.get(pk=parent.pk)
    if before is not None:
        Page.objects.get(pk=before.pk).add_sibling(pos="right", instance=page)
        return
    first = parent.get_first_child()
    if first is not None and isinstance(page, ModulePage | LessonPage):
        first.add_sibling(pos="left", instance=page)
    else:
        parent.add_child(instance=page)
