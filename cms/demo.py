"""The demonstration's cast: people who can be signed in to on a laptop, and nowhere else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts import operations as accounts
from accounts.models import Organisation, OrganisationKind, PhoneNumber, Region, Role, User


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


CAST = (
    Actor("李小禾", "+8619900000001", "学员，刚开始学"),
    Actor("陈静", "+8619900000005", "讲师、考官", organisation="seedling-college", roles=(Role.TRAINER, Role.EXAMINER)),
    Actor("吴明", "+8619900000006", "班主任", organisation="seedling-college", roles=(Role.CLASS_TEACHER,)),
    Actor("林岚", "+8619900000007", "平台招募经理", organisation="rural-taobao", roles=(Role.RECRUITER,)),
    Actor("赵青", "+8619900000008", "项目专员", organisation="youth-league-central", roles=(Role.PROGRAMME_OFFICER,)),
)


class NotADemo(Exception):
    """The demonstration was asked for where real people are."""


def load_cast(now: datetime) -> list[User]:
    """The people of the demonstration, through the operations real people go through. Repeating it changes nothing."""
    if not settings.DEMO_ALLOWED:
        raise NotADemo("the demonstration cannot be loaded under these settings")
    return [load_actor(actor, now) for actor in CAST]


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
        accounts.grant_membership(person, organisation(actor.organisation), role, now=now)
    return person


def organisation(slug: str) -> Organisation:
    """The starter's organisation; before the starter names it, a plain one under its slug."""
    kind, _ = OrganisationKind.objects.get_or_create(slug="other", defaults={"name": "其他"})
    found, _ = Organisation.objects.get_or_create(slug=slug, defaults={"name": slug, "short_name": slug, "kind": kind})
    return found


def refuse_demo() -> None:
    """Stop a server that serves real people while people of the demonstration, whom anybody can be, are in its database."""
    if not settings.DEMO_ALLOWED and User.objects.filter(is_demo=True).exists():
        raise ImproperlyConfigured(
            "Miaopu cannot start: people of the demonstration are in this database, and anybody can be them. Start from an empty database."
        )
