import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import Level, Region
from accounts.operations import BadVillageFile, import_villages, load_regions, read_regions
from tests.cast import Places

DATA = Path(settings.BASE_DIR) / "accounts" / "data"


@pytest.fixture(scope="module")
def committed() -> list[Region]:
    return list(read_regions(DATA / "regions.csv.gz"))


def test_the_committed_tree_is_whole(committed: list[Region]) -> None:
    current = [row for row in committed if row.valid_to is None]
    by_level = {level: sum(row.level == level for row in current) for level in Level}
    assert by_level[Level.PROVINCE] == 31
    assert by_level[Level.TOWNSHIP] > 41_000
    assert len({row.code for row in current}) == len(current)
    assert len({row.path for row in committed}) == len(committed)


@pytest.mark.parametrize("name", ["贵州省安顺市普定县马官镇", "北京市朝阳区", "重庆市潼南区", "广东省东莞市石碣镇", "湖北省仙桃市"])
def test_places_are_called_by_their_full_path(committed: list[Region], name: str) -> None:
    assert sum(row.full_name == name for row in committed) == 1


def test_a_closed_county_names_its_successor(committed: list[Region]) -> None:
    old = next(row for row in committed if row.code == "500223")
    new = next(row for row in committed if row.pk == old.successor_id)
    assert (old.name, new.name) == ("潼南县", "潼南区")
    assert old.valid_to is not None


def test_loading_twice_changes_nothing(db: None, committed: list[Region]) -> None:
    few = [row for row in committed if row.code in {"52", "5204", "520422"} or row.code.startswith("520422")]
    assert load_regions(few) == len(few)
    before = list(Region.objects.values())
    load_regions(few)
    assert list(Region.objects.values()) == before


def test_within_finds_the_subtree_and_nothing_else(places: Places) -> None:
    assert set(Region.objects.within(places.puding)) == {places.puding, places.maguan, places.huachu, places.village}
    assert set(Region.objects.within(places.village)) == {places.village}
    assert list(Region.objects.above(places.maguan)) == [places.guizhou, places.anshun, places.puding, places.maguan]


def test_two_current_places_cannot_share_a_code(places: Places) -> None:
    with pytest.raises(IntegrityError, match=r"one_current_region_per_code|accounts_region\.code"), transaction.atomic():
        Region.objects.create(id=1, path="000001", level=Level.PROVINCE, name="假", short_name="假", full_name="假", code="52")


def test_villages_are_imported_once(places: Places) -> None:
    lines = [{"code": "520422101202", "name": "余官村"}, {"code": "520422101203", "name": "大洼村"}]
    assert import_villages(lines) == 2
    assert import_villages(lines) == 0
    assert Region.objects.get(code="520422101202").full_name == "贵州省安顺市普定县马官镇余官村"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"code": "52042210120", "name": "余官村"}, "line 3: a village code has 12 digits"),
        ({"code": "520422101209", "name": " "}, "line 3: the village 520422101209 has no name"),
        ({"code": "999999999001", "name": "余官村"}, "line 3: no township has the code 999999999"),
    ],
)
def test_a_bad_line_stops_the_import_and_writes_nothing(places: Places, line: dict[str, str], reason: str) -> None:
    before = Region.objects.count()
    with pytest.raises(BadVillageFile, match=reason):
        import_villages([{"code": "520422101202", "name": "余官村"}, line])
    assert Region.objects.count() == before


def test_villages_follow_their_township_when_it_is_renamed(places: Places) -> None:
    renamed = Region.objects.get(pk=places.maguan.pk)
    renamed.name, renamed.full_name = "新马官镇", "贵州省安顺市普定县新马官镇"
    load_regions([renamed])
    places.village.refresh_from_db()
    assert places.village.full_name == "贵州省安顺市普定县新马官镇号营村"


@pytest.mark.parametrize("path", sorted((DATA / "villages").glob("*.csv")), ids=lambda path: path.stem)
def test_every_committed_village_has_a_township(path: Path, committed: list[Region]) -> None:
    townships = {row.code for row in committed if row.level == Level.TOWNSHIP and row.valid_to is None}
    with path.open(encoding="utf-8", newline="") as file:
        assert {line["code"][:9] for line in csv.DictReader(file)} <= townships
