"""My certificates, their documents, and the check that is open to everybody."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import UserRequest, address_of
from accounts.operations import log_access
from certification import operations
from certification.codes import MistypedSerial, NotASerial, parse_serial, parse_share_code
from certification.models import Certificate, StandardVersion
from certification.rendering import FontMissing, NoGlyph, as_png

PER_PAGE = 10
CHECKS_PER_MINUTE = 60


@never_cache
@require_GET
def mine(request: UserRequest) -> HttpResponse:
    """Every standard there is, what it asks of me, and my certificates."""
    versions = StandardVersion.objects.current().select_related("standard__organisation", "exam")
    listed = versions.prefetch_related("required_courses__course__page").order_by("standard__title", "pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    held = Certificate.objects.filter(learner=request.user).select_related("revocation", "standard")
    certificates = Paginator(held, PER_PAGE).get_page(request.GET.get("held"))
    context = {
        "page_obj": page,
        "roads": operations.road_to_certificates(request.user, list(page)),
        "certificates": [(row, row.said, row.state(now())) for row in certificates],
        "held": certificates,
    }
    return render(request, "certification/mine.html", context)


def _opened(request: HttpRequest, serial: str) -> Certificate:
    """The door to a certificate's documents: the holder's session, its institution's staff, or the share code. Else 404."""
    found = _by_serial(serial).select_related("revocation", "learner").first()
    if found is None:
        raise Http404
    code = parse_share_code(request.GET.get("c", ""))
    if code and code == found.share_code:
        return found
    user = request.user
    if not user.is_authenticated or not Certificate.objects.visible_to(user).filter(pk=found.pk).exists():
        raise Http404
    log_access(found.learner_id, by=user, what=_("certificate"), detail=found.serial, now=now())
    return found


def _by_serial(text: str) -> QuerySet[Certificate]:
    try:
        return Certificate.objects.filter(serial=str(parse_serial(text)))
    except (NotASerial, MistypedSerial):
        return Certificate.objects.none()


def _bytes(certificate: Certificate) -> bytes:
    row = operations.render_certificate(certificate.pk, now=now())
    with row.file.open("rb") as stored:
        content: bytes = stored.read()
    return content


def _not_printable(request: HttpRequest) -> HttpResponse:
    return render(request, "certification/not_printable.html", status=503)


@never_cache
@login_not_required
@require_GET
def document(request: HttpRequest, serial: str) -> HttpResponse:
    certificate = _opened(request, serial)
    try:
        content = _bytes(certificate)
    except (NoGlyph, FontMissing):
        return _not_printable(request)
    return _as_file(content, "application/pdf", f"{certificate.serial}.pdf")


@never_cache
@login_not_required
@require_GET
def picture(request: HttpRequest, serial: str) -> HttpResponse:
    """For a phone's album: the first page of the stored PDF."""
    certificate = _opened(request, serial)
    try:
        content = as_png(_bytes(certificate))
    except (NoGlyph, FontMissing):
        return _not_printable(request)
    return _as_file(content, "image/png", f"{certificate.serial}.png")


def _as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@never_cache
@login_not_required
@require_GET
def facts(request: HttpRequest, serial: str) -> JsonResponse:
    """What the certificate says, for machines, and how it stands at this moment."""
    certificate = _opened(request, serial)
    revocation = getattr(certificate, "revocation", None)
    answer = {
        "serial": certificate.serial,
        "state": certificate.state(now()),
        "issued_at": certificate.issued_at.isoformat(),
        "expires_at": certificate.expires_at.isoformat(),
        "revoked_at": revocation.at.isoformat() if revocation else None,
        "revocation_reason": revocation.reason if revocation else None,
        "verify_url": f"{settings.SITE_URL}/verify/{certificate.serial}/",
        "facts": certificate.facts,
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False}, headers={"X-Robots-Tag": "noindex"})


@never_cache
@login_not_required
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """A serial is typed here. A GET form: nothing is changed, and it works from any browser without a session."""
    typed = request.GET.get("serial", "").strip()[:60]
    if not typed:
        return render(request, "certification/verify.html")
    try:
        return redirect("certification:verdict", str(parse_serial(typed)))
    except MistypedSerial:
        problem = _("One digit does not fit: please compare the number with the certificate again. What you typed is still here.")
    except NotASerial:
        problem = _("This is not a whole number yet. It begins with MP and has 18 digits or more. What you typed is still here.")
    return render(request, "certification/verify.html", {"typed": typed, "problem": problem}, status=422)


@never_cache
@login_not_required
@require_GET
def verdict(request: HttpRequest, serial: str) -> HttpResponse:
    """Genuine, expired, revoked or unknown, as of this moment. The full name only for whoever holds the share code."""
    certificate = _by_serial(serial).select_related("revocation", "learner").first()
    code = parse_share_code(request.GET.get("c", ""))
    is_shown = bool(certificate and code and code == certificate.share_code)
    if not is_shown and _asks_too_often(request):
        return render(request, "certification/too_often.html", status=429)
    if certificate is None:
        return render(request, "certification/unknown.html", {"serial": serial[:60]}, status=404)
    context = {
        "certificate": certificate,
        "facts": certificate.said,
        "name": _name(certificate, is_shown=is_shown),
        "share_code": certificate.share_code if is_shown else "",
        "state": certificate.state(now()),
        "revocation": getattr(certificate, "revocation", None),
        "checked_at": localtime(now()),
    }
    return render(request, "certification/verdict.html", context)


def _name(certificate: Certificate, *, is_shown: bool) -> str:
    """The frozen name: in full, or as 王**; nothing of a person who has been erased."""
    if certificate.learner.erased_at:
        return ""
    name = certificate.said.name
    return name if is_shown else name[:1] + "*" * max(len(name) - 1, 1)


def _asks_too_often(request: HttpRequest) -> bool:
    """Serials can be guessed, since they count upwards; nobody shall collect them. No address is written down for longer."""
    key = f"verify:{address_of(request)}"
    if cache.add(key, 1, 60):
        return False
    try:
        return cache.incr(key) > CHECKS_PER_MINUTE
    except ValueError:  # it ran out in between
        return False
