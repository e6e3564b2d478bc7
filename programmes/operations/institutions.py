"""Institutions side by side, on the same measures."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from accounts.models import Organisation, Region
from programmes.models import Programme
from programmes.operations.sources import SOURCES, inside

COMPARED = ("participants", "learners_enrolled", "learners_completed", "class_people", "talents_certified")


@dataclass
class InstitutionCounts:
    """One institution's people at each step it has a hand in."""

    institution: Organisation
    people: dict[str, int] = field(default_factory=dict)

    @property
    def values(self) -> list[int]:
        return [self.people.get(key, 0) for key in COMPARED if key in SOURCES]


def institution_counts(programme: Programme, *, now: datetime, scopes: list[Region] | None) -> list[InstitutionCounts]:
    """People at each step by the institution the fact was frozen with, in the given places (None: everywhere).

    The most learners first. One question to the database per measure, whatever the number of institutions.
    """
    found: dict[int, dict[str, int]] = {}
    for key in COMPARED:
        if key not in SOURCES:
            continue
        source = SOURCES[key]
        rows = inside(source.rows(programme, now), source.place, scopes).filter(institution__isnull=False)
        for institution, people in rows.order_by().values_list("institution").annotate(n=Count(source.person, distinct=True)):
            found.setdefault(institution, {})[key] = people
    named = Organisation.objects.in_bulk(found)
    rows_out = [InstitutionCounts(named[institution], people) for institution, people in found.items()]
    return sorted(rows_out, key=lambda row: (-row.people.get("learners_enrolled", 0), row.institution.name))
