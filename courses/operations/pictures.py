"""Putting a picture on a shelf."""

from django.db import transaction
from wagtail.models import Collection

from accounts.models import User
from courses import pictures
from courses.models import Licence, Picture


@transaction.atomic
def add_picture(
    content: bytes,
    *,
    title: str,
    licence: Licence,
    collection: Collection,
    alt: str = "",
    author: str = "",
    source: str = "",
    by: User | None,
) -> Picture:
    """The picture, without where and when it was taken. The same one again on the same shelf is the one there is.

    Raises BadPicture for what is none.
    """
    picture = Picture(title=title, licence=licence, collection=collection, alt=alt, author=author, source=source, uploaded_by_user=by)
    picture.keep(pictures.kept(content))
    there: Picture | None = Picture.objects.filter(file_hash=picture.file_hash, collection=collection).first()
    if there is not None:
        picture.file.storage.delete(picture.file.name)
        return there
    picture.save()
    picture.for_phones()
    return picture
