from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from wagtail.models import Page

from courses.serving import pack, shared_response


class SharedPage(Page):  # type: ignore[misc]
    """A page that is the same bytes for everyone. It is rendered without the request, so nothing personal can get in."""

    class Meta:
        abstract = True

    def facts(self, number: int) -> list[object]:
        """What the bytes depend on, beside language and release. Asked at every visit: keep it to one or two queries."""
        return [self.pk, self.latest_revision_id, self.last_published_at]

    def shared_context(self, number: int) -> dict[str, Any]:
        return {}

    def render(self, number: int = 1) -> str:
        context = {
            "page": self,
            "other_language_url": self.address_in("zh-hans" if get_language() == "en" else "en"),
            "icp": settings.ICP_NUMBER,
        }
        return render_to_string(self.template, context | self.shared_context(number))

    def address_in(self, language: str) -> str:
        """The path of this page, without the host."""
        with override(language):
            parts = self.get_url_parts() if self.pk else None
        return str(parts[2]) if parts else ""

    def packed_size(self) -> int:
        """The bytes that travel to a phone, as a Chinese reader gets them."""
        with override(settings.LANGUAGE_CODE):
            return len(pack(self.render()).packed)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "is_preview", False):
            return HttpResponse(self.render())
        number = page_number(request.GET.get("page"))
        return shared_response(request, facts=[type(self).__name__, *self.facts(number)], render=lambda: self.render(number))


def page_number(text: str | None) -> int:
    """A page number from an address; anything odd is the first page, so that nobody fills the cache with nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) <= 1000 else 1
