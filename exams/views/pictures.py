"""Pictures on papers: for who sits or writes the question, and nobody else."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from exams.models import QuestionPicture

FOR_LONG = "private, max-age=31536000, immutable"
"""Its name is made of its bytes."""


@require_safe
def picture(request: UserRequest, picture: UUID) -> FileResponse:
    found = QuestionPicture.objects.visible_to(request.user, picture).first()
    if found is None:
        raise Http404
    try:
        file = found.file.open()
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp" if str(found.file).endswith(".webp") else "image/jpeg")
    response.headers["Cache-Control"] = FOR_LONG
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_vary_headers(response, ["Cookie"])
    return response
