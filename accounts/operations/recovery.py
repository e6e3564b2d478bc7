"""A learner lost the number: staff who know the person let a new one open the record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import PhoneNumber, User
from accounts.operations.files import log_access
from accounts.operations.notices import tell
from accounts.operations.people import hold_number
from accounts.operations.sign_in import note_number_used
from accounts.operations.texts import queue_texts
from accounts.phones import mask_phone


class HoldsARole(Exception):
    """Staff and owners are not let in again by a class teacher: their records open too much."""


@transaction.atomic
def give_new_number(person: User, number: str, *, lost_the_others: bool, by: User, now: datetime) -> PhoneNumber:
    """The proven number opens the record from now on; it is logged and the person, the old numbers and the new one told. Raises HoldsARole.

    With `lost_the_others` the numbers held before are given back, and every device that is signed in is signed out.
    A number that was held but guarded (dormant, disputed) is awake again: this is how a forgotten second proof ends well.
    """
    if not by.is_superuser and (person.is_superuser or person.memberships.standing().exists()):
        raise HoldsARole
    told = {number, *PhoneNumber.objects.proven().filter(person=person).values_list("number", flat=True)}
    row = hold_number(person, number, now=now)
    note_number_used(number, person, now=now)
    if lost_the_others:
        PhoneNumber.objects.held().filter(person=person).exclude(pk=row.pk).update(released_at=now)
        end_sessions(person)
    parameters = {"name": person.masked_name, "phone": mask_phone(number)}
    queue_texts(told, key=f"new-number:{row.pk}:{now:%Y%m%d%H%M}", template="number_changed", parameters=parameters, now=now)
    log_access(person, by=by, what=_("new number"), detail=mask_phone(number), now=now)
    tell(
        person,
        key=f"new-number:{row.pk}:{now:%Y%m%d%H%M}",
        title=_("A new number opens your record"),
        text=_("%(who)s let %(phone)s open your record on %(day)s. If you did not ask for this, tell your class teacher at once.")
        % {"who": by, "phone": mask_phone(number), "day": f"{now:%Y-%m-%d}"},
        now=now,
    )
    return row


def end_sessions(person: User) -> None:
    """Sign the person out on every device: a session is bound to this (unusable) password."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
