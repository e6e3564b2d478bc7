"""Reminding learners who asked for it, calmly: the rules are in `steadiness`, the facts are gathered here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import User
from courses.models import BusyDays, Channel, Enrolment, Reminder, ReminderChoice, ReminderWish, Why
from courses.steadiness import REMIND_FROM, is_due, is_quiet


class TooLongBusy(Exception):
    """More days at once than anybody is busy without learning a thing."""


class NotADay(Exception):
    """The last day lies before the first."""


@transaction.atomic
def wish_reminders(learner: User, channel: Channel, *, now: datetime) -> ReminderWish:
    """From now on remind like this, or not at all. Choosing the same again changes nothing."""
    wish = ReminderWish.objects.select_for_update().filter(learner=learner).first()
    if wish is None or wish.channel != channel:
        ReminderChoice.objects.create(learner=learner, channel=channel, at=now)
        wish, _made = ReminderWish.objects.update_or_create(learner=learner, defaults={"channel": channel, "since": now})
    return wish


def mark_busy(learner: User, *, first_on: date, last_on: date, why: Why, now: datetime) -> BusyDays:
    """Nobody expects learning on these days. The same days again are the same mark. Raises NotADay or TooLongBusy."""
    if last_on < first_on:
        raise NotADay
    if (last_on - first_on).days >= BusyDays.LONGEST:
        raise TooLongBusy
    row, _made = BusyDays.objects.get_or_create(
        learner=learner, first_on=first_on, last_on=last_on, removed_at=None, defaults={"why": why, "made_at": now}
    )
    return row


def unmark_busy(row: BusyDays, *, now: datetime) -> None:
    BusyDays.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)


def send_reminders(*, now: datetime, batch: int = 500) -> int:
    """The sweep. Whoever is due is reminded, once a day however often it runs. Returns how many."""
    local = localtime(now)
    if is_quiet(local) or local.time() < REMIND_FROM:
        return 0
    sent, last = 0, 0
    while wishes := list(wishing(local.date()).filter(learner__gt=last).order_by("learner").select_related("learner")[:batch]):
        last = wishes[-1].learner_id
        sent += sum(remind(wish, now=now) for wish in due_among(wishes, local))
    return sent


def wishing(today: date) -> QuerySet[ReminderWish]:
    """Who wishes it, has a course to finish and was not reminded today."""
    unfinished = Enrolment.objects.open().filter(learner=OuterRef("learner"))
    told = Reminder.objects.filter(learner=OuterRef("learner"), day=today)
    return ReminderWish.objects.exclude(channel=Channel.OFF).filter(Exists(unfinished), ~Exists(told), learner__is_active=True)


def due_among(wishes: list[ReminderWish], local: datetime) -> Iterable[ReminderWish]:
    """In three queries, however many they are."""
    people = [wish.learner_id for wish in wishes]
    touched = (
        Enrolment.objects.filter(learner__in=people).values("learner").annotate(at=Max("enrolled_at"), step=Max("events__received_at"))
    )
    learned = {row["learner"]: localtime(max(row["at"], row["step"] or row["at"])).date() for row in touched}
    reminded: dict[int, list[date]] = {}
    for person, day in Reminder.objects.filter(learner__in=people, day__gt=local.date() - timedelta(days=120)).values_list(
        "learner", "day"
    ):
        reminded.setdefault(person, []).append(day)
    busy: dict[int, list[BusyDays]] = {}
    for row in BusyDays.objects.standing().filter(learner__in=people, last_on__gte=local.date() - timedelta(days=40)):
        busy.setdefault(row.learner_id, []).append(row)
    for wish in wishes:
        # Choosing to be reminded is itself a sign of life: silence is counted from there.
        since = max(learned[wish.learner_id], localtime(wish.since).date())
        spans = [row.span for row in busy.get(wish.learner_id, [])]
        if is_due(local, learned=since, reminded=reminded.get(wish.learner_id, []), busy=spans):
            yield wish


@transaction.atomic
def remind(wish: ReminderWish, *, now: datetime) -> bool:
    """Into the inbox, and by text message where that was chosen. The row of the day makes it once; a lost text message stays lost."""
    day = localtime(now).date()
    _row, is_new = Reminder.objects.get_or_create(learner=wish.learner, day=day, defaults={"channel": wish.channel, "sent_at": now})
    if not is_new:
        return False
    accounts.tell(
        wish.learner,
        key=f"reminder:{day}",
        title=_("Time for a lesson?"),
        text=_("When you have a few minutes, tap here and go on where you stopped. You can switch these reminders off at any time."),
        link=reverse("courses:go_on"),
        now=now,
    )
    if wish.channel == Channel.SMS:
        transaction.on_commit(lambda: accounts.text_person(wish.learner, "learning_reminder", {}), robust=True)
    return True
