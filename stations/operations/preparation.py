"""From a signature, or from one's own wish, to the day business starts."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime

from accounts.models import Region, User
from stations.models import PreparationTask, Station, StationChange, StationKind, StationStatus, Track
from stations.plans import PLANS, Plan
from talent_pool.models import Application, Stage

OWN_BUSINESSES = 5


class NotSigned(Exception):
    """A platform's station begins with a signature."""


class TrainingFirst(Exception):
    """The opening says that business starts only when the training is done; `left` tasks are open."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class StationIsClosed(Exception):
    """A closed station does not open again; a new one can be begun."""


class TooManyBusinesses(Exception):
    """More running businesses of one person than anybody keeps."""


def lay_out(station: Station, plan: Plan, day: date) -> None:
    for track, steps in ((Track.SHOP, plan.shop), (Track.TRAINING, plan.training)):
        PreparationTask.objects.bulk_create(
            PreparationTask(station=station, track=track, position=position, title=step.title, due_on=day + timedelta(days=step.days))
            for position, step in enumerate(steps, start=1)
        )


@transaction.atomic
def begin_preparation(application: Application, *, now: datetime) -> Station:
    """The station of a signed application, with its two tracks laid out. One application has one station, however often begun.

    Raises NotSigned.
    """
    row = Application.objects.select_related("opening__organisation", "opening__region").get(pk=application.pk)
    if row.stage != Stage.SIGNED:
        raise NotSigned
    opening = row.opening
    station, is_new = Station.objects.get_or_create(
        application=row,
        defaults={
            "kind": StationKind.PLATFORM,
            "name": f"{opening.organisation.short_name} · {opening.region.name}"[:60],
            "organisation": opening.organisation,
            "keeper_id": row.person_id,
            "region": opening.region,
            "training_blocks_start": opening.training_blocks_start,
            "created_at": now,
        },
    )
    if is_new:
        StationChange.objects.create(station=station, to_status=StationStatus.PREPARING, at=now)
        lay_out(station, PLANS[opening.role], localtime(now).date())
    return station


def begin_missing_preparations(*, now: datetime) -> int:
    """The sweep: whoever signed and has no station yet gets one; returns how many."""
    begun = Exists(Station.objects.filter(application=OuterRef("pk")))
    signed = Application.objects.signed().exclude(begun).order_by("pk")[:500]
    return len([begin_preparation(application, now=now) for application in signed])


@transaction.atomic
def register_own_business(person: User, *, name: str, region: Region, now: datetime) -> Station:
    """A business of one's own, in preparation. The same name in the same place is the same business. Raises TooManyBusinesses."""
    running = Station.objects.kept_by(person).filter(kind=StationKind.OWN).exclude(status=StationStatus.CLOSED)
    if found := running.filter(name=name, region=region).first():
        return found
    if running.count() >= OWN_BUSINESSES:
        raise TooManyBusinesses
    try:
        with transaction.atomic():
            station = Station.objects.create(kind=StationKind.OWN, name=name, keeper=person, region=region, created_at=now)
    except IntegrityError:  # a second tap came at the same moment: the unique constraint kept it single
        return running.get(name=name, region=region)
    StationChange.objects.create(station=station, to_status=StationStatus.PREPARING, by=person, at=now)
    lay_out(station, PLANS["own_business"], localtime(now).date())
    return station


def finish_task(task: PreparationTask, *, by: User, now: datetime) -> None:
    """Done. Finishing twice keeps the first moment."""
    PreparationTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by)


@transaction.atomic
def open_station(station: Station, *, by: User, now: datetime) -> Station:
    """Business starts. Open tasks hold nothing back, except training where the opening says so. Opening twice keeps the first day.

    Raises TrainingFirst or StationIsClosed.
    """
    row = Station.objects.select_for_update().get(pk=station.pk)
    if row.is_closed:
        raise StationIsClosed
    if row.is_open:
        return row
    left = PreparationTask.objects.to_do().filter(station=row, track=Track.TRAINING).count()
    if row.training_blocks_start and left:
        raise TrainingFirst(left)
    return change_status(row, StationStatus.OPEN, by=by, now=now, opened_at=now)


@transaction.atomic
def close_station(station: Station, *, reason: str, by: User, now: datetime) -> Station:
    """Business ends; outcomes stay and may still be corrected. Closing twice keeps the first day."""
    row = Station.objects.select_for_update().get(pk=station.pk)
    if row.is_closed:
        return row
    return change_status(row, StationStatus.CLOSED, by=by, reason=reason, now=now, closed_at=now)


def change_status(row: Station, to: StationStatus, *, by: User, reason: str = "", now: datetime, **moments: datetime) -> Station:
    """The state and its log, together. The row is held by the caller."""
    StationChange.objects.create(station=row, from_status=row.status, to_status=to, by=by, reason=reason, at=now)
    Station.objects.filter(pk=row.pk, status=row.status).update(status=to, **moments)
    return Station.objects.get(pk=row.pk)
