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
    if found:
        return found
    region_id = next(_region_ids)
    levels = list(Level)
    if level is None:
        level = levels[levels.index(Level(parent.level)) + 1] if parent else Level.PROVINCE
    return Region.objects.create(
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


def make_places() -> Places:
    guizhou = make_region("贵州省", code="52")
    anshun = make_region("安顺市", guizhou, code="5204")
    puding = make_region("普定县", anshun, code="520422")
    xixiu = make_region("西秀区", anshun, code="520402")
    maguan = make_region("马官镇", puding, code="520422101")
    return Places(
        guizhou=guizhou,
        anshun=anshun,
        puding=puding,
        maguan=maguan,
        huachu=make_region("化处镇", puding, code="520422102"),
        village=make_region("号营村", maguan, code="520422101201"),
        xixiu=xixiu,
        qiyanqiao=make_region("七眼桥镇", xixiu, code="520402102"),
    )


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
    return Cast(
        places=places,
        college=college,
        other_college=other_college,
        platform=platform,
        other_platform=other_platform,
        committee=committee,
        learner=make_person("小禾", region=places.maguan),
        other_learner=make_person("阿松", region=places.huachu),
        trainer=make_member("陈老师", college, Role.TRAINER, Role.EXAMINER),
        other_trainer=make_member("周老师", other_college, Role.TRAINER, Role.EXAMINER),
        teacher=make_member("吴老师", college, Role.CLASS_TEACHER),
        other_class_teacher=make_member("郑老师", other_college, Role.CLASS_TEACHER),
        recruiter=make_member("林招", platform, Role.RECRUITER),
        other_recruiter=make_member("秦招", other_platform, Role.RECRUITER),
        officer=make_member("赵专员", committee, Role.PROGRAMME_OFFICER),
    )


def signed_in(person: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
