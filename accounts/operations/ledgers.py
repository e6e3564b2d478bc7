"""Does what stands agree with the log it was written with?"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery

from accounts.models import Consent, ConsentAction, StandingConsent

KEY = ("person", "purpose", "receiver")


@dataclass(frozen=True)
class Disagreement:
    """One place where a state and its log say different things."""

    ledger: str
    about: str
    state: str
    log: str

    def __str__(self) -> str:
        return f"{self.ledger}: {self.about}: the state says “{self.state}”, the log says “{self.log}”"


def consents_disagree() -> list[Disagreement]:
    """Consents that stand although the log's last word is another one, and those the log's last word gives that do not stand."""
    of_the_same = {name: OuterRef(name) for name in KEY}
    newest = Consent.objects.filter(**of_the_same).order_by("-pk")
    standing = StandingConsent.objects.annotate(last=Subquery(newest.values("action")[:1]))
    unfounded = standing.exclude(last=ConsentAction.GIVEN) | standing.filter(last=None)
    last_words = Consent.objects.annotate(newest=Subquery(newest.values("pk")[:1])).filter(pk=F("newest"), action=ConsentAction.GIVEN)
    lost = last_words.exclude(Exists(StandingConsent.objects.filter(**of_the_same)))
    return [
        *(Disagreement("consents", _about(row), "given", row.last or "nothing") for row in unfounded),  # type: ignore[attr-defined]
        *(Disagreement("consents", _about(row), "nothing", "given") for row in lost),
    ]


def _about(row: Consent | StandingConsent) -> str:
    return f"person {row.person_id}, {row.purpose}, organisation {row.receiver_id}"
