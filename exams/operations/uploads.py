"""A file of questions from its upload to its import. Reading and importing are done apart from the page, and may be repeated."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from courses import pictures
from exams.content import check_content
from exams.formats import Format, Item, Reading, Remark, Unreadable, read
from exams.looking_back import review
from exams.models import QuestionBank, QuestionUpload, Topic, UploadState
from exams.operations.importing import QuestionReport, import_reading, rejected_count
from exams.showing import Shown, Size

MOST_SHOWN = 100
"""Questions of a preview."""
MOST_REMARKS = 500
THUMBNAIL = 320

type Progress = Callable[[int], object]


@dataclass(frozen=True)
class Previewed:
    """A question as it was found, and what would become of it."""

    place: str
    title: str
    fate: str
    topic: str
    difficulty: int
    shown: Shown
    right: list[str]
    explanation: str


def keep_upload(
    bank: QuestionBank, content: bytes, *, name: str, kind: str = "", topic: Topic | None = None, language: str, by: User, now: datetime
) -> QuestionUpload:
    """Lay the file aside until it is read."""
    return QuestionUpload.objects.create(
        bank=bank, by=by, name=name[:120], format=kind, topic=topic, language=language, content=content, uploaded_at=now
    )


def waiting_uploads() -> QuerySet[QuestionUpload]:
    """What a lost message left lying."""
    return QuestionUpload.objects.waiting()


def forget_uploads(*, now: datetime) -> None:
    """The sweep: files nobody came back to."""
    QuestionUpload.objects.filter(uploaded_at__lt=now - QuestionUpload.KEPT_FOR).delete()


def ask_to_import(upload: QuestionUpload, *, keep_going: bool) -> bool:
    """What was read shall be written. Whether this was new: asked twice, it is done once."""
    rows = QuestionUpload.objects.filter(pk=upload.pk, state=UploadState.READ)
    return bool(rows.update(state=UploadState.TO_IMPORT, keep_going=keep_going))


def read_upload(upload_id: int, *, now: datetime, progress: Progress | None = None) -> None:
    """Read the file and put down what would become of it. Read already: nothing."""
    upload = QuestionUpload.objects.filter(pk=upload_id, state=UploadState.TO_READ).select_related("bank", "topic").first()
    if upload is None:
        return
    with override(upload.language):
        try:
            reading = _reading(upload, progress)
        except Unreadable as error:
            _finish(upload, UploadState.TO_READ, UploadState.REFUSED, {"reason": str(error)})
            return
        report = import_reading(upload.bank, reading, topic=upload.topic, now=now, dry_run=True)
        _finish(
            upload,
            UploadState.TO_READ,
            UploadState.READ,
            _stored(report) | {"preview": [_shown(item, fate, upload.topic) for item, fate in report.taken[:MOST_SHOWN]]},
        )


def import_upload(upload_id: int, *, now: datetime, progress: Progress | None = None) -> None:
    """Write the questions, once. Where a problem came up since the file was read, nothing is written and the page says it."""
    with transaction.atomic():
        upload = QuestionUpload.objects.select_for_update().filter(pk=upload_id, state=UploadState.TO_IMPORT).first()
        if upload is None:
            return
        with override(upload.language):
            reading = _reading(upload, None)
            report = import_reading(upload.bank, reading, topic=upload.topic, keep_going=upload.keep_going, now=now, progress=progress)
            state = UploadState.DONE if report.written else UploadState.READ
            preview = {} if report.written else {"preview": upload.report.get("preview", [])}
            _finish(upload, UploadState.TO_IMPORT, state, _stored(report) | preview)


def _reading(upload: QuestionUpload, progress: Progress | None) -> Reading:
    kind = Format(upload.format) if upload.format else None
    return read(bytes(upload.content), kind, upload.name, progress=progress)


def _finish(upload: QuestionUpload, before: str, state: str, report: Mapping[str, Any]) -> None:
    """Unless another worker was faster. What was imported is not kept twice."""
    changes: dict[str, Any] = {"state": state, "report": dict(report)}
    if state in {UploadState.DONE, UploadState.REFUSED}:
        changes["content"] = b""
    QuestionUpload.objects.filter(pk=upload.pk, state=before).update(**changes)


def _stored(report: QuestionReport) -> dict[str, Any]:
    return {
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": rejected_count(report.rejected),
        "problems": _lines(report.rejected),
        "more_problems": max(0, len(report.rejected) - MOST_REMARKS),
        "notes": _lines(report.notes),
        "more_notes": max(0, len(report.notes) - MOST_REMARKS),
    }


def _lines(remarks: list[Remark]) -> list[list[str]]:
    return [[str(remark.place), remark.title, remark.reason] for remark in remarks[:MOST_REMARKS]]


def _shown(item: Item, fate: str, topic: Topic | None) -> dict[str, Any]:
    return {
        "place": str(item.place),
        "title": item.title,
        "fate": fate,
        "topic": item.topic[0] if item.topic else topic.title if topic else "",
        "difficulty": item.difficulty or 0,
        "kind": item.kind,
        "content": item.checked.as_json(),
        "pictures": {name: _thumbnail(content) for name, content in item.pictures.items()},
    }


def _thumbnail(content: bytes) -> list[Any]:
    with pictures.opened(content) as picture:
        small = pictures.encoded(pictures.fitted(pictures.upright(picture), THUMBNAIL), "jpeg", 60)
    return [small.width, small.height, f"data:image/jpeg;base64,{b64encode(small.content).decode()}"]


def preview_of(upload: QuestionUpload) -> list[Previewed]:
    fates = {"new": _("new"), "changed": _("changed"), "same": _("there already, unchanged")}
    found = []
    for number, row in enumerate(upload.report.get("preview", []), start=1):
        content = check_content(row["kind"], row["content"])
        sizes = {name: Size(*picture) for name, picture in row["pictures"].items()}
        review_of = review(content, None, number=number, points=Decimal(0), of=Decimal(0), sizes=sizes)
        found.append(
            Previewed(
                place=row["place"],
                title=row["title"],
                fate=fates[row["fate"]],
                topic=row["topic"],
                difficulty=row["difficulty"],
                shown=review_of.shown,
                right=review_of.right,
                explanation=review_of.explanation,
            )
        )
    return found
