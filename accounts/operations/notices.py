"""Telling a person something, once."""

from collections.abc import Iterable
from datetime import datetime

from accounts import sms
from accounts.models import Notice, PhoneNumber, User


def tell(person: User | int, *, key: str, title: str, text: str = "", link: str = "", now: datetime) -> Notice:
    """Put a line into the inbox. The same key again changes nothing: sweeps may repeat themselves."""
    person_id = person if isinstance(person, int) else person.pk
    notice, _ = Notice.objects.get_or_create(
        person_id=person_id,
        key=key,
        defaults={"title": title, "text": text, "link": link, "created_at": now},
    )
    return notice


def tell_many(people: Iterable[int], *, key: str, title: str, text: str = "", link: str = "", now: datetime) -> None:
    """The same line for many people, by their ids. Who was told before is not told again, so an interrupted round is simply repeated."""
    Notice.objects.bulk_create(
        [Notice(person_id=person, key=key, title=title, text=text, link=link, created_at=now) for person in people],
        ignore_conflicts=True,
        batch_size=500,
    )


def text_person(person: User, template: str, parameters: dict[str, str]) -> None:
    """A text message to the number the person used last. Who holds none gets none."""
    number = PhoneNumber.objects.held().filter(person=person).order_by("-last_used_at", "pk").first()
    if number is not None:
        sms.backend().send(sms.Message(number.number, template, parameters))
