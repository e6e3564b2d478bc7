"""What a lesson takes along: pictures, sound and papers that its author may use, and no others."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from courses.addresses import PageForm

type Reference = tuple[type[Model], Any]


class LessonForm(PageForm):
    """The choosers show an author nothing of other institutions; a number typed past them is refused here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = references(self.instance.body)

    def clean_body(self) -> Any:
        body = self.cleaned_data["body"]
        if not all(may_use(self.for_user, *new) for new in references(body) - self.standing):
            raise ValidationError(_("A picture or file here belongs to somebody else. Choose one of your own or a shared one."))
        return body

    def clean_reading(self) -> Any:
        reading = self.cleaned_data["reading"]
        chosen_now = reading is not None and reading.pk != self.initial.get("reading")
        if chosen_now and not may_use(self.for_user, get_document_model(), reading.pk):
            raise ValidationError(_("This file belongs to somebody else. Choose one of your own or a shared one."))
        return reading


def references(body: Any) -> set[Reference]:
    """The pictures and files that a body shows. What stands there already may stay, whoever chose it."""
    found: Iterable[Any] = body.stream_block.extract_references(body)
    return {(model, str(key)) for model, key, *_path in found if model in {get_image_model(), get_document_model()}}


def may_use(author: Any, model: type[Model], key: Any) -> bool:
    """Whether the author finds it on a shelf of theirs, or on the shared one."""
    policy = policy_registry.get_by_type(model)
    return bool(policy.instances_user_has_any_permission_for(author, ["add", "change", "choose"]).filter(pk=key).exists())
