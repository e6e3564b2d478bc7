"""Private files and the log of who looked."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Access, PrivateFile, User


@transaction.atomic
def keep_private_file(owner: User, content: bytes, *, name: str, content_type: str, now: datetime) -> PrivateFile:
    """Store bytes that only the owner (and whom an app lets) may open."""
    row = PrivateFile(
        owner=owner, name=name, content_type=content_type, size=len(content), sha256=hashlib.sha256(content).hexdigest(), created_at=now
    )
    row.file.save(name, ContentFile(content), save=False)
    row.save(force_insert=True)
    return row


def erase_private_file(file: PrivateFile) -> None:
    """Row and bytes: the bytes when the row is surely gone, so that no row ever names a file that is not there."""
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def log_access(subject: User | int, *, by: User, what: str, detail: str = "", now: datetime) -> None:
    """Write down that somebody of the staff looked. Looking at oneself is not logged."""
    subject_id = subject if isinstance(subject, int) else subject.pk
    if subject_id != by.pk:
        Access.objects.create(subject_id=subject_id, viewer=by, what=what, detail=detail, at=now)


def log_accesses(subjects: Iterable[int], *, by: User, what: str, now: datetime) -> None:
    """Write down that somebody of the staff looked at many people at once, as on a printed list."""
    rows = [Access(subject_id=subject, viewer=by, what=what, at=now) for subject in subjects if subject != by.pk]
    Access.objects.bulk_create(rows, batch_size=500)
