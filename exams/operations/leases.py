"""Which device may answer: one at a time, and another may take over."""

from datetime import datetime

from django.db import transaction

from exams.models import Attempt, Lease
from exams.operations.starting import Device


class TakenElsewhere(Exception):
    """Another device holds the attempt. `lease` is its turn."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(lease)
        self.lease = lease


class Closed(Exception):
    """The attempt is handed in; nothing can be answered any more."""


def lease_of(attempt: Attempt, device: Device) -> Lease:
    """The live turn, if it is this device's. Raises TakenElsewhere."""
    live = Lease.objects.get(attempt=attempt, ended_at=None)
    if live.device != device.uuid:
        raise TakenElsewhere(live)
    return live


@transaction.atomic
def take_over(attempt: Attempt, device: Device, *, now: datetime) -> Lease:
    """Go on with the attempt on this device. The other one is told at its next word, and what it kept still counts.

    A second tap changes nothing. Raises Closed.
    """
    held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    if held.submitted_at is not None:
        raise Closed
    live = Lease.objects.get(attempt=held, ended_at=None)
    if live.device == device.uuid:
        return live
    live.ended_at = now
    live.save(update_fields=["ended_at"])
    held.lease = live.number + 1
    held.save(update_fields=["lease"])
    return Lease.objects.create(
        attempt=held, number=held.lease, device=device.uuid, address=device.address, agent=device.agent[:200], began_at=now, seen_at=now
    )


def note_contact(attempt_id: int, lease: int, *, now: datetime, nothing_waits: bool) -> None:
    """A device said that it is there, and perhaps that nothing waits on it."""
    told = {"seen_at": now} | ({"emptied_at": now} if nothing_waits else {})
    Lease.objects.filter(attempt=attempt_id, number=lease).update(**told)
