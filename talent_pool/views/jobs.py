"""The job board: open to everybody, the same for everybody but for the head of the page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from talent_pool import operations
from talent_pool.models import Application, Opening, WantedRole
from talent_pool.views.places import chosen_place

PER_PAGE = 20


@login_not_required
@never_cache
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    place, role = chosen_place(request), request.GET.get("role", "")
    openings = Opening.objects.open(now()).select_related("organisation", "region")
    if place.region:
        openings = openings.within(place.region)
    if role in WantedRole.values:
        openings = openings.filter(role=role)
    context = {
        "page_obj": Paginator(openings, PER_PAGE).get_page(request.GET.get("page")),
        "place": place,
        "role": role,
        "roles": WantedRole.choices,
    }
    return render(request, "talent_pool/jobs.html", context)


@login_not_required
@never_cache
@require_GET
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    opening = get_object_or_404(Opening.objects.open(now()).select_related("organisation", "region", "needs_standard"), uuid=uuid)
    return render(request, "talent_pool/job.html", {"opening": opening})


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: UserRequest, uuid: UUID) -> HttpResponse:
    """The second tap: what the platform will know, and yes."""
    opening = get_object_or_404(Opening.objects.open(now()).select_related("organisation", "region", "needs_standard"), uuid=uuid)
    if request.method == "POST":
        return send_application(request, opening)
    running = Application.objects.running().filter(opening=opening, person=request.user).first()
    return render(request, "talent_pool/apply.html", {"opening": opening, "running": running})


def send_application(request: UserRequest, opening: Opening) -> HttpResponse:
    try:
        application = operations.apply(opening, request.user, now=now())
    except operations.IdentityMissing:
        messages.warning(request, _("Please say first who you are. Then come back to this opening; it stays here."))
        return redirect("accounts:about_me")
    except operations.NotOldEnough:
        messages.warning(request, _("This is not possible yet. Courses, exam and certificate are open to you, and this will be too."))
    except operations.CertificateMissing:
        text = _("This opening asks for the certificate “%(standard)s”. It can be earned here, and then you can apply.")
        messages.warning(request, text % {"standard": opening.needs_standard})
        return redirect("certification:mine")
    except operations.TooManyToday:
        messages.warning(request, _("You have sent many applications today. They are all safe; please send the next one tomorrow."))
    except operations.OpeningIsClosed:
        messages.warning(request, _("This opening has just been closed."))
        return redirect("talent_pool:jobs")
    else:
        messages.success(request, _("Your application has been sent."))
        return redirect("talent_pool:application", application.uuid)
    return redirect("talent_pool:job", opening.uuid)
