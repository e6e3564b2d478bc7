"""My notebook: the page of one lesson, and all pages together. Works without JavaScript; lesson.js reads the small JSON."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from courses import operations
from courses.forms import NoteForm
from courses.models import Enrolment, Note, NoteKind
from courses.views.enrolled import Desk, desk_or_enrol, places_of

PER_PAGE = 20
REVISIONS = 20
"""Earlier versions shown on the page of a note; all are kept."""


@never_cache
@require_GET
def my_notes(request: UserRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:50]
    only_bookmarks = bool(request.GET.get("bookmarks"))
    found = Note.objects.visible_to(request.user).kept().filter(text__icontains=query)
    if only_bookmarks:
        found = found.filter(is_bookmarked=True)
    ordered = found.select_related("enrolment__course__page").order_by("-changed_at", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(page.object_list)
    rows = [(note, places.get((note.enrolment_id, note.lesson_key))) for note in page.object_list]
    return render(request, "courses/my_notes.html", {"page_obj": page, "rows": rows, "query": query, "only_bookmarks": only_bookmarks})


@never_cache
@require_GET
def note_json(request: UserRequest, course: UUID, lesson: UUID) -> JsonResponse:
    """What the box on the lesson page shows, asked for only when it is opened."""
    enrolment = get_object_or_404(Enrolment.objects.filter(learner=request.user), course__key=course)
    note = enrolment.notes.filter(lesson_key=lesson).first() or Note()
    return JsonResponse({"person": str(request.user.public_id), "text": note.text, "bookmarked": note.is_bookmarked})


@never_cache
@require_http_methods(["GET", "POST"])
def note(request: UserRequest, course: UUID, lesson: UUID) -> HttpResponse:
    desk = desk_or_enrol(request, course, lesson)
    if isinstance(desk, HttpResponseRedirect):
        return desk
    standing = desk.enrolment.notes.filter(lesson_key=lesson).first() or Note()
    form = NoteForm(request.POST or None, initial={"token": uuid4(), "text": standing.text, "is_bookmarked": standing.is_bookmarked})
    if request.method == "POST" and form.is_valid():
        write_down(desk, standing, form)
        messages.success(request, _("Kept in your notebook."))
        return redirect(request.path)
    earlier = desk.enrolment.note_events.filter(lesson_key=lesson, kind=NoteKind.NOTED).exclude(text=standing.text)
    context = {
        "form": form,
        "desk": desk,
        "note": standing,
        "earlier": earlier.order_by("-happened_at", "-event_id")[:REVISIONS],
    }
    return render(request, "courses/note.html", context, status=422 if form.errors else 200)


def write_down(desk: Desk, standing: Note, form: NoteForm) -> None:
    """Only what changed is an event."""
    token, wanted = form.cleaned_data["token"], form.cleaned_data["is_bookmarked"]
    operations.keep_note(
        desk.enrolment,
        desk.lesson.lesson_key,
        token=token,
        text=form.cleaned_data["text"] if form.cleaned_data["text"] != standing.text else None,
        is_bookmarked=wanted if wanted != standing.is_bookmarked else None,
        now=now(),
    )
