"""What came of it, month by month."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import User
from stations.models import Outcome, Station


class NotOpenThen(Exception):
    """The station was not open in that month, or the month has not begun."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    orders: int = 0
    amount: Decimal = Decimal(0)
    service_times: int = 0
    active_days: int = 0
    note: str = ""


@transaction.atomic
def record_outcome(station: Station, month: date, figures: Figures, *, by: User, now: datetime) -> Outcome:
    """The figures of a month. Other figures for the same month are a correction, which counts from then on; the old ones stay.

    The same figures again change nothing. Raises NotOpenThen.
    """
    row = Station.objects.select_for_update().get(pk=station.pk)
    first_day = month.replace(day=1)
    if row.opened_at is None or not localtime(row.opened_at).date().replace(day=1) <= first_day <= localtime(now).date():
        raise NotOpenThen
    if row.closed_at and first_day > localtime(row.closed_at).date():
        raise NotOpenThen
    earlier = Outcome.objects.filter(station=row, month=first_day)
    latest = earlier.first()
    if latest and latest.same_figures(vars(figures)):
        return latest
    return Outcome.objects.create(
        station=row, region_id=row.region_id, month=first_day, number=earlier.next_number(), entered_by=by, at=now, **vars(figures)
    )
