"""One verb per business event. Atomic, keyword-only time, ids or rows in, row out, a domain error raised."""

from certification.operations.documents import Checked, Finding, check_document, render_certificate, render_missing
from certification.operations.issuing import NameCannotBePrinted, issue_certificate, issue_for_learner, issue_missing_certificates
from certification.operations.requirements import Requirement, StandardRoad, road_to_certificates
from certification.operations.revoking import ReasonMissing, revoke_certificate
from certification.operations.standards import NothingAsked, publish_standard_version
from certification.operations.starter import BadStandardFile, LoadedStandards, load_standards

__all__ = [
    "BadStandardFile",
    "Checked",
    "Finding",
    "LoadedStandards",
    "NameCannotBePrinted",
    "NothingAsked",
    "ReasonMissing",
    "Requirement",
    "StandardRoad",
    "check_document",
    "issue_certificate",
    "issue_for_learner",
    "issue_missing_certificates",
    "load_standards",
    "publish_standard_version",
    "render_certificate",
    "render_missing",
    "revoke_certificate",
    "road_to_certificates",
]
