"""Who and where. Submodules import in this order and never back: regions, people, then the rest."""

from accounts.models.cards import CardTry, ClassCard
from accounts.models.consents import Consent, ConsentAction, ConsentWording, Purpose, StandingConsent
from accounts.models.files import Access, PrivateFile
from accounts.models.notices import Notice
from accounts.models.organisations import Membership, Organisation, OrganisationKind, Role
from accounts.models.people import HowChecked, Identity, User
from accounts.models.regions import Level, Region, RegionList
from accounts.models.texts import TextMessage
from accounts.models.ways_in import PhoneNumber, SecondProofTry, SignInCode

__all__ = [
    "Access",
    "CardTry",
    "ClassCard",
    "Consent",
    "ConsentAction",
    "ConsentWording",
    "HowChecked",
    "Identity",
    "Level",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationKind",
    "PhoneNumber",
    "PrivateFile",
    "Purpose",
    "Region",
    "RegionList",
    "Role",
    "SecondProofTry",
    "SignInCode",
    "StandingConsent",
    "TextMessage",
    "User",
]
