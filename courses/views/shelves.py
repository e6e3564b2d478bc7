"""In the admin: a picture or a recording that a lesson uses cannot be deleted."""

from collections.abc import Sequence
from typing import Any

from django.db.models import ProtectedError, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as files_at_once
from wagtail.images.views import images
from wagtail.images.views import multiple as pictures_at_once

from accounts.http import UserRequest
from courses.models import LessonPage, MediaFile, Picture
from courses.models.authors import choosable_pages

SHOWN = 20


def refuse_used(request: UserRequest, things: Sequence[Any]) -> HttpResponse | None:
    """Say which lessons use them; None where no lesson does. Lessons of other institutions are counted, not named."""
    pictures = [thing.pk for thing in things if isinstance(thing, Picture)]
    files = [thing.pk for thing in things if isinstance(thing, MediaFile)]
    using = LessonPage.objects.filter(Q(media_uses__picture__in=pictures) | Q(media_uses__file__in=files)).distinct().order_by("path")
    count = using.count()
    if not count:
        return None
    own = using.filter(pk__in=choosable_pages(request.user).values("pk"))
    here = own.count()
    context = {
        "title": str(things[0]),
        "several": len(things) > 1,
        "lessons": own[:SHOWN],
        "more": max(0, here - SHOWN),
        "others": count - here,
    }
    return render(request, "courses/admin/media_used.html", context, status=409)


class KeptWhileUsed:
    """Wagtail's page on which a picture or a file is deleted. Who may not delete it does not find it."""

    def dispatch(self, request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("delete"):  # type: ignore[attr-defined]
            raise Http404
        refused = refuse_used(request, [self.object])  # type: ignore[attr-defined]
        try:
            return refused or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:  # a lesson took it between the look and the click
            return refuse_used(request, [self.object]) or HttpResponse(status=409)  # type: ignore[attr-defined]


class KeptAtUpload:
    """The same for the button beside what was just uploaded, which waits for an answer in JSON."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:
            return JsonResponse({"success": False, "error_message": gettext("Nothing was deleted: lessons use it.")}, status=409)
        return answer


class DeleteUploadedPicture(KeptAtUpload, pictures_at_once.DeleteView):
    pass


class DeleteUploadedFile(KeptAtUpload, files_at_once.DeleteView):
    pass


class DeletePicture(KeptWhileUsed, images.DeleteView):
    pass


class DeleteMediaFile(KeptWhileUsed, documents.DeleteView):
    pass
