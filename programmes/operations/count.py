"""Counting a programme: as a whole, place by place, and once a day for the record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Length, Substr
from django.utils.timezone import localtime

from accounts.models import Region
from programmes.counting import MEASURES, NOTHING, Figure, Report, Tally, Unit, bar, percent_of, total_of
from programmes.models import DailyCount, EnteredValue, Programme, Target
from programmes.operations.sources import SOURCES, Rows, inside

PATH_STEP = 6
DEEPEST = 5
"""Province, city, county, township, village."""


def _aggregates(key: str) -> dict[str, Any]:
    source = SOURCES[key]
    people = Count(source.person, distinct=True)
    if MEASURES[key].unit is Unit.PEOPLE:
        return {"people": people, "value": people}
    return {"people": people, "value": Sum(source.amount) if source.amount else Count("pk", distinct=True)}


def _tally(found: dict[str, Any]) -> Tally:
    return Tally(Decimal(found["value"] or 0), int(found["people"] or 0))


def _rows(key: str, programme: Programme, now: datetime, region: Region | None) -> Rows:
    source = SOURCES[key]
    return inside(source.rows(programme, now), source.place, None if region is None else [region])


def count_programme(programme: Programme, *, now: datetime, region: Region | None = None) -> dict[str, Tally]:
    """Every measure of the programme, in a place or everywhere. One question to the database per measure."""
    return {key: _tally(_rows(key, programme, now, region).aggregate(**_aggregates(key))) for key in SOURCES}


def _by_place(key: str, programme: Programme, now: datetime) -> Iterator[tuple[int, Tally]]:
    """Each place with its tally, at every level anew: people are counted in a county, not added up from its townships."""
    path = f"{SOURCES[key].place}__path"
    for depth in range(1, DEEPEST + 1):
        rows = SOURCES[key].rows(programme, now).alias(depth=Length(path)).filter(depth__gte=depth * PATH_STEP)
        here = rows.annotate(place_path=Substr(F(path), 1, depth * PATH_STEP)).order_by().values("place_path")
        for found in here.annotate(**_aggregates(key)):
            yield int(found["place_path"][-PATH_STEP:]), _tally(found)


def _record(programme: Programme, *, now: datetime) -> int:
    """Count one programme, then write today's rows anew. Two at once take turns at the programme's row; the later one stands."""
    day = localtime(now).date()
    whole = count_programme(programme, now=now)
    counts: list[tuple[str, int | None, Tally]] = [(key, None, tally) for key, tally in whole.items()]
    for key, tally in whole.items():
        if tally.people:
            counts += [(key, region_id, found) for region_id, found in _by_place(key, programme, now)]
    rows = [
        DailyCount(programme=programme, measure=key, region_id=place, day=day, value=tally.value, people=tally.people, counted_at=now)
        for key, place, tally in counts
    ]
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        DailyCount.objects.filter(programme=programme, day=day).delete()
        DailyCount.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def roll_up(*, now: datetime) -> int:
    """Today's counts of every programme, place by place; returns how many rows. Repeating it replaces them."""
    return sum(_record(programme, now=now) for programme in Programme.objects.order_by("pk"))


@dataclass(frozen=True)
class Actual:
    """A target beside what came of it."""

    target: Target
    figure: Figure | None
    """None: nobody has reported it, or no honest total can be said."""
    tally: Tally | None
    """Who stands behind it, where the house counted; None where an officer entered the figure."""
    helped: Tally | None = None
    """The part of it that came about with a helper, where there is such a part."""

    @property
    def is_few(self) -> bool:
        return self.tally is not None and self.tally.is_few

    @property
    def counts_people(self) -> bool:
        return self.target.indicator.in_unit is Unit.PEOPLE

    @property
    def percent(self) -> int | None:
        if self.figure is None:
            return None
        return percent_of(self.figure, Figure(self.target.value, self.target.indicator.in_unit))

    @property
    def bar(self) -> int:
        return bar(self.percent or 0)

    @property
    def bar_for_everyone(self) -> int:
        """Empty where the figure is hidden: the length of the bar would give it away."""
        return 0 if self.is_few else self.bar


def actuals(programme: Programme, *, place: Region | None, tallies: Mapping[str, Tally]) -> list[Actual]:
    """The programme's targets for a place (None: those for everywhere) with their reality; `tallies` are that place's counts."""
    targets = Target.objects.filter(programme=programme, region=place).select_related("indicator").order_by("sort_order", "pk")
    reports = _reports(programme, place)
    found = []
    for target in targets:
        indicator = target.indicator
        if indicator.measure is not None:
            tally = tallies.get(indicator.counted_by, NOTHING)
            helped = tallies.get(indicator.measure.helped)
            found.append(Actual(target, Figure(tally.value, indicator.in_unit), tally, helped))
        else:
            found.append(Actual(target, total_of(indicator.in_unit, reports.get(indicator.pk, [])), None))
    return found


def _reports(programme: Programme, place: Region | None) -> dict[int, list[Report]]:
    reports: dict[int, list[Report]] = {}
    rows = inside(EnteredValue.objects.filter(programme=programme), "region", None if place is None else [place])
    for indicator, path, period, value, number in rows.values_list("indicator", "region__path", "period_start", "value", "pk"):
        reports.setdefault(indicator, []).append(Report(path or "", period, value, number))
    return reports
