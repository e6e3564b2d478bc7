"""The people and places that tests speak of. Everyone has a name and an honest default.

小禾 is the learner the story is about; 阿松 another learner; 陈老师 trains and examines at 苗圃学堂, 周老师 at
another college; 吴老师 leads the class, 郑老师 one of another college; 林招 recruits for 村淘, 秦招 for another platform; 赵专员 is the
programme officer of the committee that holds the pool.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from django.test import Client

from accounts.models import (
    Identity,
    Level,
    Membership,
    Organisation,
    OrganisationKind,
    PhoneNumber,
    Region,
    Role,
    User,
)

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
BORN = date(2003, 5, 4)
_numbers = count(13_900_000_001)
_region_ids = count(900_000)


def make_region(name: str, parent: Region | None = None, *, code: str = "", level: Level | None = None) -> Region:
    found = Region.objects.filter(name=name, parent=parent).first()
    if found is None:
        found = new_region(name, parent, code=code, level=level)
        found.save(force_insert=True)
    return found


def new_region(name: str, parent: Region | None, *, code: str = "", level: Level | None = None) -> Region:
    """Not yet written."""
    region_id = next(_region_ids)
    levels = list(Level)
    if level is None:
        level = levels[levels.index(Level(parent.level)) + 1] if parent else Level.PROVINCE
    return Region(
        id=region_id,
        parent=parent,
        path=Region.path_under(parent.path if parent else "", region_id),
        full_name=(parent.full_name if parent else "") + name,
        name=name,
        short_name=name,
        level=level,
        code=code or str(region_id),
    )


@dataclass
class Places:
    """Two counties of one city: 普定县 with two townships and a village, 西秀区 with one township."""

    guizhou: Region
    anshun: Region
    puding: Region
    maguan: Region
    huachu: Region
    village: Region
    xixiu: Region
    qiyanqiao: Region


PLACES = {
    "guizhou": ("贵州省", "", "52"),
    "anshun": ("安顺市", "guizhou", "5204"),
    "puding": ("普定县", "anshun", "520422"),
    "xixiu": ("西秀区", "anshun", "520402"),
    "maguan": ("马官镇", "puding", "520422101"),
    "huachu": ("化处镇", "puding", "520422102"),
    "village": ("号营村", "maguan", "520422101201"),
    "qiyanqiao": ("七眼桥镇", "xixiu", "520402102"),
}
"""Name, what it lies in, code; from above to below."""


def make_places() -> Places:
    """The same places when asked again."""
    standing = {(row.name, row.parent_id): row for row in Region.objects.filter(name__in=[name for name, _, _ in PLACES.values()])}
    made: dict[str, Region] = {}
    new = []
    for key, (name, within, code) in PLACES.items():
        parent = made.get(within)
        found = standing.get((name, parent.pk if parent else None))
        if found is None:
            found = new_region(name, parent, code=code)
            new.append(found)
        made[key] = found
    Region.objects.bulk_create(new)
    return Places(**made)


def make_person(
    name: str = "小禾", *, region: Region | None = None, born: date | None = BORN, phone: str = "", now: datetime = NOW
) -> User:
    """A registered person with one verified number."""
    person = User.objects.create_user(name=name, home_region=region, created_at=now)
    number = phone or f"+86{next(_numbers)}"
    PhoneNumber.objects.create(number=number, person=person, verified_at=now, last_used_at=now)
    if born:
        Identity.objects.create(person=person, birth_date=born)
    return person


def make_organisation(slug: str, name: str = "", *, kind: str = "training") -> Organisation:
    kinds = {
        "training": ("培训机构", True, False),
        "platform": ("平台", False, True),
        "committee": ("团委", False, False),
    }
    kind_name, teaches, recruits = kinds[kind]
    kind_row, _ = OrganisationKind.objects.get_or_create(slug=kind, defaults={"name": kind_name, "teaches": teaches, "recruits": recruits})
    row, _ = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name or slug, "short_name": name or slug, "kind": kind_row, "verified_at": NOW}
    )
    return row


def make_member(name: str, organisation: Organisation, *roles: Role, region: Region | None = None) -> User:
    person = make_person(name)
    for role in roles:
        Membership.objects.create(person=person, organisation=organisation, role=role, region=region, since=NOW)
    return person


@dataclass
class Part:
    """Who somebody in the cast is."""

    name: str
    region: Region | None = None
    at: Organisation | None = None
    roles: tuple[Role, ...] = ()


def make_people(*parts: Part) -> list[User]:
    """What make_person and make_member do, for many at once: nearly every test begins with the cast."""
    people = [User(name=part.name, home_region=part.region, created_at=NOW) for part in parts]
    for person in people:
        person.set_unusable_password()
    User.objects.bulk_create(people)
    PhoneNumber.objects.bulk_create(
        PhoneNumber(number=f"+86{next(_numbers)}", person=person, verified_at=NOW, last_used_at=NOW) for person in people
    )
    Identity.objects.bulk_create(Identity(person=person, birth_date=BORN) for person in people)
    Membership.objects.bulk_create(
        Membership(person=person, organisation=part.at, role=role, since=NOW)
        for person, part in zip(people, parts, strict=True)
        for role in part.roles
        if part.at
    )
    return people


@dataclass
class Cast:
    places: Places
    college: Organisation
    other_college: Organisation
    platform: Organisation
    other_platform: Organisation
    committee: Organisation
    learner: User
    other_learner: User
    trainer: User
    other_trainer: User
    teacher: User
    other_class_teacher: User
    recruiter: User
    other_recruiter: User
    officer: User


def make_cast() -> Cast:
    places = make_places()
    college = make_organisation("seedling-college", "苗圃学堂")
    other_college = make_organisation("other-college", "别家学校")
    platform = make_organisation("rural-taobao", "村淘", kind="platform")
    other_platform = make_organisation("other-platform", "别家平台", kind="platform")
    committee = make_organisation("committee", "团委", kind="committee")
    teaching = (Role.TRAINER, Role.EXAMINER)
    people = make_people(
        Part("小禾", places.maguan),
        Part("阿松", places.huachu),
        Part("陈老师", at=college, roles=teaching),
        Part("周老师", at=other_college, roles=teaching),
        Part("吴老师", at=college, roles=(Role.CLASS_TEACHER,)),
        Part("郑老师", at=other_college, roles=(Role.CLASS_TEACHER,)),
        Part("林招", at=platform, roles=(Role.RECRUITER,)),
        Part("秦招", at=other_platform, roles=(Role.RECRUITER,)),
        Part("赵专员", at=committee, roles=(Role.PROGRAMME_OFFICER,)),
    )
    return Cast(places, college, other_college, platform, other_platform, committee, *people)


def signed_in(person: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
