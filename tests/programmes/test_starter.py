import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from programmes import operations
from programmes.counting import Unit
from programmes.models import Indicator, Programme, Target
from talent_pool.models import Pool
from tests.cast import NOW

pytestmark = pytest.mark.django_db
STARTER: Path = settings.BASE_DIR / "cms" / "starter"

ENTRY: dict[str, Any] = {
    "slug": "pilot",
    "name": "试点",
    "short_name": "试点",
    "holders": ["团委"],
    "starts_on": None,
    "ends_on": None,
    "period_note": "三年",
    "summary": "试一试。",
    "source": "来源",
    "roles": ["合伙人"],
    "targets": [{"indicator": "leaders_grown", "label": "带头人", "unit": "人", "value": 10, "note": ""}],
}


def write(folder: Path, *entries: dict[str, Any], kind: str = "committee") -> Path:
    organisations = [{"slug": "committee", "name": "团委", "short_name": "团委", "kind": kind, "note": ""}]
    (folder / "organisations.yaml").write_text(yaml.safe_dump({"organisations": organisations}, allow_unicode=True), encoding="utf-8")
    (folder / "programmes.yaml").write_text(yaml.safe_dump({"programmes": list(entries)}, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_starter_brings_every_programme_with_its_units_apart() -> None:
    loaded = operations.load_programmes(STARTER, now=NOW)
    assert len(loaded.created) == Programme.objects.count() >= 15
    talents = Target.objects.get(programme__slug="million-talents", indicator__slug="talents_certified")
    assert (talents.value, talents.indicator.in_unit, talents.indicator.counted_by) == (1_000_000, Unit.PEOPLE, "talents_certified")
    attendances = Target.objects.get(programme__slug="suning-104-counties", indicator__slug="training_attendances")
    assert (attendances.value, attendances.indicator.in_unit) == (10_000, Unit.TIMES)
    assert [role.name for role in Programme.objects.get(slug="million-talents").roles.all()] == ["人才", "带头人", "导师"]
    jd = Organisation.objects.select_related("kind").get(slug="jd")
    assert (jd.kind.recruits, jd.kind.teaches) == (True, False)


def test_every_programme_of_the_starter_has_a_page(client: Any) -> None:
    operations.load_programmes(STARTER, now=NOW)
    for slug in Programme.objects.values_list("slug", flat=True):
        assert client.get(reverse("programmes:programme", args=[slug])).status_code == 200


def without_parts(folder: Path) -> Path:
    """The starter's own files, with programmes that are made of nothing yet."""
    for name in ("organisations.yaml", "programmes.yaml"):
        lines = (STARTER / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.lstrip().startswith(("courses:", "standards:", "pools:"))]
        (folder / name).write_text("\n".join(kept), encoding="utf-8")
    return folder


def test_what_is_named_but_not_there_yet_is_said_and_looked_for_again(tmp_path: Path) -> None:
    folder = write(tmp_path, ENTRY | {"pools": ["talents"]})
    assert operations.load_programmes(folder, now=NOW).missing == ["pilot: talents"]
    Pool.objects.create(slug="talents", title="人才库", holder=Organisation.objects.get(), created_at=NOW)
    loaded = operations.load_programmes(folder, now=NOW)
    assert (loaded.updated, loaded.missing) == (["pilot"], [])
    assert [pool.slug for pool in Programme.objects.get().pools.all()] == ["talents"]
    assert operations.load_programmes(folder, now=NOW) == operations.Loaded()


def test_loading_again_changes_nothing_and_takes_no_time(tmp_path: Path) -> None:
    folder = without_parts(tmp_path)
    operations.load_programmes(folder, now=NOW)
    counts = (Programme.objects.count(), Target.objects.count(), Indicator.objects.count(), Organisation.objects.count())
    begun = time.perf_counter()
    again = operations.load_programmes(folder, now=NOW)
    assert time.perf_counter() - begun < 0.3
    assert again == operations.Loaded()
    assert (Programme.objects.count(), Target.objects.count(), Indicator.objects.count(), Organisation.objects.count()) == counts


def test_a_changed_entry_is_taken_over_and_the_others_are_kept(tmp_path: Path) -> None:
    other = ENTRY | {"slug": "other", "name": "另一个"}
    operations.load_programmes(write(tmp_path, ENTRY, other), now=NOW)
    loaded = operations.load_programmes(write(tmp_path, ENTRY | {"name": "新名字", "roles": ["店长"]}, other), now=NOW)
    assert (loaded.updated, loaded.kept) == (["pilot"], ["other"])
    pilot = Programme.objects.get(slug="pilot")
    assert (pilot.name, [role.name for role in pilot.roles.all()], pilot.targets.count()) == ("新名字", ["店长"], 1)


@pytest.mark.parametrize("edit", ["name", "target", "role", "holder"])
def test_what_people_edited_is_never_overwritten(tmp_path: Path, edit: str) -> None:
    operations.load_programmes(write(tmp_path, ENTRY), now=NOW)
    pilot = Programme.objects.get(slug="pilot")
    if edit == "name":
        Programme.objects.update(name="编辑改的名字")
    elif edit == "target":
        Target.objects.update(value=Decimal(99))
    elif edit == "role":
        pilot.roles.all()[0].__class__.objects.update(name="编辑改的角色")
    else:
        pilot.holders = []
        pilot.save()
    loaded = operations.load_programmes(write(tmp_path, ENTRY | {"name": "文件里的新名字"}), now=NOW)
    assert loaded.edited_by_people == ["pilot"]
    assert Programme.objects.get().name != "文件里的新名字"


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"holders": ["没有的机构"]}, "committee", "没有的机构"),
        ({"targets": [{"indicator": "x", "label": "x", "unit": "打", "value": 1}]}, "committee", "打"),
        ({"targets": [{"indicator": "talents_certified", "label": "人才", "unit": "人次", "value": 1}]}, "committee", "talents_certified"),
        ({}, "club", "club"),
    ],
    ids=["an unknown holder", "an unknown unit", "people counted as person-times", "an unknown kind"],
)
def test_a_bad_file_is_refused_with_the_reason_and_nothing_is_written(
    tmp_path: Path, change: dict[str, Any], kind: str, words: str
) -> None:
    with pytest.raises(operations.BadStarter, match=words):
        operations.load_programmes(write(tmp_path, ENTRY | change, kind=kind), now=NOW)
    assert not Programme.objects.exists()
    assert not Organisation.objects.exists()
