"""How a person and an opening meet: by applying, or by being invited. Either is one row, however often it is sent."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from certification.models import Certificate
from talent_pool.models import Application, Candidate, Opening, Source, Stage, StageChange
from talent_pool.operations.consents import check_age
from talent_pool.operations.pipeline import accept_invitation
from talent_pool.operations.telling import tell_person, tell_platform

APPLICATIONS_PER_DAY = 20
INVITATIONS_PER_DAY = 50


class OpeningIsClosed(Exception):
    """The opening is not open (any more)."""


class TooManyToday(Exception):
    """More applications or invitations in a day than anybody means."""


class CertificateMissing(Exception):
    """The opening asks for a certificate that the person does not hold (any more)."""


class NotShown(Exception):
    """The platform may not see this person (now)."""


class SaidNo(Exception):
    """The person has declined this opening before; asking again would be nagging."""


def hold_opening(opening: Opening, *, now: datetime) -> Opening:
    """The opening, held until the end of the transaction so that it cannot close in between. Raises OpeningIsClosed."""
    held = Opening.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=opening.pk).open(now).first()
    if held is None:
        raise OpeningIsClosed
    return held


def check_certificate(opening: Opening, person: User, *, now: datetime) -> None:
    """Raises CertificateMissing."""
    standard = opening.needs_standard_id
    if standard and not Certificate.objects.standing(now).filter(learner=person, standard=standard).exists():
        raise CertificateMissing


def begun_today(by: User, stage: Stage, *, now: datetime) -> int:
    return StageChange.objects.filter(by=by, from_stage="", to_stage=stage, at__gt=now - timedelta(days=1)).count()


def begin(opening: Opening, person: User, source: Source, *, by: User, now: datetime) -> tuple[Application, bool]:
    """The running application of this person to this opening, made when there is none."""
    stage = Stage.APPLIED if source == Source.APPLIED else Stage.INVITED
    running = Application.objects.running().filter(opening=opening, person=person).first()
    if running is not None:
        return running, False
    row = Application.objects.create(
        opening=opening, person=person, source=source, stage=stage, region=person.region, created_at=now, changed_at=now
    )
    StageChange.objects.create(application=row, from_stage="", to_stage=stage, by=by, at=now)
    return row, True


@transaction.atomic
def apply(opening: Opening, person: User, *, now: datetime) -> Application:
    """Apply: agreeing to be known to this platform for this opening alone. Applying again changes nothing.

    Who was invited and applies has accepted. Raises OpeningIsClosed, IdentityMissing, NotOldEnough,
    CertificateMissing or TooManyToday.
    """
    held = hold_opening(opening, now=now)
    check_age(person, now=now)
    check_certificate(held, person, now=now)
    if begun_today(person, Stage.APPLIED, now=now) >= APPLICATIONS_PER_DAY:
        raise TooManyToday
    Candidate.objects.get_or_create(person=person, defaults={"updated_at": now})
    application, is_new = begin(held, person, Source.APPLIED, by=person, now=now)
    if is_new:
        tell_platform(application, "applied", now=now)
    elif application.stage == Stage.INVITED:
        accept_invitation(application, now=now)
    return application


@transaction.atomic
def invite(opening: Opening, candidate: Candidate, *, by: User, now: datetime) -> Application:
    """Invite somebody whose card this platform sees; who they are stays hidden until they accept.

    Raises OpeningIsClosed, NotShown, CertificateMissing, SaidNo or TooManyToday. Inviting twice is inviting once.
    """
    held = hold_opening(opening, now=now)
    if not Candidate.objects.shown_to(held.organisation, now).filter(pk=candidate.pk).exists():
        raise NotShown
    check_certificate(held, candidate.person, now=now)
    refused = StageChange.objects.filter(application__opening=held, application__person=candidate.person_id, by=candidate.person_id)
    if refused.filter(to_stage__in=[Stage.DECLINED, Stage.WITHDRAWN]).exists():
        raise SaidNo
    if begun_today(by, Stage.INVITED, now=now) >= INVITATIONS_PER_DAY:
        raise TooManyToday
    application, is_new = begin(held, candidate.person, Source.INVITED, by=by, now=now)
    if is_new:
        tell_person(application, Stage.INVITED, now=now)
    return application
