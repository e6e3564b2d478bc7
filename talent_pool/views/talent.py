"""My talent profile: the pool, the platforms one by one, what I want, who looked, my applications."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.models import ConsentWording, Organisation, Purpose, StandingConsent
from talent_pool import operations
from talent_pool.forms import WishesForm
from talent_pool.models import (
    Application,
    Candidate,
    ContactReveal,
    Opening,
    Pool,
    PoolMember,
    ProfileView,
    recruiting_organisations,
)

PER_PAGE = 10


@never_cache
@require_GET
def talent(request: UserRequest) -> HttpResponse:
    applications = Application.objects.of_person(request.user).select_related("opening__organisation", "opening__region")
    mine = PoolMember.objects.standing().filter(person=request.user, pool=OuterRef("pk"))
    context = {
        "pools": Pool.objects.open().select_related("holder").annotate(joined=Exists(mine))[:PER_PAGE],
        "candidate": Candidate.objects.filter(person=request.user).prefetch_related("roles", "wanted_regions__region").first(),
        "allowed": Organisation.objects.filter(pk__in=consents(request).values("receiver"))[: PER_PAGE * 3],
        "hindrances": operations.hindrances(request.user, now=now()),
        "appearances": operations.appearances_of(request.user, now=now()),
        "page_obj": Paginator(applications, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "talent_pool/talent.html", context)


def consents(request: UserRequest) -> QuerySet[StandingConsent]:
    return StandingConsent.objects.filter(person=request.user, purpose=Purpose.PLATFORM)


@never_cache
@require_http_methods(["GET", "POST"])
def pool(request: UserRequest, slug: str) -> HttpResponse:
    """One card, two equal buttons. What stands now is said in words."""
    found = get_object_or_404(Pool.objects.open().select_related("holder"), slug=slug)
    joined = PoolMember.objects.standing().filter(person=request.user, pool=found).exists()
    wording = latest_wording(Purpose.POOL)
    if request.method == "POST":
        return answer_pool(request, found)
    context = {"pool": found, "receiver": found.holder, "given": joined, "wording": wording}
    return render(request, "talent_pool/pool.html", context)


def answer_pool(request: UserRequest, found: Pool) -> HttpResponse:
    if request.POST.get("answer") != "yes":
        operations.leave_pool(request.user, found, now=now())
        messages.success(request, _("You are not in this talent pool. Courses, exams and certificates stay as they are."))
        return redirect("talent_pool:talent")
    wording = shown_wording(request, Purpose.POOL)
    try:
        operations.join_pool(request.user, found, wording=wording, now=now())
    except operations.IdentityMissing:
        return ask_for_birth_date(request)
    except operations.NotOldEnough:
        messages.warning(request, not_yet())
    else:
        messages.success(request, _("You are in the talent pool. Now choose which platforms may see you."))
    return redirect("talent_pool:talent")


@never_cache
@require_GET
def platforms(request: UserRequest) -> HttpResponse:
    """Every platform on its own line; those with open openings first, then by name."""
    has_openings = Exists(Opening.objects.open(now()).filter(organisation=OuterRef("pk")))
    allowed = Exists(consents(request).filter(receiver=OuterRef("pk")))
    rows = (
        recruiting_organisations().annotate(has_openings=has_openings, allowed=allowed).order_by("-allowed", "-has_openings", "name", "pk")
    )
    return render(request, "talent_pool/platforms.html", {"page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


@never_cache
@require_http_methods(["GET", "POST"])
def platform(request: UserRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.filter(kind__recruits=True), slug=slug)
    if request.method == "POST":
        return answer_platform(request, found)
    given = consents(request).filter(receiver=found).exists()
    context = {"receiver": found, "given": given, "wording": latest_wording(Purpose.PLATFORM)}
    return render(request, "talent_pool/platform.html", context)


def answer_platform(request: UserRequest, found: Organisation) -> HttpResponse:
    if request.POST.get("answer") != "yes":
        operations.refuse_platform(request.user, found, now=now())
        messages.success(request, _("%(platform)s cannot see you.") % {"platform": found.short_name})
        return redirect("talent_pool:talent")
    wording = shown_wording(request, Purpose.PLATFORM)
    try:
        operations.allow_platform(request.user, found, wording=wording, now=now())
    except operations.IdentityMissing:
        return ask_for_birth_date(request)
    except operations.NotOldEnough:
        messages.warning(request, not_yet())
    except operations.NotAReceiver:
        messages.warning(request, _("This platform cannot look for people at the moment. Nothing was changed."))
    else:
        messages.success(request, _("%(platform)s may see your card now, without name and number.") % {"platform": found.short_name})
    return redirect("talent_pool:talent")


def latest_wording(purpose: Purpose) -> ConsentWording | None:
    return ConsentWording.objects.filter(purpose=purpose).order_by("-version").first()


def shown_wording(request: UserRequest, purpose: Purpose) -> ConsentWording:
    """The words that stood on the page which was answered, not those that may have come since."""
    number = request.POST.get("wording", "")
    return get_object_or_404(ConsentWording, purpose=purpose, version=int(number) if number.isdecimal() and len(number) < 5 else 0)


def ask_for_birth_date(request: UserRequest) -> HttpResponse:
    messages.warning(request, _("Please say first who you are. Then come back here; nothing is lost."))
    return redirect("accounts:about_me")


def not_yet() -> str:
    return _("This is not possible yet. Courses, exam and certificate are open to you, and this will be too.")


@never_cache
@require_http_methods(["GET", "POST"])
def wishes(request: UserRequest) -> HttpResponse:
    candidate = Candidate.objects.filter(person=request.user).prefetch_related("roles").first()
    form = WishesForm(request.POST if request.method == "POST" else None, person=request.user, candidate=candidate)
    if request.method == "POST" and form.is_valid():
        operations.update_candidate(request.user, form.wishes(), regions=form.wanted_regions(), now=now())
        messages.success(request, _("Saved."))
        return redirect("talent_pool:talent")
    return render(request, "talent_pool/wishes.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def pause(request: UserRequest) -> HttpResponse:
    if request.POST.get("answer") == "resume":
        operations.resume(request.user, now=now())
        messages.success(request, _("The platforms that you allowed can see you again."))
    else:
        operations.pause(request.user, now=now())
        messages.success(request, _("No platform can find you now. Your applications go on."))
    return redirect("talent_pool:talent")


@never_cache
@require_GET
def who_looked(request: UserRequest) -> HttpResponse:
    views = ProfileView.objects.filter(person=request.user).select_related("organisation")
    reveals = ContactReveal.objects.filter(application__person=request.user).select_related("application__opening__organisation", "number")
    context = {
        "page_obj": Paginator(views, PER_PAGE).get_page(request.GET.get("page")),
        "reveals": Paginator(reveals, PER_PAGE).get_page(request.GET.get("reveals")),
        "appearances": operations.appearances_of(request.user, now=now()),
    }
    return render(request, "talent_pool/who_looked.html", context)


@never_cache
@require_GET
def application(request: UserRequest, uuid: UUID) -> HttpResponse:
    mine = Application.objects.of_person(request.user).select_related("opening__organisation", "opening__region", "opening__needs_standard")
    found = get_object_or_404(mine, uuid=uuid)
    return render(request, "talent_pool/application.html", {"application": found, "opening": found.opening, "changes": found.changes.all()})


ANSWERS = {
    "accept": operations.accept_invitation,
    "decline": operations.decline_invitation,
    "withdraw": operations.withdraw,
}


@require_POST
def answer(request: UserRequest, uuid: UUID) -> HttpResponse:
    """Accept or decline an invitation, or withdraw."""
    mine = Application.objects.of_person(request.user).select_related("opening__organisation", "person")
    found = get_object_or_404(mine, uuid=uuid)
    verb = ANSWERS.get(request.POST.get("answer", ""))
    if verb is not None:
        try:
            verb(found, now=now())
            messages.success(request, _("Done. The platform has been told."))
        except operations.CannotMove:
            messages.warning(request, _("This has changed in the meantime. Please look at where it stands now."))
    return redirect("talent_pool:application", found.uuid)
