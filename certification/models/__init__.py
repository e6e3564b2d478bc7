"""Saying so, verifiably. Submodules import in this order and never back: standards, certificates."""

from certification.models.certificates import Certificate, CertificateFile, Revocation, SerialNumber, State
from certification.models.standards import PublishedIsFixed, RequiredCourse, Standard, StandardVersion

__all__ = [
    "Certificate",
    "CertificateFile",
    "PublishedIsFixed",
    "RequiredCourse",
    "Revocation",
    "SerialNumber",
    "Standard",
    "StandardVersion",
    "State",
]
