"""The trainers' list of what learners wrote: what waits comes first; answer, show to others, put a lesson right. Also on a phone."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from accounts.models import Role
from courses import operations
from courses.forms import AnswerForm, CorrectionForm, PublishForm
from courses.masking import masked
from courses.models import Inquiry
from courses.tasks import tell_correction
from courses.views.enrolled import places_of

PER_PAGE = 20


def trainer_door(request: UserRequest) -> None:
    """Only who teaches (or owns the site) has this room; to others it is not there."""
    if not (request.user.is_superuser or request.user.holds(Role.TRAINER)):
        raise Http404


@never_cache
@require_GET
def to_answer(request: UserRequest) -> HttpResponse:
    trainer_door(request)
    only_waiting = not request.GET.get("all")
    found = Inquiry.objects.answerable_by(request.user)
    ordered = found.waiting().order_by("asked_at", "pk") if only_waiting else found.waiting_first()
    page = Paginator(ordered.select_related("enrolment__course__page"), PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(page.object_list)
    rows = [(row, places.get((row.enrolment_id, row.lesson_key))) for row in page.object_list]
    return render(request, "courses/inquiries.html", {"page_obj": page, "rows": rows, "only_waiting": only_waiting})


@never_cache
@require_http_methods(["GET", "POST"])
def answer_one(request: UserRequest, inquiry: UUID) -> HttpResponse:
    """One of them; the button says what is done with it."""
    found = get_object_or_404(
        Inquiry.objects.answerable_by(request.user).select_related("enrolment__course__page", "enrolment__learner"), uuid=inquiry
    )
    action = request.POST.get("action", "") if request.method == "POST" else ""
    forms_shown = forms_for(request, found, action)
    if action in PLAIN:
        PLAIN[action](request, found)
        return redirect("courses:inquiries")
    form = forms_shown.get(action)
    if form is not None and form.is_valid() and WRITTEN[action](request, found, form):
        return redirect("courses:inquiry", found.uuid)
    context = {
        "inquiry": found,
        "place": places_of([found]).get((found.enrolment_id, found.lesson_key)),
        "corrections": found.corrections.select_related("by"),
        "forms": forms_shown,
    }
    return render(request, "courses/inquiry.html", context, status=422 if form is not None and form.errors else 200)


def forms_for(request: UserRequest, inquiry: Inquiry, action: str) -> dict[str, forms.Form]:
    """The forms of the page; only the one that was sent is bound."""
    kinds: dict[str, tuple[type[forms.Form], dict[str, object]]] = {
        "answer": (AnswerForm, {"text": inquiry.answer}),
        "publish": (
            PublishForm,
            {
                "question": inquiry.public_text or masked(inquiry.text),
                "answer": inquiry.public_answer or masked(inquiry.answer),
            },
        ),
        "correct": (CorrectionForm, {"token": uuid4()}),
    }
    return {name: kind(request.POST if name == action else None, initial=initial, prefix=name) for name, (kind, initial) in kinds.items()}


def answer(request: UserRequest, inquiry: Inquiry, form: forms.Form) -> bool:
    operations.answer_inquiry(inquiry, form.cleaned_data["text"], by=request.user, now=now())
    messages.success(request, _("The learner has the answer in the inbox."))
    return True


def publish(request: UserRequest, inquiry: Inquiry, form: forms.Form) -> bool:
    try:
        operations.publish_inquiry(inquiry, **form.cleaned_data, by=request.user, now=now())
    except operations.NotToBeShown:
        form.add_error(None, _("The learner wants only the trainers to read it, or it has no answer yet."))
        return False
    messages.success(request, _("Others find it now, without a name."))
    return True


def correct(request: UserRequest, inquiry: Inquiry, form: forms.Form) -> bool:
    given = form.cleaned_data
    with transaction.atomic():
        correction = operations.correct_lesson(
            inquiry, uuid=given["token"], text=given["text"], matters=given["matters"], by=request.user, now=now()
        )
        if correction.matters:
            transaction.on_commit(lambda: tell_correction.delay(correction.pk), robust=True)
    messages.success(request, _("Written down. Everybody it matters to will find it in the inbox."))
    return True


def hide(request: UserRequest, inquiry: Inquiry) -> None:
    operations.hide_inquiry(inquiry, by=request.user, now=now())
    messages.success(request, _("Others no longer find it."))


def close(request: UserRequest, inquiry: Inquiry) -> None:
    operations.close_inquiry(inquiry, by=request.user, now=now())
    messages.success(request, _("Laid aside. It can still be answered later."))


PLAIN: dict[str, Callable[[UserRequest, Inquiry], None]] = {"hide": hide, "close": close}
WRITTEN: dict[str, Callable[[UserRequest, Inquiry, forms.Form], bool]] = {"answer": answer, "publish": publish, "correct": correct}
