"""Programmes that tests speak of."""

from decimal import Decimal
from itertools import count

from accounts.models import Organisation, Region, User
from programmes.counting import Unit
from programmes.models import Indicator, Participation, Programme, ProgrammeRole, Target
from programmes.models.indicators import ENTERED
from tests.cast import NOW, make_organisation, make_person

_slugs = count(1)


def make_programme(slug: str = "", *, holder: Organisation | None = None, roles: tuple[str, ...] = (), listed: bool = True) -> Programme:
    name = slug or f"programme-{next(_slugs)}"
    programme = Programme(slug=name, name=f"项目 {name}", short_name=name, summary="给村里人办的。", is_listed=listed)
    programme.holders = [holder or make_organisation("committee", "团委", kind="committee")]
    programme.roles = [ProgrammeRole(name=role) for role in roles]
    programme.save()
    return programme


def make_indicator(slug: str = "leaders_grown", *, unit: Unit = Unit.PEOPLE, counted_by: str = ENTERED) -> Indicator:
    row, _ = Indicator.objects.get_or_create(slug=slug, defaults={"label": slug, "unit": unit.value, "counted_by": counted_by})
    return row


def make_target(programme: Programme, indicator: Indicator, value: int = 100, *, region: Region | None = None) -> Target:
    row = Target(programme=programme, indicator=indicator, value=Decimal(value), region=region)
    row.save()
    return row


def make_participant(
    programme: Programme, *, region: Region | None = None, institution: Organisation | None = None, person: User | None = None
) -> User:
    who = person or make_person(region=region)
    Participation.objects.create(person=who, programme=programme, region=region or who.region, institution=institution, since=NOW)
    return who
