"""What participants said at the beginning and again later, county by county."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Region
from courses.diagnosis import AXES
from courses.models import Diagnosis
from programmes.diagnosing import PlaceDiagnosis, cells
from programmes.models import Participation, Programme
from programmes.operations.sources import inside


def diagnosis_counts(programme: Programme, *, scopes: list[Region] | None) -> list[PlaceDiagnosis]:
    """People of the programme by the county they lived in when they first answered; None is for those without one.

    Those who answered again are counted twice over: as they were, and as they are at the latest time. Three questions to
    the database, whatever the number of counties.
    """
    taking_part = Participation.objects.standing().filter(programme=programme, person=OuterRef("person"))
    first = inside(Diagnosis.objects.filter(Exists(taking_part), number=1), "county", scopes)
    later = Diagnosis.objects.filter(person=OuterRef("person"), number__gt=1)
    latest = later.order_by("-number")
    entry = by_county(first)
    before = by_county(first.filter(Exists(later)))
    after = by_county(
        first.filter(Exists(later)).annotate(**{f"now_{axis}": latest.values(f"lacks_{axis}")[:1] for axis in AXES}), lacks="now_{}"
    )
    return [place_of(counts, before.get(county, {}), after.get(county, {})) for county, counts in entry.items()]


def by_county(rows: QuerySet[Any], lacks: str = "lacks_{}") -> dict[int | None, dict[str, Any]]:
    counts = {axis: Count("pk", filter=Q(**{lacks.format(axis): True})) for axis in AXES}
    grouped = rows.order_by("county__path").values("county", "county__full_name").annotate(people=Count("pk"), **counts)
    return {row["county"]: row for row in grouped}


def place_of(entry: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> PlaceDiagnosis:
    again = before.get("people", 0)
    return PlaceDiagnosis(
        place=entry["county__full_name"] or "",
        people=entry["people"],
        entry=cells(entry, AXES, entry["people"]),
        again=again,
        before=cells(before, AXES, again),
        after=cells(after, AXES, again),
    )
