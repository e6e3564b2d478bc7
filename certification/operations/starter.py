"""The starter's standards, from a file that people review."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.models import Organisation
from certification.models import RequiredCourse, Standard, StandardVersion
from certification.operations.standards import publish_standard_version
from courses.models import Course
from exams.models import Exam


class BadStandardFile(ValueError):
    """The file asks for something that is not there. The message names the standard and what is missing."""


@dataclass(frozen=True)
class LoadedStandards:
    created: int = 0
    kept: int = 0


@transaction.atomic
def load_standards(file: Path, organisation: Organisation, *, now: datetime) -> LoadedStandards:
    """Bring the standards up to the file; `organisation` issues them. Courses and exams must have been loaded.

    The same content makes no new version; changed content makes one and supersedes the last. A version that people
    published meanwhile is left in force: the file's own, once known, never comes back over it.
    """
    created = kept = 0
    for plan in yaml.safe_load(file.read_bytes())["standards"]:
        is_new = _load(plan, organisation, now)
        created, kept = created + is_new, kept + (not is_new)
    return LoadedStandards(created, kept)


def digest_of(plan: Mapping[str, Any]) -> str:
    asked = {key: plan.get(key) for key in ("courses", "exam", "valid_months", "hours_note", "competences")}
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _load(plan: Mapping[str, Any], organisation: Organisation, now: datetime) -> bool:
    standard, _ = Standard.objects.get_or_create(
        slug=plan["slug"], defaults={"title": plan["title"], "level": plan["level"], "organisation": organisation}
    )
    digest = digest_of(plan)
    versions = StandardVersion.objects.filter(standard=standard)
    if versions.filter(digest=digest).exists():
        return False
    standard.co_issuers.set(Organisation.objects.filter(slug__in=plan.get("co_issuers", [])))
    last = versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = StandardVersion.objects.create(
        standard=standard,
        number=last + 1,
        competences=plan["competences"],
        hours_note=plan.get("hours_note", ""),
        valid_months=plan["valid_months"],
        exam=_exam(plan),
        digest=digest,
    )
    RequiredCourse.objects.bulk_create(
        RequiredCourse(version=version, course=_course(plan["slug"], slug), position=place) for place, slug in enumerate(plan["courses"])
    )
    publish_standard_version(version, now=now)
    return True


def _course(standard: str, slug: str) -> Course:
    found = Course.objects.filter(page__slug=slug).order_by("pk").first()
    if found is None:
        raise BadStandardFile(f"{standard}: there is no course {slug}")
    return found


def _exam(plan: Mapping[str, Any]) -> Exam | None:
    if not plan.get("exam"):
        return None
    found = Exam.objects.filter(slug=plan["exam"]).first()
    if found is None:
        raise BadStandardFile(f"{plan['slug']}: there is no exam {plan['exam']}")
    return found
