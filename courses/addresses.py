"""The last part of a page's address, where its author gives none."""

from itertools import count
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class PageForm(WagtailAdminPageForm):
    """A title in Chinese yields no address of its own, and an author should not have to think of one: lesson-1, lesson-2…"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The last part of the address: letters, digits, hyphens. Left empty, one is made up.")

    def clean_slug(self) -> str:
        return self.cleaned_data.get("slug") or free_slug(self.instance, self.parent_page)


def free_slug(page: Page, parent: Page) -> str:
    """The kind of page and the first number that no sibling has."""
    kind = type(page).__name__.removesuffix("Page").lower()
    taken = set(parent.get_children().filter(slug__startswith=f"{kind}-").values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := f"{kind}-{number}") not in taken)
