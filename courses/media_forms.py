"""Wagtail's forms for what trainers upload. What is kept is made anew from what was sent, so no file says where it was taken."""

from typing import Any

from django import forms
from wagtail.admin.forms.collections import BaseCollectionMemberForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from courses import pictures, recordings


class KeptAnew(BaseCollectionMemberForm):
    """The file comes by this form, or by an upload that waited for its licence; in both cases the model keeps what is made of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields.pop("file", None)  # lessons show it: a better one is another one

    def made_of(self, content: bytes) -> Any:
        raise NotImplementedError

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        try:
            self.made = self.made_of(sent.read())
        except (pictures.BadPicture, recordings.BadFile) as error:
            raise forms.ValidationError(str(error)) from error
        finally:
            sent.seek(0)
        return sent

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Django's signature
        if self.instance.pk is None:
            raw = self.instance.file
            stored = raw.name if raw._committed else ""  # noqa: SLF001
            self.instance.keep(getattr(self, "made", None) or self.made_of(raw.read()))
            if stored:
                raw.storage.delete(stored)
        return super().save(commit=commit)


class PictureForm(KeptAnew, BaseImageForm):
    def made_of(self, content: bytes) -> pictures.File:
        return pictures.kept(content)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Django's signature
        picture = super().save(commit=commit)
        if commit:
            picture.for_phones()
        return picture


class MediaFileForm(KeptAnew, BaseDocumentForm):
    def made_of(self, content: bytes) -> recordings.Recording:
        return recordings.kept(content)
