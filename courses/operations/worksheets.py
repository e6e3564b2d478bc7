"""Filling in worksheets: begin, save, finish, copy, share. Nothing that was saved is ever overwritten."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from accounts.models import Level, Organisation, Region, User
from courses.diagnosis import diagnose, is_answered
from courses.formats import BadStarterText, digest_of, read_yaml
from courses.models import (
    Diagnosis,
    Enrolment,
    SheetState,
    Worksheet,
    WorksheetResponse,
    WorksheetRevision,
    WorksheetShare,
    WorksheetVersion,
)
from courses.models.worksheets import SHARED
from courses.sheets import BadSheet, SheetKind, changes_between, fold, read_sheet, with_proposed_days

MOST_SHEETS = 300
"""Of one person; nobody fills so many by hand."""


class TooManySheets(Exception):
    """The person has MOST_SHEETS already."""


class NotAtThisInstitution(Exception):
    """A sheet is shared with an institution where the person takes a course, and with no other."""


class NotAnswered(Exception):
    """A diagnosis needs an answer on each axis."""


def load_worksheets(folder: Path, *, now: datetime) -> int:
    """Bring the worksheets up to the files; a changed file makes a new version. Returns how many versions are new.

    Raises BadStarterText, having written nothing.
    """
    made = 0
    with transaction.atomic():
        for file in sorted(folder.glob("*.yaml")):
            content = read_yaml(file)
            try:
                slug, position = str(content.pop("slug")), int(content.pop("position"))
                sheet = read_sheet(content)
            except (BadSheet, KeyError, TypeError, ValueError) as error:
                raise BadStarterText(f"{file}: {error}") from error
            if slug != file.stem or slug == SHARED:
                raise BadStarterText(f"{file}: the slug is not the file's name, or is an address of ours")
            facts = {"kind": sheet.kind, "title": sheet.title, "summary": sheet.summary, "position": position}
            worksheet, _ = Worksheet.objects.update_or_create(slug=slug, defaults=facts)
            made += publish_version(worksheet, content, now=now)
    return made


def publish_version(worksheet: Worksheet, content: dict[str, Any], *, now: datetime) -> bool:
    """The same questions again are the version there is. Says whether a new one was made."""
    text = json.dumps(content, ensure_ascii=False)
    digest = digest_of(text.encode())
    version = worksheet.versions.filter(digest=digest).first()
    is_new = version is None
    if version is None:
        last = worksheet.versions.aggregate(last=Max("number"))["last"] or 0
        version = WorksheetVersion.objects.create(worksheet=worksheet, number=last + 1, digest=digest, content=text, loaded_at=now)
    Worksheet.objects.filter(pk=worksheet.pk).update(version=version)
    return is_new


def begin_sheet(
    worksheet: Worksheet, person: User, *, title: str, now: datetime, copied_from: WorksheetResponse | None = None
) -> WorksheetResponse:
    """An empty sheet with the questions of today. Raises TooManySheets."""
    version = worksheet.versions.get(pk=worksheet.version_id or 0)
    if WorksheetResponse.objects.filter(person=person).count() >= MOST_SHEETS:
        raise TooManySheets
    return WorksheetResponse.objects.create(
        worksheet=worksheet,
        version=version,
        person=person,
        region=person.region,
        title=title.strip() or version.sheet.example_title,
        copied_from=copied_from,
        begun_at=now,
        changed_at=now,
    )


@transaction.atomic
def save_sheet(
    response: WorksheetResponse,
    answers: dict[str, Any],
    *,
    base: int,
    save_id: UUID,
    now: datetime,
    title: str = "",
    state: SheetState | None = None,
) -> WorksheetResponse:
    """Write down what the person changed since the revision `base` that the browser showed.

    Two browsers that changed different fields both keep theirs; of the same field the later save stands and the earlier
    stays in the log. The same save again, or one that changes nothing, is no new revision. Two simultaneous saves wait
    for each other at the row of the sheet.
    """
    row = WorksheetResponse.objects.select_for_update(of=("self",)).select_related("version", "worksheet").get(pk=response.pk)
    if row.revisions.filter(save_id=save_id).exists():
        return row
    seen = row.answers if base >= row.number else row.answers_at(base)
    typed = changes_between(seen, answers)
    after = with_proposed_days(row.sheet, row.answers, fold([row.answers, typed]))
    changes = changes_between(row.answers, after)
    new_title, new_state = title.strip() or row.title, state or SheetState(row.state)
    if not changes and new_title == row.title and new_state == row.state:
        return row
    row.number += 1
    WorksheetRevision.objects.create(
        response=row, number=row.number, save_id=save_id, changes=changes, title=new_title, state=new_state, saved_at=now
    )
    row.answers, row.title, row.state, row.changed_at = after, new_title, new_state, max(now, row.begun_at)
    row.save(update_fields=["answers", "title", "state", "number", "changed_at"])
    return row


@transaction.atomic
def copy_sheet(response: WorksheetResponse, *, title: str, now: datetime) -> WorksheetResponse:
    """A new sheet for the next occasion: texts, people and marks come along, as far as today's sheet still asks them;
    ticks, days and what is written down afterwards (`starts_empty`) do not.
    """
    worksheet = Worksheet.objects.get(pk=response.worksheet_id)
    copied = begin_sheet(worksheet, response.person, title=title, now=now, copied_from=response)
    asked, before = copied.sheet.fields, response.sheet.fields
    left_out = set(copied.sheet.more.get("starts_empty", ()))
    kept = {
        name: value
        for name, value in response.answers.items()
        if name in asked and asked[name].kind == before[name].kind and asked[name].kind not in {"tick", "date"} and name not in left_out
    }
    return save_sheet(copied, kept, base=0, save_id=uuid4(), now=now) if kept else copied


def teaching_institutions(person: User) -> list[Organisation]:
    """Where the person takes a course: whose teachers a sheet can be shown to."""
    return list(Organisation.objects.standing().filter(pk__in=Enrolment.objects.filter(learner=person).values("institution")))


@transaction.atomic
def share_sheet(response: WorksheetResponse, institution: Organisation, *, now: datetime) -> WorksheetShare:
    """The institution's teachers may read this sheet from now on. Sharing again changes nothing. Raises NotAtThisInstitution."""
    if not Enrolment.objects.filter(learner=response.person_id, institution=institution).exists():
        raise NotAtThisInstitution
    share, _ = WorksheetShare.objects.get_or_create(response=response, institution=institution, ended_at=None, defaults={"since": now})
    return share


