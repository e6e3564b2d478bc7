"""Keeping the pictures that questions show."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from exams.content import Content
from exams.models import QuestionPicture
from exams.pictures import for_a_paper, name_of
from exams.showing import Size


def add_question_picture(content: bytes, organisation: Organisation) -> QuestionPicture:
    """The picture, made small enough for a phone. The same bytes again are the one there is. Raises BadPicture."""
    uuid = name_of(content)
    there = QuestionPicture.objects.filter(uuid=uuid, organisation=organisation).first()
    if there is not None:
        return there
    made = for_a_paper(content)
    picture = QuestionPicture(
        organisation=organisation,
        uuid=uuid,
        sha256=sha256(made.content).hexdigest(),
        width=made.width,
        height=made.height,
        size_bytes=len(made.content),
    )
    picture.file.save(f"{picture.sha256}.{made.kind}", ContentFile(made.content), save=False)
    try:
        with transaction.atomic():
            picture.save()
    except IntegrityError:  # somebody else kept the same one in this moment
        picture.file.storage.delete(str(picture.file))
        return QuestionPicture.objects.get(uuid=uuid, organisation=organisation)
    return picture


def sizes_of(contents: Iterable[Content]) -> Mapping[str, Size]:
    """How large the pictures of these questions are shown. Nothing is asked of the table where there are none."""
    named = {image for content in contents for image in content.pictures}
    if not named:
        return {}
    rows = QuestionPicture.objects.filter(uuid__in=named).values_list("uuid", "width", "height")
    return {str(uuid): Size(width, height) for uuid, width, height in rows}
