"""Moving an application from stage to stage: a conditional update and a row in the log, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Value, Window
from django.db.models.functions import Coalesce, Lag
from django.utils.timezone import localtime

from accounts.identity import YOUNGEST_TO_SIGN
from accounts.models import Identity, Organisation, User
from talent_pool.models import Application, Opening, Side, Stage, StageChange, born_by
from talent_pool.operations.telling import tell_person, tell_platform
from talent_pool.stages import sources_of


class CannotMove(Exception):
    """The application stands where this side cannot move it so; `stage` says where."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


class NoPlaceLeft(Exception):
    """As many people as the opening asks for have signed."""


class CannotSignYet(Exception):
    """The law does not let this person sign now. Which of its conditions is missing is not said to the platform."""


class NoReason(Exception):
    """A platform that declines says why."""


def locked(application: Application) -> Application:
    """The row as it stands now, held until the end of the transaction."""
    return Application.objects.select_for_update(of=("self",)).select_related("opening__organisation", "person").get(pk=application.pk)


def move(application: Application, to: Stage, *, side: Side, by: User | None, reason: str = "", now: datetime) -> bool:
    """Move it, and write down how. False when it already stands there (a replay). Raises CannotMove.

    Needs an open transaction. Two movers at once: the later one waits for the lock, and then meets the new stage.
    """
    row = locked(application)
    application.stage = row.stage
    if row.stage == to:
        return False
    if row.stage not in sources_of(to, side):
        raise CannotMove(row.stage)
    if not Application.objects.filter(pk=row.pk, stage=row.stage).update(stage=to, changed_at=now):
        raise CannotMove(row.stage)
    StageChange.objects.create(application=row, from_stage=row.stage, to_stage=to, by=by, reason=reason, at=now)
    application.stage, application.changed_at = to, now
    return True


@transaction.atomic
def accept_invitation(application: Application, *, now: datetime) -> Application:
    """The person says yes to this one opening: from now on its platform may see the name and ask for the number."""
    if move(application, Stage.TALKING, side=Side.PERSON, by=application.person, now=now):
        tell_platform(application, "accepted", now=now)
    return application


@transaction.atomic
def decline_invitation(application: Application, *, now: datetime) -> Application:
    """The person says no. No reason is asked."""
    if move(application, Stage.DECLINED, side=Side.PERSON, by=application.person, now=now):
        tell_platform(application, "declined", now=now)
    return application


@transaction.atomic
def withdraw(application: Application, *, now: datetime) -> Application:
    """The person takes an application back; name and number are hidden from this commit on."""
    if move(application, Stage.WITHDRAWN, side=Side.PERSON, by=application.person, now=now):
        tell_platform(application, "withdrawn", now=now)
    return application


@transaction.atomic
def talk(application: Application, *, by: User, now: datetime) -> Application:
    """The platform takes up an application."""
    if move(application, Stage.TALKING, side=Side.PLATFORM, by=by, now=now):
        tell_person(application, Stage.TALKING, now=now)
    return application


@transaction.atomic
def decline(application: Application, *, reason: str, by: User, now: datetime) -> Application:
    """The platform says no, with a reason that stays in the log. Raises NoReason or CannotMove."""
    if not reason.strip():
        raise NoReason
    if move(application, Stage.DECLINED, side=Side.PLATFORM, by=by, reason=reason.strip(), now=now):
        tell_person(application, Stage.DECLINED, now=now)
    return application


@transaction.atomic
def sign(application: Application, *, by: User, now: datetime) -> Application:
    """Appoint the person (签约). Other applications of the person stay as they are: they decide about those.

    Places are counted while the opening's row is held, so two signatures at once cannot overfill it.
    Raises CannotSignYet, NoPlaceLeft or CannotMove.
    """
    opening = Opening.objects.select_for_update().get(pk=application.opening_id)
    if not Identity.objects.filter(person=application.person_id, birth_date__lte=born_by(localtime(now).date(), YOUNGEST_TO_SIGN)).exists():
        raise CannotSignYet
    taken = Application.objects.filter(opening=opening).signed().exclude(pk=application.pk).count()
    if taken >= opening.headcount:
        raise NoPlaceLeft
    if move(application, Stage.SIGNED, side=Side.PLATFORM, by=by, now=now):
        tell_person(application, Stage.SIGNED, now=now)
    return application


def withdraw_invitations(person: User, *, organisation: Organisation | None, now: datetime) -> None:
    """Unanswered invitations of one platform, or of all, end with the consent they stood on. Needs an open transaction."""
    unanswered = Application.objects.of_person(person).filter(stage=Stage.INVITED).select_related("opening__organisation", "person")
    if organisation is not None:
        unanswered = unanswered.filter(opening__organisation=organisation)
    for application in unanswered.order_by("pk"):
        move(application, Stage.WITHDRAWN, side=Side.PERSON, by=person, now=now)


def stages_agree() -> list[str]:
    """Where the stage of an application and its log differ, or the log has a gap; empty when all is well."""
    last = StageChange.objects.filter(application=OuterRef("pk")).order_by("-pk").values("to_stage")[:1]
    differing = (
        Application.objects.annotate(logged=Coalesce(Subquery(last), Value("nowhere")))
        .exclude(stage=F("logged"))
        .order_by("pk")
        .values_list("pk", "stage", "logged")
    )
    found = [f"application {pk} stands at {stage}, its log at {logged}" for pk, stage, logged in differing]
    before = Window(Lag("to_stage", default=Value("")), partition_by=F("application_id"), order_by=F("pk").asc())
    steps = StageChange.objects.annotate(before=before).order_by("pk").values_list("pk", "application_id", "from_stage", "before")
    return found + [
        f"stage change {pk} of application {application} leaves {start or 'nowhere'}, the one before ended at {end or 'nowhere'}"
        for pk, application, start, end in steps.iterator()
        if start != end
    ]
