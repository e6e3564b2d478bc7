"""Text messages that are no codes: written down first, sent by the sweep, each once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from accounts import sms
from accounts.models import TextMessage


def queue_texts(numbers: Iterable[str], *, key: str, template: str, parameters: dict[str, str], now: datetime) -> int:
    """Have each number told; returns how many are told for the first time. The sweep sends them."""
    wanted = set(numbers)
    known = set(TextMessage.objects.filter(key=key, number__in=wanted).values_list("number", flat=True))
    rows = [
        TextMessage(number=number, key=key, template=template, parameters=parameters, created_at=now) for number in sorted(wanted - known)
    ]
    TextMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def send_waiting_texts(*, now: datetime, most: int = 200) -> int:
    """The sweep. A message is claimed before it is sent, so that two workers never send it twice; a failed one waits again."""
    sent = 0
    for row in TextMessage.objects.waiting().order_by("failures", "pk")[:most]:
        if not TextMessage.objects.filter(pk=row.pk, sent_at=None).update(sent_at=now):
            continue
        try:
            sms.backend().send(sms.Message(row.number, row.template, row.parameters))
        except Exception:
            TextMessage.objects.filter(pk=row.pk).update(sent_at=None, failures=F("failures") + 1)
            raise
        sent += 1
    return sent
