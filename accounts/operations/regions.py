"""Filling the region tree from files. Both loaders may be repeated; neither ever deletes."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from accounts.models import Level, Region


class BadVillageFile(ValueError):
    """A line of the village file cannot be used; the message names the line and the reason."""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_regions(path: Path) -> Iterator[Region]:
    """The committed division data, parents before children, as unsaved rows."""
    places: dict[int, tuple[str, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            region_id = int(line["id"])
            parent_id = int(line["parent"]) if line["parent"] else None
            parent_path, parent_name = places[parent_id] if parent_id else ("", "")
            place = Region.path_under(parent_path, region_id), parent_name + line["name"]
            places[region_id] = place
            yield Region(
                id=region_id,
                parent_id=parent_id,
                path=place[0],
                full_name=place[1],
                level=line["level"],
                name=line["name"],
                short_name=line["short_name"],
                code=line["code"],
                is_statistical=line["is_statistical"] == "1",
                valid_from=_day(line["valid_from"]),
                valid_to=_day(line["valid_to"]),
                successor_id=int(line["successor"]) if line["successor"] else None,
            )


@transaction.atomic
def load_regions(regions: Iterable[Region]) -> int:
    """Add or refresh rows by our own id; returns how many. Successors may come later in the file than their predecessors."""
    rows = list(regions)
    successors = [(row.pk, row.successor_id) for row in rows if row.successor_id]
    for row in rows:
        row.successor_id = None
    Region.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["parent", "path", "level", "name", "short_name", "full_name", "code", "is_statistical", "valid_from", "valid_to"],
    )
    for region_id, successor_id in successors:
        Region.objects.filter(pk=region_id).update(successor_id=successor_id)
    refresh_villages()
    return len(rows)


def refresh_villages() -> None:
    """Imported villages follow their township when a newer tree has moved or renamed it."""
    moved = []
    for village in Region.objects.filter(level=Level.VILLAGE).select_related("parent"):
        if village.parent is None:
            continue  # cannot be: only_a_province_has_no_parent
        path, full_name = Region.path_under(village.parent.path, village.pk), village.parent.full_name + village.name
        if (village.path, village.full_name) != (path, full_name):
            village.path, village.full_name = path, full_name
            moved.append(village)
    Region.objects.bulk_update(moved, ["path", "full_name"], batch_size=1000)


FIRST_VILLAGE_ID = 100_000
"""Ids below belong to the committed tree (province to township)."""


@transaction.atomic
def import_villages(lines: Iterable[dict[str, str]]) -> int:
    """Villages of one or more counties from rows of `code` (12 digits) and `name`; returns how many are new.

    A village already there is left as it is. Raises BadVillageFile naming the line; nothing is written then.
    """
    wanted: list[tuple[str, str]] = []
    for number, line in enumerate(lines, start=2):
        code, name = (line.get("code") or "").strip(), (line.get("name") or "").strip()
        if not (len(code) == 12 and code.isdigit()):
            raise BadVillageFile(f"line {number}: a village code has 12 digits, this one is “{code}”")
        if not name:
            raise BadVillageFile(f"line {number}: the village {code} has no name")
        wanted.append((code, name))
    townships = {
        region.code: region for region in Region.objects.current().filter(level=Level.TOWNSHIP, code__in={code[:9] for code, _ in wanted})
    }
    known = set(Region.objects.current().filter(code__in=[code for code, _ in wanted]).values_list("code", flat=True))
    next_id = max(FIRST_VILLAGE_ID, (Region.objects.aggregate(top=Max("id"))["top"] or 0) + 1)
    rows: dict[str, Region] = {}
    for number, (code, name) in enumerate(wanted, start=2):
        if code in known or code in rows:
            continue
        township = townships.get(code[:9])
        if township is None:
            raise BadVillageFile(f"line {number}: no township has the code {code[:9]} (village {code} {name})")
        region_id = next_id + len(rows)
        rows[code] = Region(
            id=region_id,
            parent=township,
            path=Region.path_under(township.path, region_id),
            full_name=township.full_name + name,
            level=Level.VILLAGE,
            name=name,
            short_name=name,
            code=code,
        )
    Region.objects.bulk_create(rows.values(), batch_size=1000)
    return len(rows)
