"""One page, the same bytes for everyone: rendered once, kept in the shared cache, answered with a strong ETag."""

import gzip
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from wagtail.models import Page, PageViewRestriction, SiteRootPath

from courses.addresses import PageForm

KEPT_SECONDS = 7 * 24 * 3600
ADDRESS_SECONDS = 300
"""As long as a browser may keep a page without asking."""
GENERATION = "shared-pages:generation"
ASSETS = ("cms/miaopu.css", "courses/queue.js", "courses/lesson.js", "courses/keep.js")
"""What the pages that are the same for everyone are shown with."""
PHONE_WIDTH = 360
"""Pixels of the telephones most learners have."""
CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=86400"


class Rendered(NamedTuple):
    plain: bytes
    packed: bytes
    etag: str


@lru_cache(maxsize=1)
def build() -> str:
    """Names what the pages are made with: a new release, another template or translation makes every page anew."""
    digest = hashlib.sha256("".join(map(static, ASSETS)).encode())
    root = settings.BASE_DIR
    for path in sorted([*root.glob("*/templates/**/*.html"), *root.glob("locale/*/LC_MESSAGES/django.mo")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def pack(text: str) -> Rendered:
    plain = text.encode()
    return Rendered(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:32])


def generation() -> str:
    """Named anew whenever any page is published, moved or taken away (`pages_changed`), so that no address shows what was."""
    return str(cache.get_or_set(GENERATION, lambda: uuid4().hex, None))


def pages_changed() -> None:
    """To be called when the change is committed. Should the call be lost, an address shows what was for ADDRESS_SECONDS at most."""
    cache.delete(GENERATION)


def kept_now(names: Collection[str]) -> tuple[str, dict[str, Any]]:
    """What is kept under these names and still true, and the generation of pages that it is true of: in one round trip."""
    found = cache.get_many([GENERATION, *names])
    current = str(found.pop(GENERATION, None) or generation())
    return current, {name: value for name, (of, value) in found.items() if of == current}


def keep_for_now(of: str, values: Mapping[str, Any]) -> None:
    """`of`: the generation as it was before any of the values was made."""
    cache.set_many({name: (of, value) for name, value in values.items()}, ADDRESS_SECONDS)


def by_address(request: HttpRequest, path: str) -> str | None:
    """Under what a page is kept by its address alone, which costs no query; None for what is never kept so."""
    if request.method not in {"GET", "HEAD"} or set(request.GET) - {"page", "text"}:
        return None
    named = "|".join([get_language() or "", build(), path, str(page_number(request.GET.get("page"))), *text_only(request)])
    return f"page-at:{hashlib.sha256(named.encode()).hexdigest()}"


def shared_response(request: HttpRequest, *, facts: Sequence[object], render: Callable[[], str]) -> HttpResponse:
    """Answer with the kept bytes, or render and keep them under the facts they depend on.

    Two simultaneous first readers both render; the bytes are the same, so nobody waits for a lock.
    """
    named = "|".join(map(str, [*facts, get_language(), build()]))
    key = f"shared-page:{hashlib.sha256(named.encode()).hexdigest()}"
    kept: tuple[bytes, bytes, str] | None = cache.get(key)
    if kept is None:
        kept = pack(render())
        cache.set(key, tuple(kept), KEPT_SECONDS)
    response = answer_with(request, Rendered(*kept))
    response.shared = Rendered(*kept)  # type: ignore[attr-defined]  # for the way by address alone
    return response


def is_for_everyone(response: HttpResponse) -> bool:
    """Wagtail marks a page that only some may see, by a password or a group, as private."""
    return "private" not in response.headers.get("Cache-Control", "")


def answer_with(request: HttpRequest, kept: Rendered) -> HttpResponse:
    plain, packed, etag = kept
    wants_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if wants_packed else plain)
    if wants_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{etag}-gzip"' if wants_packed else f'"{etag}"'
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Length"] = str(len(response.content))
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


class SharedPage(Page):
    """A page that is the same bytes for everyone. It is rendered without the request, so nothing personal can get in."""

    base_form_class = PageForm
    is_any_page_closed = True
    """Whether the site has pages that only some may see. Whoever finds the page may ask along, and saves two queries where not."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        restrictions: QuerySet[PageViewRestriction] = (
            super().get_view_restrictions() if self.is_any_page_closed else PageViewRestriction.objects.none()
        )
        return restrictions

    def know_roots(self, roots: Sequence[SiteRootPath]) -> None:
        """Where the sites begin, from whoever has asked: else each address that this page is asked for asks anew."""
        self._wagtail_cached_site_root_paths = roots

    def facts(self, number: int) -> list[object]:
        """What the bytes depend on, beside language and release. Asked at every visit: keep it to one or two queries."""
        return [self.pk, self.latest_revision_id, self.last_published_at]

    def shared_context(self, number: int) -> dict[str, Any]:
        return {}

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """As learners see it: the narrow phone first."""
        phone, *wider = Page.DEFAULT_PREVIEW_SIZES
        return [phone | {"device_width": PHONE_WIDTH}, *wider]

    def render(self, number: int = 1, *, is_draft: bool = False, is_text_only: bool = False) -> str:
        """`is_draft`: the same page without anything that would count as learning. `is_text_only`: what weighs is a link."""
        context = {
            "text_only": is_text_only,
            "query": "?text" if is_text_only else "",
            "page": self,
            "is_draft": is_draft,
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
        number = page_number(request.GET.get("page"))
        asked = text_only(request)
        facts = [type(self).__name__, *self.facts(number), *asked]
        return shared_response(request, facts=facts, render=lambda: self.render(number, is_text_only=bool(asked)))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What authors see beside the form: the page itself, kept by nobody."""
        return HttpResponse(self.render(is_draft=True))


def text_only(request: HttpRequest) -> list[str]:
    """Named where pictures and sounds are to be links: `?text` is an address of its own, and the same bytes for everyone too."""
    return ["text"] if "text" in request.GET else []


def page_number(text: str | None) -> int:
    """A page number from an address; anything odd is the first page, so that nobody fills the cache with nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) <= 1000 else 1