def stop_sharing(response: WorksheetResponse, institution: Organisation, *, now: datetime) -> None:
    """Nobody there may read it any more. Doing so again changes nothing."""
    WorksheetShare.objects.filter(response=response, institution=institution, ended_at=None).update(ended_at=now)


@transaction.atomic
def take_diagnosis(person: User, answers: dict[str, Any], *, save_id: UUID, now: datetime) -> Diagnosis:
    """Keep the answers and what they come to. Sent again it is the same diagnosis. Raises NotAnswered."""
    if not is_answered(answers):
        raise NotAnswered
    User.objects.select_for_update().get(pk=person.pk)  # two simultaneous ones get two numbers
    before = Diagnosis.objects.filter(person=person, response__revisions__save_id=save_id).first()
    if before is not None:
        return before
    worksheet = Worksheet.objects.get(kind=SheetKind.DIAGNOSIS)
    number = Diagnosis.objects.filter(person=person).count() + 1
    response = begin_sheet(worksheet, person, title=f"{worksheet.title[:30]} · {number}", now=now)
    response = save_sheet(response, answers, base=0, save_id=save_id, state=SheetState.FINISHED, now=now)
    found = diagnose(response.sheet, answers)
    return Diagnosis.objects.create(
        response=response,
        person=person,
        county=county_of(person.region),
        number=number,
        lacks_opening=found.axis("opening").lacks,
        lacks_design=found.axis("design").lacks,
        lacks_running=found.axis("running").lacks,
        weak_links=list(found.weak_links),
        taken_at=now,
    )


def county_of(region: Region | None) -> Region | None:
    return Region.objects.above(region).filter(level=Level.COUNTY).first() if region else None


def sheets_disagree() -> Sequence[str]:
    """Filled sheets whose state is not what their log comes to."""
    wrong = []
    for row in WorksheetResponse.objects.prefetch_related("revisions").iterator(chunk_size=500):
        log = sorted(row.revisions.all(), key=lambda revision: revision.number)
        stands = (row.answers, row.number)
        if stands != (fold(revision.changes for revision in log), log[-1].number if log else 0) or (
            log and (row.title, row.state) != (log[-1].title, log[-1].state)
        ):
            wrong.append(f"worksheets: sheet {row.uuid}: the state is not what its {len(log)} revisions come to")
    return wrong
