"""What an examiner's institution has issued, and taking a certificate back with a reason that everybody sees."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from accounts.models import Role
from accounts.operations import log_access
from certification import operations
from certification.forms import RevocationForm
from certification.models import Certificate

PER_PAGE = 20


@never_cache
@require_GET
def issued(request: UserRequest) -> HttpResponse:
    if not (request.user.is_superuser or request.user.holds(Role.EXAMINER)):
        raise Http404
    query = request.GET.get("q", "").strip()[:50]
    rows = Certificate.objects.revocable_by(request.user).filter(Q(learner__name__icontains=query) | Q(serial__icontains=query))
    page = Paginator(rows.select_related("revocation", "learner"), PER_PAGE).get_page(request.GET.get("page"))
    shown = [(row, row.said, row.state(now())) for row in page]
    return render(request, "certification/issued.html", {"page_obj": page, "rows": shown, "query": query})


@never_cache
@require_http_methods(["GET", "POST"])
def revoke(request: UserRequest, serial: str) -> HttpResponse:
    """Looked at, then done in one step: it cannot be undone, and the page says so before."""
    mine = Certificate.objects.revocable_by(request.user).select_related("revocation", "learner")
    certificate = get_object_or_404(mine, serial=serial)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.revoke_certificate(certificate, form.cleaned_data["reason"], by=request.user, now=now())
        messages.success(request, _("Revoked. Every check shows it from now on, and the holder has been told."))
        return redirect("certification:issued")
    if request.method == "GET":
        log_access(certificate.learner_id, by=request.user, what=_("certificate"), detail=certificate.serial, now=now())
    context = {"certificate": certificate, "facts": certificate.said, "state": certificate.state(now()), "form": form}
    return render(request, "certification/revoke.html", context, status=422 if form.errors else 200)
