"""Reading what a browser sends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from courses.models import EventKind
from courses.operations import EventReport


class BadEvents(ValueError):
    """What was sent is not a list of learning events."""


def read_events(sent: Any) -> list[EventReport]:
    """`{"events": [{"id", "kind", "lesson", "question"?, "answer"?, "at"?}, …]}`. Raises BadEvents."""
    if not isinstance(sent, dict) or not isinstance(sent.get("events"), list):
        raise BadEvents
    return [read_event(event) for event in sent["events"]]


def read_event(sent: Any) -> EventReport:
    try:
        return EventReport(
            event_id=UUID(sent["id"]),
            kind=EventKind(sent["kind"]),
            lesson_key=UUID(sent["lesson"]),
            question_key=UUID(sent["question"]) if sent.get("question") else None,
            answer=sent.get("answer"),
            claimed_at=read_moment(sent.get("at")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadEvents from error


def read_moment(text: Any) -> datetime | None:
    """A moment with its zone, or nothing: a phone's clock is only a claim."""
    try:
        moment = parse_datetime(str(text)[:40]) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
