"""Loading organisations and programmes from the starter's text files. Repeating it costs a glance at two digests."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import Organisation, OrganisationKind
from certification.models import Standard
from courses.models import Course
from programmes.counting import CHINESE_UNITS, MEASURES
from programmes.models import Indicator, LoadedText, Programme, ProgrammeRole, Target
from programmes.models.indicators import ENTERED
from talent_pool.models import Pool

KINDS: dict[str, tuple[str, bool, bool]] = {
    "committee": ("团委", False, False),
    "government": ("政府部门", False, False),
    "platform": ("平台", False, True),
    "training": ("培训机构", True, False),
    "school": ("院校", True, False),
    "fund": ("金融机构", False, False),
    "association": ("合作社和协会", False, False),
}
"""Name, teaches, recruits."""

COUNTED_BY = {"village_stations": "stations_opened", "training_attendances": "course_completions"}
"""Indicators that the house counts under another name than its own."""


class BadStarter(ValueError):
    """A starter text cannot be used; the message names the entry and the reason. Nothing is written then."""


WORDS = ("name", "short_name", "summary", "starts_on", "ends_on", "period_note", "source")


@dataclass
class Loaded:
    """What a load did: names of programmes or organisations."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    edited_by_people: list[str] = field(default_factory=list)
    """Left alone, since somebody has changed them here after they were loaded."""
    missing: list[str] = field(default_factory=list)
    """Courses, standards and pools that are named but not there yet; the next load looks again."""


