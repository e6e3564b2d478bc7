"""One page, the same bytes for everyone: rendered once, kept in the shared cache, answered with a strong ETag."""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

KEPT_SECONDS = 7 * 24 * 3600
CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=86400"


class Rendered(NamedTuple):
    plain: bytes
    packed: bytes
    etag: str


@lru_cache(maxsize=1)
def build() -> str:
    """Names what the pages are made with: a new release, another template or translation makes every page anew."""
    digest = hashlib.sha256(static("cms/miaopu.css").encode() + static("courses/lesson.js").encode())
    root = settings.BASE_DIR
    for path in sorted([*root.glob("*/templates/**/*.html"), *root.glob("locale/*/LC_MESSAGES/django.mo")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def pack(text: str) -> Rendered:
    plain = text.encode()
    return Rendered(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:32])


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
    plain, packed, etag = kept
    wants_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if wants_packed else plain)
    if wants_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{etag}-gzip"' if wants_packed else f'"{etag}"'
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Length"] = str(len(response.content))
    conditional: HttpResponse = get_conditional_response(request, etag=response.headers["ETag"], response=response)  # type: ignore[assignment]
    return conditional
