"""A helper enrols a person without a telephone and records what they learned together. Every event says who helped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Organisation, Region, User
from courses.models import AssistedLearner, Course, Enrolment, EventKind
from courses.operations.learning import EventReport, Recorded, enrol, record_events


class NotSignedYet(Exception):
    """The day of the signature lies in the future."""


@transaction.atomic
def begin_assisting(
    institution: Organisation,
    *,
    uuid: UUID,
    name: str,
    birth_date: date,
    home: Region | None,
    signed_on: date,
    by: User,
    now: datetime,
) -> AssistedLearner:
    """A new person without a number, whose consent was signed on paper. The same number of the form again is the same person.

    Raises accounts.TooYoung or NotSignedYet; nothing is written then.
    """
    found = AssistedLearner.objects.filter(uuid=uuid).first()
    if found is not None:
        return found
    if signed_on > now.date():
        raise NotSignedYet
    person = accounts.register_without_number(now=now)
    accounts.introduce_person(person, name=name, birth_date=birth_date, home=home, now=now)
    return AssistedLearner.objects.create(
        uuid=uuid, person=person, institution=institution, helper=by, consent_signed_on=signed_on, recorded_by=by, began_at=now
    )


def name_helper(assisted: AssistedLearner, helper: User) -> None:
    """From now on this person helps. What was recorded goes on naming who helped then."""
    AssistedLearner.objects.filter(pk=assisted.pk, ended_at=None).exclude(person=helper).update(helper=helper)


def end_assisting(assisted: AssistedLearner, *, now: datetime) -> None:
    """The person learns alone from now on; nothing more can be recorded for them."""
    AssistedLearner.objects.filter(pk=assisted.pk, ended_at=None).update(ended_at=now)


@transaction.atomic
def enrol_assisted(assisted: AssistedLearner, course: Course, *, by: User, now: datetime) -> Enrolment:
    """Enrol the person; the enrolment names the helper, and the person finds it in the inbox. Twice is once."""
    enrolment = enrol(assisted.person, course, now=now)
    if Enrolment.objects.filter(pk=enrolment.pk, assisted_by=None, enrolled_at=now).update(assisted_by=by):
        accounts.tell(
            assisted.person,
            key=f"assisted-enrolment:{enrolment.pk}",
            title=_("%(name)s enrolled you in a course") % {"name": by},
            text=_("What you learn together is recorded with the helper's name. You can see it at any time."),
            now=now,
        )
    return enrolment


def record_assisted(
    enrolment: Enrolment, lesson_key: UUID, *, token: UUID, answers: Mapping[UUID, Any], is_done: bool, by: User, now: datetime
) -> Recorded:
    """What helper and learner did together in one lesson. The same token again changes nothing."""
    reports = [
        EventReport(uuid5(token, str(question)), EventKind.PRACTISED, lesson_key, question_key=question, answer=answer)
        for question, answer in answers.items()
    ]
    if is_done:
        reports.append(EventReport(uuid5(token, "done"), EventKind.DONE, lesson_key))
    return record_events(enrolment, reports, now=now, assisted_by=by)
