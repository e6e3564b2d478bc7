"""A QTI package or a single item: which files hold questions, and what lies beside them."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from django.utils.translation import gettext as _

from courses.formats.containers import BROKEN
from exams.formats.opening import opened_package, refuse_declarations
from exams.formats.qti.body import within
from exams.formats.qti.names import LARGEST_FILE, BadQti, Node, parse
from exams.formats.qti.sitting import ITEM
from exams.formats.reading import MOST_QUESTIONS, Unreadable

MANIFEST = "imsmanifest.xml"
MOST_PARTS = 2 * MOST_QUESTIONS + 2
"""A file for each question, and pictures."""
LARGEST_PART = 20_000_000


class Files(Mapping[str, bytes]):
    """The package's files by their plain names, each unpacked when it is asked for."""

    def __init__(self, package: ZipFile) -> None:
        self.package = package
        self.names = {safe(info.filename): info for info in package.infolist() if not info.is_dir()}

    def __getitem__(self, name: str) -> bytes:
        info = self.names[name]
        if info.file_size > LARGEST_PART:
            raise KeyError(name)
        try:
            return self.package.read(info)
        except BROKEN as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def safe(name: str) -> str:
    """A file's name in the package; empty where it would lead out of it."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or ":" in plain.split("/", 1)[0] or ".." in plain.split("/"):
        return ""
    return posixpath.normpath(plain)


@dataclass
class Bundle:
    """What was sent: XML files of questions in their order, and a way to any file beside them."""

    items: list[tuple[str, bytes]]
    files: Files | None = None
    tests: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def beside(self, folder: str) -> Callable[[str], Node | None]:
        """Finds an XML fragment named from a file in this folder."""

        def fetch(href: str) -> Node | None:
            content = self.files.get(within(folder, href)) if self.files else None
            if content is None or len(content) > LARGEST_FILE:
                return None
            try:
                return parse(content)
            except BadQti:
                return None

        return fetch


def unpack(content: bytes, name: str) -> Bundle:
    """Raises Unreadable."""
    if not content.startswith(b"PK"):
        refuse_declarations(content)
        return Bundle([(name or "item.xml", content)])
    package = opened_package(content, MOST_PARTS)
    files = Files(package)
    if any(not safe(info.filename) for info in package.infolist()):
        raise Unreadable(_("This package names files outside itself. For safety it is not opened."))
    manifest = next((found for found in sorted(files, key=len) if posixpath.basename(found) == MANIFEST), None)
    bundle = Bundle([], files)
    if manifest:
        _by_manifest(bundle, manifest, files)
    else:
        _by_looking(bundle, files)
    if not bundle.items and not bundle.missing and not bundle.old:
        raise Unreadable(_("This package holds no QTI questions."))
    return bundle


def _by_manifest(bundle: Bundle, manifest: str, files: Files) -> None:
    content = files.get(manifest)
    try:
        root = parse(content or b"")
    except BadQti as error:
        raise Unreadable(
            _("The list of contents of this package (imsmanifest.xml) cannot be read: %(reason)s") % {"reason": error}
        ) from error
    folder = posixpath.dirname(manifest)
    seen: set[str] = set()
    for resource in root.find("resource"):
        kind = resource.get("type").lower()
        if "qti" not in kind:
            continue
        path = within(folder, resource.get("href") or next((part.get("href") for part in resource.children if part.name == "file"), ""))
        if path in seen:
            continue
        seen.add(path)
        _sort(bundle, kind, path, files)


def _sort(bundle: Bundle, kind: str, path: str, files: Files) -> None:
    if "imsqti_xmlv1p" in kind or "imsqti_v1p" in kind:
        bundle.old.append(path)
    elif "test" in kind or "section" in kind:
        bundle.tests.append(path)
    elif "item" in kind:
        content = files.get(path)
        if content is None:
            bundle.missing.append(path)
        else:
            bundle.items.append((path, content))
            _bound(bundle)


def _by_looking(bundle: Bundle, files: Files) -> None:
    for path in sorted(files):
        content = files.get(path) if path.lower().endswith(".xml") else None
        if content and len(content) <= LARGEST_FILE and _is_item(content):
            bundle.items.append((path, content))
            _bound(bundle)


def _bound(bundle: Bundle) -> None:
    if len(bundle.items) > MOST_QUESTIONS:
        raise Unreadable(_("There are more than %(most)s questions in this file. Please split it.") % {"most": MOST_QUESTIONS})


def _is_item(content: bytes) -> bool:
    try:
        return parse(content).name == ITEM
    except BadQti:
        return False


def stimuli(root: Node, folder: str, fetch: Callable[[str], Node | None]) -> Iterator[tuple[str, Node]]:
    """Texts that several questions share and an item refers to, each with its folder. Raises BadQti."""
    for reference in root.find("assessmentstimulusref"):
        found = fetch(reference.get("href"))
        body = found.child("stimulusbody") if found is not None else None
        if body is None:
            raise BadQti(_("the text “%(file)s” that belongs to it is not here") % {"file": reference.get("href")[:60]})
        yield posixpath.dirname(within(folder, reference.get("href"))), body
