"""Finding places by what people write."""

from collections.abc import Iterable
from itertools import batched

from django.db.models import Q

from accounts.models.regions import Region
from accounts.places import PlaceName, folded, matching, possible_names

NAMES_AT_ONCE = 400


def find_places(texts: Iterable[str]) -> dict[str, list[PlaceName]]:
    """For each text the current places it may mean: one, several, or none. Thousands of texts cost a few dozen queries."""
    wanted = {text: possible_names(text) for text in set(texts)}
    by_name = _named(set().union(*wanted.values()) if wanted else set())
    return {
        text: sorted(
            matching(text, {place.id: place for name in names for place in by_name.get(name, [])}.values()), key=lambda place: place.id
        )
        for text, names in wanted.items()
    }


def _named(names: set[str]) -> dict[str, list[PlaceName]]:
    rows: dict[int, Region] = {}
    for some in batched(sorted(names), NAMES_AT_ONCE, strict=False):
        for row in Region.objects.current().filter(Q(name__in=some) | Q(short_name__in=some)).only(*FIELDS):
            rows[row.pk] = row
    above = {region_id for row in rows.values() for region_id in row.ancestor_ids}
    parts: dict[int, tuple[str, str]] = {}
    for few in batched(sorted(above), NAMES_AT_ONCE, strict=False):
        for pk, name, short_name in Region.objects.filter(pk__in=few).values_list("pk", "name", "short_name"):
            parts[pk] = (name, short_name)
    found: dict[str, list[PlaceName]] = {}
    for row in rows.values():
        place = PlaceName(row.pk, folded(row.full_name), [parts[region_id] for region_id in row.ancestor_ids])
        for name in {row.name, row.short_name}:
            found.setdefault(name, []).append(place)
    return found


FIELDS = ("id", "path", "name", "short_name", "full_name")
