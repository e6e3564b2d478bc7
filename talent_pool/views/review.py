"""Programme officers read an opening before anybody else does."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from accounts.models import Role
from talent_pool import operations
from talent_pool.forms import ReviewForm
from talent_pool.models import Opening, OpeningStatus

PER_PAGE = 20


@never_cache
@require_GET
def reviews(request: UserRequest) -> HttpResponse:
    if not request.user.holds(Role.PROGRAMME_OFFICER):
        raise Http404
    waiting = Opening.objects.reviewed_by_officer(request.user).filter(status=OpeningStatus.WAITING)
    rows = waiting.select_related("organisation", "region").order_by("sent_at", "pk")
    return render(request, "talent_pool/recruit/reviews.html", {"page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: UserRequest, uuid: UUID) -> HttpResponse:
    rows = Opening.objects.reviewed_by_officer(request.user).select_related(
        "organisation", "region", "written_by", "reviewed_by", "needs_standard"
    )
    opening = get_object_or_404(rows, uuid=uuid)
    sent_at = opening.sent_at.isoformat() if opening.sent_at else ""
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"sent_at": sent_at})
    if request.method == "POST" and form.is_valid():
        return decide(request, opening, form)
    return render(request, "talent_pool/recruit/review.html", {"opening": opening, "form": form}, status=422 if form.errors else 200)


def decide(request: UserRequest, opening: Opening, form: ReviewForm) -> HttpResponse:
    publish = request.POST.get("answer") == "publish"
    try:
        operations.review_opening(opening, publish=publish, **form.cleaned_data, by=request.user, now=now())
        messages.success(request, _("Published.") if publish else _("Given back to the platform."))
    except operations.NotWaiting:
        messages.warning(request, _("The platform has changed this opening since you opened the page. Please read it again."))
    except operations.OwnOpening:
        messages.warning(request, _("You recruit for this platform, so somebody else has to review its openings."))
    return redirect("talent_pool:reviews")
