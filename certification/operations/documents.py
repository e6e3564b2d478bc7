"""The bytes of a certificate: made once, kept privately, recognised again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from certification.models import Certificate, CertificateFile, State
from certification.rendering import NoGlyph, Sheet, as_pdf

PAGE = 200


def sheet_of(certificate: Certificate) -> Sheet:
    """Everything printed comes from the frozen facts, so that the paper says what the row says."""
    address = f"{settings.SITE_URL}/verify/{certificate.serial}/?c={certificate.share_code}"
    return Sheet(certificate.said, certificate.serial, certificate.share_code, address, urlsplit(settings.SITE_URL).netloc)


def render_certificate(certificate_id: int, *, now: datetime) -> CertificateFile:
    """The stored PDF; made if there is none yet, never made anew. Two renderers at once: the first one's bytes stay.

    Raises rendering.NoGlyph and rendering.FontMissing.
    """
    found = CertificateFile.objects.filter(certificate=certificate_id).first()
    if found:
        return found
    content = as_pdf(sheet_of(Certificate.objects.get(pk=certificate_id)))
    row = CertificateFile(certificate_id=certificate_id, size=len(content), sha256=hashlib.sha256(content).hexdigest(), made_at=now)
    row.file.save("", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.file.delete(save=False)
        return CertificateFile.objects.get(certificate=certificate_id)
    return row


def render_missing(*, now: datetime) -> Iterator[CertificateFile]:
    """The sweep: every certificate that has no file yet, one by one as it is made."""
    after = 0
    while page := list(Certificate.objects.without_file().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGE]):
        for certificate_id in page:
            try:
                yield render_certificate(certificate_id, now=now)
            except NoGlyph:
                continue  # a font was taken away since it was issued; the others must not wait for it
        after = page[-1]


class Finding(StrEnum):
    UNKNOWN = "unknown"
    STANDING = "standing"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Checked:
    finding: Finding
    certificate: Certificate | None = None


def check_document(content: bytes, *, now: datetime) -> Checked:
    """Whether these are, byte for byte, a certificate that was issued here, and how it stands now."""
    digest = hashlib.sha256(content).hexdigest()
    row = CertificateFile.objects.select_related("certificate__revocation").filter(sha256=digest).first()
    if row is None:
        return Checked(Finding.UNKNOWN)
    state: State = row.certificate.state(now)
    return Checked(Finding(state.value), row.certificate)
