from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from accounts.models.files import private_storage
from certification.facts import Facts
from certification.models.standards import Standard, StandardVersion
from exams.models import Attempt, Lasting
from exams.models.lasting import LastingQuerySet

STAFF = (Role.EXAMINER, Role.TRAINER, Role.CLASS_TEACHER)


class SerialNumber(models.Model):
    """The running number of serials: the row's id. A race that is lost leaves a gap, never the same number twice."""


class State(models.TextChoices):
    STANDING = "standing", _("Valid")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class CertificateQuerySet(LastingQuerySet["Certificate"]):
    def standing(self, now: datetime) -> Self:
        """Neither revoked nor expired. Asked at each look: no doorbell has to arrive first."""
        revoked = Revocation.objects.filter(certificate=OuterRef("pk"))
        return self.filter(~Exists(revoked), expires_at__gt=now)

    def visible_to(self, user: User) -> Self:
        """The holder's own, and those given by institutions where the person works."""
        return self.filter(Q(learner=user) | Q(standard__organisation__in=user.organisations_as(*STAFF)))

    def revocable_by(self, user: User) -> Self:
        """Those given by institutions where the person examines; the owner of the site may revoke each."""
        return self if user.is_superuser else self.filter(standard__organisation__in=user.organisations_as(Role.EXAMINER))

    def without_file(self) -> Self:
        return self.filter(~Exists(CertificateFile.objects.filter(certificate=OuterRef("pk"))))


class Certificate(Lasting):
    """What was said of whom, frozen. It is revoked by a row beside it, renewed by a further one, never changed."""

    FIRST_PERIOD = 1

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    learner = models.ForeignKey(User, models.PROTECT, related_name="+")
    period = models.PositiveSmallIntegerField()
    """1 is the first certificate, 2 its renewal, and so on."""
    serial = models.CharField(max_length=32, unique=True)
    share_code = models.CharField(max_length=32, unique=True)
    facts = models.JSONField()
    """`certification.facts.Facts`."""
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [
            models.Index(fields=["standard", "region"], name="certificates_by_region"),
            models.Index(fields=["issued_at"], name="certificates_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "standard", "period"], name="one_certificate_per_standard_and_period"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="a_certificate_lasts_a_while"),
            models.CheckConstraint(condition=Q(period__gte=1), name="periods_count_from_one"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def said(self) -> Facts:
        return Facts.from_dict(self.facts)

    def state(self, now: datetime) -> State:
        """Join `revocation` where many are asked."""
        if getattr(self, "revocation", None) is not None:
            return State.REVOKED
        return State.STANDING if self.expires_at > now else State.EXPIRED


def file_path(file: CertificateFile, filename: str) -> str:
    """Nothing of the person reaches the disk."""
    name = uuid4().hex
    return f"certificates/{name[:2]}/{name}.pdf"


class CertificateFileQuerySet(LastingQuerySet["CertificateFile"]):
    """Files are added, never changed."""


class CertificateFile(Lasting):
    """The PDF as it was first made. These bytes are the certificate; they are never made again."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True, related_name="document")
    file = models.FileField(storage=private_storage, upload_to=file_path)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField()

    objects = CertificateFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.certificate_id} · {self.sha256[:12]}"


class RevocationQuerySet(LastingQuerySet["Revocation"]):
    """Revocations are added, never taken back."""


class Revocation(Lasting):
    """The certificate no longer holds. Everybody who checks it sees the reason and the day."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True, related_name="revocation")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_revocation_gives_its_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id} · {self.reason}"
