"""What officers report, and how far an officer's eye and hand reach."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import Membership, Region, Role, User
from programmes.counting import DIVISIBLE
from programmes.models import EnteredValue, Indicator, Programme
from programmes.models.indicators import ENTERED


class OutOfScope(Exception):
    """The place is not one this officer answers for."""


class WrongUnit(Exception):
    """The figure does not fit its unit, or the house counts this indicator by itself."""


def offices(person: User, programme: Programme) -> list[Membership]:
    """The standing memberships by which the person is an officer of this programme."""
    rows = Membership.objects.standing().filter(person=person, role=Role.PROGRAMME_OFFICER, organisation__in=programme.holders.values("pk"))
    return list(rows.select_related("region"))


def scopes_of(person: User, programme: Programme) -> list[Region] | None:
    """The places the officer answers for, each only once; None means everywhere, an empty list nowhere."""
    regions = [office.region for office in offices(person, programme)]
    places = [region for region in regions if region is not None]
    if len(places) < len(regions):
        return None
    outer = [place for place in places if not any(other.pk != place.pk and other.contains(place) for other in places)]
    return sorted({place.pk: place for place in outer}.values(), key=lambda place: place.path)


@transaction.atomic
def enter_value(
    programme: Programme,
    indicator: Indicator,
    *,
    region: Region | None,
    period_start: date,
    value: Decimal,
    source: str,
    by: User,
    now: datetime,
) -> EnteredValue:
    """Report a figure with its source. A second one for the same place and period corrects the first, which stays.

    Raises OutOfScope or WrongUnit. Sending the newest figure once more, word by word, changes nothing.
    """
    scopes = scopes_of(by, programme)
    if scopes is not None and (region is None or not any(scope.contains(region) for scope in scopes)):
        raise OutOfScope
    if indicator.counted_by != ENTERED or (indicator.in_unit not in DIVISIBLE and value != value.to_integral()):
        raise WrongUnit
    Programme.objects.select_for_update().get(pk=programme.pk)
    same_place = EnteredValue.objects.filter(programme=programme, indicator=indicator, region=region, period_start=period_start)
    newest = same_place.order_by("-pk").first()
    if newest is not None and (newest.value, newest.source, newest.by_id) == (value, source, by.pk):
        return newest
    return EnteredValue.objects.create(
        programme=programme,
        indicator=indicator,
        region=region,
        period_start=period_start,
        value=value,
        source=source,
        by=by,
        at=now,
    )