def _entries(folder: Path, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((folder / f"{name}.yaml").read_bytes())[name]
    return entries


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()


def _remember(name: str, digest: str, *, now: datetime, imprint: str = "") -> None:
    LoadedText.objects.update_or_create(name=name, defaults={"digest": digest, "imprint": imprint, "loaded_at": now})


@transaction.atomic
def load_organisations(folder: Path, *, now: datetime) -> Loaded:
    """Kinds and organisations of `organisations.yaml`. One already here is left as people have it. Raises BadStarter."""
    text = (folder / "organisations.yaml").read_bytes()
    if LoadedText.objects.filter(name="organisations.yaml", digest=_digest(text)).exists():
        return Loaded()
    entries = _entries(folder, "organisations")
    kinds = {}
    for slug, (name, teaches, recruits) in KINDS.items():
        kinds[slug], _ = OrganisationKind.objects.get_or_create(
            slug=slug, defaults={"name": name, "teaches": teaches, "recruits": recruits}
        )
    here = set(Organisation.objects.values_list("slug", flat=True))
    new = []
    for entry in entries:
        if entry["kind"] not in kinds:
            raise BadStarter(f"organisations.yaml: {entry['slug']}: no kind is called “{entry['kind']}”")
        if entry["slug"] not in here:
            new.append(Organisation(slug=entry["slug"], name=entry["name"], short_name=entry["short_name"], kind=kinds[entry["kind"]]))
    Organisation.objects.bulk_create(new)
    _remember("organisations.yaml", _digest(text), now=now)
    return Loaded(created=[row.slug for row in new], kept=sorted(here & {entry["slug"] for entry in entries}))


@transaction.atomic
def load_programmes(folder: Path, *, now: datetime) -> Loaded:
    """Programmes of `programmes.yaml` with roles, targets and indicators, and the indicators the house counts.

    Loads the organisations first. A programme that people have edited since is left alone and named. Raises BadStarter.
    """
    load_organisations(folder, now=now)
    text = (folder / "programmes.yaml").read_bytes()
    # What the house can count is code: a new measure brings its indicator although the file has not changed.
    whole = _digest(text + _canonical(sorted(MEASURES)))
    if LoadedText.objects.filter(name="programmes.yaml", digest=whole).exists():
        return Loaded()
    loaded = Loaded()
    _indicators_of_the_house()
    known = {entry["name"]: entry["slug"] for entry in _entries(folder, "organisations")}
    for entry in _entries(folder, "programmes"):
        _load_programme(entry, known, loaded, now=now)
    if not loaded.missing:
        _remember("programmes.yaml", whole, now=now)
    return loaded


def _indicators_of_the_house() -> None:
    with override(settings.LANGUAGE_CODE):  # a label is data, and data is Chinese
        for measure in MEASURES.values():
            Indicator.objects.get_or_create(
                slug=measure.key, defaults={"label": str(measure.label), "unit": measure.unit.value, "counted_by": measure.key}
            )


def _load_programme(entry: dict[str, Any], known: dict[str, str], loaded: Loaded, *, now: datetime) -> None:
    slug, digest = str(entry["slug"]), _digest(_canonical(entry))
    programme = Programme.objects.filter(slug=slug).first()
    before = LoadedText.objects.filter(name=f"programmes/{slug}").first()
    if programme is not None and (before is None or before.imprint != _imprint(programme)):
        loaded.edited_by_people.append(slug)
        return
    if programme is not None and before is not None and before.digest == digest:
        loaded.kept.append(slug)
        return
    missing = len(loaded.missing)
    (loaded.created if programme is None else loaded.updated).append(slug)
    programme = _write(programme or Programme(slug=slug), entry, known, loaded)
    _remember(f"programmes/{slug}", digest if len(loaded.missing) == missing else "", now=now, imprint=_imprint(programme))


def _write(programme: Programme, entry: dict[str, Any], known: dict[str, str], loaded: Loaded) -> Programme:
    for name in WORDS:
        setattr(programme, name, entry[name])
    programme.roles = [ProgrammeRole(name=name, sort_order=place) for place, name in enumerate(entry["roles"])]
    programme.targets = [_target(programme.slug, place, given) for place, given in enumerate(entry["targets"])]
    programme.holders = _holders(programme.slug, entry["holders"], known)
    for field_name, find in MADE_OF.items():
        setattr(programme, field_name, _parts(programme.slug, find, entry.get(field_name, []), loaded))
    programme.save()
    return programme


def _holders(slug: str, names: list[str], known: dict[str, str]) -> list[Organisation]:
    """By the name the file gives them, whatever people have called them here since."""
    for name in names:
        if name not in known:
            raise BadStarter(f"programmes.yaml: {slug}: organisations.yaml has no “{name}”")
    found = Organisation.objects.in_bulk([known[name] for name in names], field_name="slug")
    return [found[known[name]] for name in names]


def _target(slug: str, place: int, given: dict[str, Any]) -> Target:
    unit = CHINESE_UNITS.get(given["unit"])
    if unit is None:
        raise BadStarter(f"programmes.yaml: {slug}: no unit is called “{given['unit']}”")
    key = str(given["indicator"])
    counted_by = COUNTED_BY.get(key, key if key in MEASURES else ENTERED)
    indicator, _ = Indicator.objects.get_or_create(
        slug=key, defaults={"label": given["label"], "unit": unit.value, "counted_by": counted_by}
    )
    if indicator.in_unit is not unit:
        raise BadStarter(f"programmes.yaml: {slug}: {key} is counted in {indicator.get_unit_display()}, not in {given['unit']}")
    label = "" if given["label"] == indicator.label else given["label"]
    return Target(indicator=indicator, label=label, value=Decimal(given["value"]), note=given.get("note") or "", sort_order=place)


def _courses(names: list[str]) -> dict[str, Any]:
    """By “institution/course”, as in their addresses."""
    slugs = [name.rpartition("/")[2] for name in names]
    found = Course.objects.filter(page__slug__in=slugs).select_related("organisation", "page")
    return {f"{course.organisation.slug}/{course.page.slug}": course for course in found}


def _standards(names: list[str]) -> dict[str, Any]:
    return {row.slug: row for row in Standard.objects.filter(slug__in=names)}


def _pools(names: list[str]) -> dict[str, Any]:
    return {row.slug: row for row in Pool.objects.filter(slug__in=names)}


MADE_OF: dict[str, Callable[[list[str]], dict[str, Any]]] = {"courses": _courses, "standards": _standards, "pools": _pools}
"""Which parts of a programme a file may name, and how they are found."""


def _parts(slug: str, find: Callable[[list[str]], dict[str, Any]], names: list[str], loaded: Loaded) -> list[Any]:
    found = find(names) if names else {}
    loaded.missing += [f"{slug}: {name}" for name in names if name not in found]
    return [found[name] for name in names if name in found]


def _imprint(programme: Programme) -> str:
    """A digest of all that an editor could have changed, as it stands in the database."""
    row = Programme.objects.get(pk=programme.pk)
    facts: dict[str, object] = {word: getattr(row, word) for word in (*WORDS, "is_listed")}
    for name in ("holders", "regions", *MADE_OF):
        facts[name] = sorted(part.pk for part in getattr(row, name).all())
    facts["roles"] = [role.name for role in row.roles.all()]
    facts["targets"] = [
        (target.indicator.slug, target.label, f"{target.value:.2f}", target.region_id, target.due_on, target.note)
        for target in row.targets.select_related("indicator")
    ]
    return _digest(_canonical(facts))
