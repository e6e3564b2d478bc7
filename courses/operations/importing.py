"""Bringing a trainer's old lesson into a module, as a draft."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.operations import erase_private_file, keep_private_file
from courses.addresses import free_slug
from courses.formats import OldLesson
from courses.models import InstitutionPage, LessonPage, Licence, ModulePage, OldLessonUpload, Picture
from courses.operations.pictures import add_picture
from courses.operations.shelves import shelf_of
from courses.readability import measure

LONGEST_LESSON = 15


@transaction.atomic
def lay_aside(module: ModulePage, content: bytes, *, name: str, by: User, now: datetime) -> OldLessonUpload:
    """Keep the file until its author has seen what becomes of it."""
    file = keep_private_file(by, content, name=name[:120], content_type="application/octet-stream", now=now)
    return OldLessonUpload.objects.create(module=module, file=file, uploaded_at=now)


@transaction.atomic
def forget_old_lesson(upload: OldLessonUpload) -> None:
    upload.delete()
    erase_private_file(upload.file)


def forget_old_lessons(*, now: datetime) -> None:
    """The sweep: files nobody came back to within the hour."""
    stale = OldLessonUpload.objects.select_related("file").filter(uploaded_at__lt=now - OldLessonUpload.KEPT_FOR)
    for upload in stale.iterator(chunk_size=50):
        forget_old_lesson(upload)


@transaction.atomic
def import_old_lesson(module: ModulePage, old: OldLesson, *, key: UUID, file_name: str, by: User) -> LessonPage:
    """The draft of a lesson, at the end of the module; its pictures on the institution's shelf, their licence still to be stated.

    The same key again returns the draft there is. Nothing is published.
    """
    there: LessonPage | None = LessonPage.objects.filter(lesson_key=key).first()
    if there is not None:
        return there
    organisation = InstitutionPage.objects.ancestor_of(module).get().organisation
    shelf = shelf_of(organisation)
    pictures = [
        add_picture(
            content,
            title=f"{old.title} {number}",
            licence=Licence.UNSTATED,
            collection=shelf,
            source=file_name[:300],
            by=by,
        )
        for number, content in enumerate(old.pictures, start=1)
    ]
    body = [with_id(block | {"value": shown(block["value"], pictures)} if block["type"] == "picture" else block) for block in old.body]
    page = LessonPage(
        lesson_key=key,
        title=old.title,
        draft_title=old.title,
        live=False,
        owner=by,
        locale=module.locale,
        minutes=min(max(measure(old.body, old.practice).minutes, 1), LONGEST_LESSON),
        body=body,
        practice=[with_id(block) for block in old.practice],
    )
    page.slug = free_slug(page, module)
    made: LessonPage = module.add_child(instance=page)
    made.save_revision(user=by, log_action="wagtail.create")
    return made


def shown(number: int, pictures: Sequence[Picture]) -> dict[str, object]:
    return {"picture": pictures[number].pk, "alt": "", "caption": ""}


def with_id(block: dict[str, object]) -> dict[str, object]:
    return block | {"id": str(uuid4())}
