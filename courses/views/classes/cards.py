"""Class cards: who has one, a sheet for those who have none, and a new one for somebody who lost it."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import operations as accounts
from accounts.cards import shown
from accounts.http import UserRequest
from accounts.models import ClassCard, User
from courses import operations
from courses.class_forms import CardsForm
from courses.models import TrainingClass
from courses.models.learners import learners_of
from courses.qr import qr
from courses.views.classes.doors import class_door, teacher_door


@never_cache
@require_http_methods(["GET", "POST"])
def cards(request: UserRequest, key: UUID) -> HttpResponse:
    training_class = class_door(request, key)
    form = CardsForm(request.POST or None, initial={"batch": uuid4()})
    is_used_up = False
    if request.method == "POST" and form.is_valid():
        try:
            issued = operations.issue_class_cards(training_class, batch=form.cleaned_data["batch"], by=request.user, now=now())
            return sheet(request, issued, training_class)
        except accounts.AlreadyIssued:
            is_used_up, form = True, CardsForm(initial={"batch": uuid4()})
    waiting = operations.without_card(training_class)
    held = ClassCard.objects.standing().filter(person__in=training_class.members.known().values("person"))
    context = {
        "training_class": training_class,
        "form": form,
        "waiting": len(waiting),
        "held": held.count(),
        "locked": [row.person for row in held.filter(tries__gte=ClassCard.MOST_TRIES).select_related("person")],
        "is_used_up": is_used_up,
    }
    return render(request, "courses/classes/cards.html", context, status=409 if is_used_up else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def new_card(request: UserRequest, person: UUID) -> HttpResponse:
    """One card for one learner; the earlier one ends."""
    teacher_door(request)
    found: User = get_object_or_404(learners_of(request.user), public_id=person)
    form = CardsForm(request.POST or None, initial={"batch": uuid4()})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            issued = operations.replace_card([found], **form.cleaned_data, by=request.user, now=now())
            if issued:
                return sheet(request, issued, None)
            problem = "role"
        except accounts.AlreadyIssued:
            problem, form = "used up", CardsForm(initial={"batch": uuid4()})
    context = {
        "person": found,
        "form": form,
        "problem": problem,
        "held": ClassCard.objects.standing().filter(person=found).first(),
    }
    return render(request, "courses/classes/new_card.html", context, status=409 if problem else 200)


def sheet(request: UserRequest, issued: list[accounts.IssuedCard], training_class: TrainingClass | None) -> HttpResponse:
    """The cards on paper, eight a page: the only time that code and PIN can be read."""
    address = request.build_absolute_uri(reverse("accounts:card"))
    drawn = [
        {"person": card.person, "code": shown(card.code), "pin": card.pin, "qr": qr(f"{address}?{urlencode({'c': card.code})}")}
        for card in issued
    ]
    context = {"cards": drawn, "training_class": training_class, "address": address, "teacher": request.user}
    return render(request, "courses/classes/card_sheet.html", context)
