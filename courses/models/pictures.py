"""Pictures that trainers upload, and the files made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from accounts.models import User
from courses import pictures


class Licence(models.TextChoices):
    OWN = "own", _("own work")
    PERMISSION = "permission", _("by permission")
    CC0 = "cc0", _("CC0")
    CC_BY = "cc-by", _("CC BY")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA")
    PUBLIC_DOMAIN = "public-domain", _("public domain")
    OTHER = "other", _("other")
    UNSTATED = "unstated", _("to be stated")


@dataclass(frozen=True)
class PhoneFiles:
    """What a page needs to show a picture: for each kind its files, smallest first."""

    by_kind: dict[str, list[PictureFile]]

    @property
    def modern(self) -> list[tuple[str, list[PictureFile]]]:
        """Kinds that old browsers pass over, with their names among the types, the best first."""
        return [(pictures.TYPES[kind], files) for kind, files in self.by_kind.items() if kind != "jpeg"]

    @property
    def plain(self) -> list[PictureFile]:
        return self.by_kind["jpeg"]

    @property
    def shown(self) -> PictureFile:
        """What gives the picture its place on the page."""
        return self.plain[-1]

    @property
    def carried(self) -> PictureFile:
        """The one file that a kept course takes along: every browser that can keep a course understands WebP."""
        return self.by_kind.get("webp", self.plain)[-1]

    @property
    def size_bytes(self) -> int:
        """What the picture costs a phone, at most; only a browser that knows nothing but JPEG may pay a little more."""
        return self.carried.size_bytes


class Picture(AbstractImage):
    """A picture in an institution's collection. Its file never changes: a better one is another picture."""

    uploaded_by_user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("uploaded by")
    )
    alt = models.CharField(_("what it shows"), max_length=120, blank=True, help_text=_("Read out to who cannot see it."))
    licence = models.CharField(_("licence"), max_length=13, choices=Licence, help_text=_("By what right we may show it."))
    author = models.CharField(_("author"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Where it is from: an address, a book, a person."))

    admin_form_fields: ClassVar = ("title", "file", "collection", "alt", "licence", "author", "source", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [models.CheckConstraint(condition=~models.Q(licence=""), name="a_picture_names_its_licence")]

    @property
    def default_alt_text(self) -> str:
        return self.alt or self.title

    def keep(self, file: pictures.File) -> None:
        """Take these bytes as the picture's file. Not saved yet."""
        name = f"{file.digest}.{'jpg' if file.kind == 'jpeg' else file.kind}"
        self.file.save(name, ContentFile(file.content), save=False)
        self.width, self.height = file.width, file.height
        self._set_image_file_metadata()

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> ContentFile[bytes]:  # noqa: A002  Wagtail's name
        """Wagtail would leave its temporary file open."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    def for_phones(self) -> PhoneFiles | None:
        """The files that phones are sent, made where they are missing. None where the picture's own file is lost."""
        rows = [row for row in self.renditions.all() if row.filter_spec.startswith(PHONE)]
        if not rows:
            rows = self._make_phone_files()
        by_kind: dict[str, list[PictureFile]] = {}
        for kind in pictures.kinds_for_phones():
            found = sorted((row for row in rows if row.filter_spec.endswith(f"-{kind}")), key=lambda row: row.width)
            if found:
                by_kind[kind] = found
        return PhoneFiles(by_kind) if "jpeg" in by_kind else None

    def _make_phone_files(self) -> list[PictureFile]:
        """Two who ask at the same time both draw; the rows of whoever writes first stand."""
        try:
            with self.open_file() as file:
                content = file.read()
        except OSError:
            return []
        for place, made in enumerate(pictures.for_phones(content)):
            row = PictureFile(image=self, filter_spec=f"{PHONE}{place}-{made.kind}", size_bytes=len(made.content))
            row.file.save(f"{made.width}-{made.digest}.{made.kind}", ContentFile(made.content), save=False)
            row.width, row.height = made.width, made.height
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                row.file.storage.delete(row.file.name)
                if not self.renditions.filter(filter_spec=row.filter_spec).exists():
                    raise
        return list(self.renditions.filter(filter_spec__startswith=PHONE))


PHONE = "phone-"
SHOWN = {"picture": "picture", "video": "poster"}
"""Under which name each piece of a lesson that shows a picture holds it."""


class PictureFile(AbstractRendition):
    """A file made of a picture: for phones by us (`phone-…`), for the admin's lists by Wagtail."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    size_bytes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_file_of_a_picture_for_each_use")
        ]

    def get_upload_to(self, filename: str) -> str:
        """Phones' files have a name that holds their digest, in a folder of their picture's: it may be kept for ever."""
        if self.filter_spec.startswith(PHONE):
            return f"pictures/{self.image.get_file_hash()[:20]}/{filename}"
        return str(super().get_upload_to(filename))


def pictures_in(pages: Iterable[Any]) -> list[Picture]:
    """The pictures of several lessons, each once, in the order in which they come; two queries, and none where there are none."""
    wanted = [block["value"].get(SHOWN[block["type"]]) for page in pages for block in page.body.raw_data if block["type"] in SHOWN]
    keys = dict.fromkeys(key for key in wanted if key)
    found = Picture.objects.prefetch_related("renditions").in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]
