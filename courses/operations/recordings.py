"""Putting a recording or a paper on a shelf."""

from django.db import transaction
from wagtail.models import Collection

from accounts.models import User
from courses import recordings
from courses.models import Licence, MediaFile


@transaction.atomic
def add_media_file(
    content: bytes, *, title: str, licence: Licence, collection: Collection, author: str = "", source: str = "", by: User | None
) -> MediaFile:
    """The file, without where it was taken. The same one again on the same shelf is the one there is.

    Raises BadFile for what no phone can play or open.
    """
    recording = recordings.kept(content)
    file = MediaFile(title=title, licence=licence, collection=collection, author=author, source=source, uploaded_by_user=by)
    file.keep(recording)
    there: MediaFile | None = MediaFile.objects.filter(file_hash=file.file_hash, collection=collection).first()
    if there is not None:
        file.file.delete(save=False)
        return there
    file.save()
    return file
