"""The platform's search: anonymous cards with points and reasons, and the invitation."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import UserRequest
from accounts.models import Organisation
from certification.models import Standard
from talent_pool import operations
from talent_pool.forms import InviteForm
from talent_pool.models import Candidate, Opening, WantedRole, platforms_of
from talent_pool.views.doors import platform_here
from talent_pool.views.places import chosen_place

PER_PAGE = 20


@never_cache
@require_GET
def search(request: UserRequest) -> HttpResponse:
    organisation, place = platform_here(request), chosen_place(request)
    openings = my_openings(request, organisation)
    opening = next((row for row in openings if str(row.uuid) == request.GET.get("opening")), None)
    standards = list(Standard.objects.all())
    role, order = request.GET.get("role", ""), request.GET.get("order", "")
    wanted = operations.Wanted(
        region=place.region,
        role=role if role in WantedRole.values else "",
        standard=next((row for row in standards if row.slug == request.GET.get("certificate")), None),
        opening=opening,
        order=operations.Order.FRESH if order == operations.Order.FRESH else operations.Order.SCORE,
    )
    found = operations.find(request.user, organisation, wanted, now=now())
    page = Paginator(found.ids, PER_PAGE).get_page(request.GET.get("page"))
    shown = operations.visible_candidates(request.user, organisation, now=now())
    cards = operations.cards(shown, list(page.object_list), found.matches, organisation, now=now())
    operations.note_appearances([card.candidate.person_id for card in cards], organisation, now=now())
    searched = operations.place_to_search(place.region, now=now()) if place.region else None
    context = {
        "organisation": organisation,
        "organisations": platforms_of(request.user),
        "place": place,
        "wanted": wanted,
        "openings": openings,
        "roles": WantedRole.choices,
        "standards": standards,
        "searched": searched,
        "found": found,
        "page_obj": page,
        "cards": cards,
        "pool_size": operations.pool_size(searched, now=now()),
    }
    return render(request, "talent_pool/recruit/search.html", context)


def my_openings(request: UserRequest, organisation: Organisation) -> list[Opening]:
    """Open ones to rank by and to invite for: the newest fifty."""
    return list(Opening.objects.visible_to(request.user).open(now()).filter(organisation=organisation).select_related("region")[:50])


def the_candidate(request: UserRequest, organisation: Organisation, uuid: UUID) -> Candidate:
    return get_object_or_404(operations.visible_candidates(request.user, organisation, now=now()).select_related("person"), uuid=uuid)


@never_cache
@require_GET
def candidate(request: UserRequest, uuid: UUID) -> HttpResponse:
    """One card in full. Opening it is written down for the person to see."""
    organisation = platform_here(request)
    found = the_candidate(request, organisation, uuid)
    operations.note_profile_view(found.person, by=request.user, organisation=organisation, now=now())
    openings = Opening.objects.visible_to(request.user).open(now()).filter(organisation=organisation)
    wanted = operations.Wanted(opening=openings.select_related("region").first())
    context = {
        "organisation": organisation,
        "card": operations.one_card(Candidate.objects.filter(pk=found.pk), wanted, organisation, now=now()),
        "form": InviteForm(openings=openings),
        "opening": wanted.opening,
    }
    return render(request, "talent_pool/recruit/candidate.html", context)


@require_POST
def invite(request: UserRequest, uuid: UUID) -> HttpResponse:
    organisation = platform_here(request)
    found = the_candidate(request, organisation, uuid)
    openings = Opening.objects.visible_to(request.user).open(now()).filter(organisation=organisation)
    form = InviteForm(request.POST, openings=openings)
    if not form.is_valid():
        messages.warning(request, _("Please choose one of your published openings."))
        return redirect("talent_pool:candidate", found.uuid)
    try:
        application = operations.invite(form.cleaned_data["opening"], found, by=request.user, now=now())
    except operations.SaidNo:
        messages.warning(request, _("This person has already said no to this opening. You can invite them for another one."))
    except operations.CertificateMissing:
        messages.warning(request, _("This opening asks for a certificate that this person does not hold. Nothing was sent."))
    except operations.TooManyToday:
        messages.warning(request, _("You have sent many invitations today. Please go on tomorrow."))
    except (operations.NotShown, operations.OpeningIsClosed):
        messages.warning(request, _("The person or the opening is not available any more."))
        return redirect("talent_pool:recruit")
    else:
        messages.success(request, _("The invitation has been sent."))
        return redirect("talent_pool:recruit_application", application.uuid)
    return redirect("talent_pool:candidate", found.uuid)
