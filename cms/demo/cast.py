"""The demonstration's cast: people who can be signed in to on a laptop, and nowhere else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts import operations as accounts
from accounts.models import Organisation, PhoneNumber, Region, Role, User
from cms.staff import appoint


@dataclass(frozen=True)
class Actor:
    """A person of the demonstration. No message is ever sent to the number: the code is shown on the page."""

    name: str
    phone: str
    who: str
    home: str = "贵州省安顺市普定县马官镇"
    born: date = date(2003, 5, 4)
    organisation: str = ""
    roles: tuple[Role, ...] = ()


MAGUAN, HUACHU, JICHANGPO = (f"贵州省安顺市普定县{town}" for town in ("马官镇", "化处镇", "鸡场坡镇"))

CAST = (
    Actor("李小禾", "+8619900000001", "学员，学了三课"),
    Actor("王松", "+8619900000002", "学员，考过了，在人才库里", home=HUACHU, born=date(1999, 11, 2)),
    Actor("张梅", "+8619900000003", "学员，和村淘签了约，正在筹备站点", born=date(1996, 2, 18)),
    Actor("赵石头", "+8619900000004", "学员，开了自己的店", home=JICHANGPO, born=date(1990, 7, 30)),
    Actor("陈静", "+8619900000005", "讲师、考官", organisation="seedling-college", roles=(Role.TRAINER, Role.EXAMINER)),
    Actor("吴明", "+8619900000006", "班主任", organisation="seedling-college", roles=(Role.CLASS_TEACHER,)),
    Actor("林岚", "+8619900000007", "村淘招募经理", organisation="rural-taobao", roles=(Role.RECRUITER,)),
    Actor("赵青", "+8619900000008", "项目专员", organisation="youth-league-central", roles=(Role.PROGRAMME_OFFICER,)),
)

NEIGHBOURS = tuple(
    Actor(name, f"+86199000001{number:02d}", "", home=home, born=date(1994 + number % 9, 1 + number % 12, 3 + number))
    for number, (name, home) in enumerate(
        (name, (MAGUAN, HUACHU, JICHANGPO)[place])
        for name, place in [
            ("杨柳", 0),
            ("何田", 0),
            ("罗云", 0),
            ("韦春", 0),
            ("龙泉", 0),
            ("伍月", 1),
            ("陆平", 1),
            ("岑溪", 1),
            ("莫山", 2),
        ]
    )
)
"""Further certified people, so that a search finds more than one card. They are not printed as people to sign in as."""


class NotADemo(Exception):
    """The demonstration was asked for where real people are."""


def load_cast(now: datetime) -> list[User]:
    """The people of the demonstration, through the operations real people go through. Repeating it changes nothing."""
    if not settings.DEMO_ALLOWED:
        raise NotADemo("the demonstration cannot be loaded under these settings")
    return [load_actor(actor, now) for actor in (*CAST, *NEIGHBOURS)]


def load_actor(actor: Actor, now: datetime) -> User:
    held = PhoneNumber.objects.held().filter(number=actor.phone, person__is_demo=True).select_related("person").first()
    if held:
        return held.person
    person = accounts.register_person(actor.phone, now=now)
    User.objects.filter(pk=person.pk).update(is_demo=True)
    person.is_demo = True
    home = Region.objects.current().filter(full_name=actor.home).first()
    accounts.introduce_person(person, name=actor.name, birth_date=actor.born, home=home, now=now)
    for role in actor.roles:
        place = Organisation.objects.get(slug=actor.organisation)
        appoint(person, place, role, by=None, now=now)
    return person


def refuse_demo() -> None:
    """Stop a server that serves real people while people of the demonstration, whom anybody can be, are in its database."""
    if not settings.DEMO_ALLOWED and User.objects.filter(is_demo=True).exists():
        raise ImproperlyConfigured(
            "Miaopu cannot start: people of the demonstration are in this database, and anybody can be them. Start from an empty database."
        )
