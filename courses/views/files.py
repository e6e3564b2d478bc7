"""Files that lessons show, under names that hold their digest: whoever has one never asks again."""

import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

OPEN = ("pictures/", "files/", "readings/")
"""Folders whose files stand in lessons. Their names cannot be guessed, so what is not published yet is not found."""
FOR_AUTHORS = ("images/",)
"""What Wagtail draws for the lists of its admin."""
FOR_EVER = "public, max-age=31536000, immutable"
PIECE = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
TYPES = {".avif": "image/avif", ".webp": "image/webp", ".opus": "audio/ogg", ".m4a": "audio/mp4"}
"""What not every machine's own table knows."""


@login_not_required
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A stored file, or the part of it that a player asks for. Originals and unfinished uploads lie in folders that are not served."""
    is_open = path.startswith(OPEN)
    if not is_open and not (path.startswith(FOR_AUTHORS) and request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousOperation) as error:
        raise Http404 from error
    response = answer(request, file, path)
    response.headers["Cache-Control"] = FOR_EVER if is_open else "private, max-age=3600"
    response.headers["Accept-Ranges"] = "bytes"
    if not response.headers.get("Content-Type", "").startswith(("image/", "audio/", "video/")):
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_open:
        patch_vary_headers(response, ["Cookie"])
    return response


def answer(request: HttpRequest, file: File[bytes], path: str) -> HttpResponseBase:
    kind = TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    etag = f'"{path}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        return unchanged
    response = part(request.headers.get("Range", ""), file, kind) or FileResponse(file, content_type=kind)
    response.headers["ETag"] = etag
    return response


def part(wanted: str, file: File[bytes], kind: str) -> HttpResponseBase | None:
    """One range, as players ask while somebody jumps ahead; None where the whole file is to be sent."""
    found = ONE_RANGE.match(wanted)
    if not found or not any(found.groups()):
        return None
    size = file.size
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(pieces(file, start, end - start + 1), status=206, content_type=kind)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response


def pieces(file: File[bytes], start: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
