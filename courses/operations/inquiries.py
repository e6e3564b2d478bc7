"""Words to the trainers: asked once, answered, shown to others where the learner lets it, and lessons put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import User
from courses.masking import masked
from courses.models import (
    About,
    AssistedLearner,
    Correction,
    Enrolment,
    Inquiry,
    InquiryStep,
    LessonProgress,
    OutlineLesson,
    Refusal,
    StepKind,
)
from courses.models.finding import finding_text
from courses.models.inquiries import LONGEST_INQUIRY
from courses.notebook import cleaned

INQUIRIES_PER_DAY = 20
"""Of one person, over all courses: enough for a diligent learner, too few to drown the trainers."""
SHORT = 40
"""Characters of a lesson's title in the title of a notice."""


class NothingWritten(Exception):
    """There are no words in it."""


class NotToBeShown(Exception):
    """Only a question that was answered, and whose asker lets it be shown, is published."""


@dataclass(frozen=True)
class InquiryReport:
    """Words to the trainers as a browser reports them, their moment already judged."""

    event_id: UUID
    about: About
    lesson_key: UUID
    text: str
    may_be_shown: bool
    claimed_at: datetime | None


def ask_trainers(enrolment: Enrolment, reports: Sequence[InquiryReport], *, now: datetime) -> dict[UUID, Refusal]:
    """Write each down once however often it comes. Returns what could not be taken, and why.

    The limit of a day is asked per person without a lock: two phones at the same moment may pass it by a few, which harms nobody.
    """
    if not reports:
        return {}
    refused = {report.event_id: reason for report in reports if (reason := misfit(report))}
    known = set(enrolment.inquiries.filter(event_id__in=[report.event_id for report in reports]).values_list("event_id", flat=True))
    today = Inquiry.objects.filter(enrolment__learner=enrolment.learner_id, asked_at__gt=now - timedelta(days=1)).count()
    new = [report for report in reports if report.event_id not in known | refused.keys()]
    room = max(INQUIRIES_PER_DAY - today, 0)
    Inquiry.objects.bulk_create(
        [
            Inquiry(
                enrolment=enrolment, course_id=enrolment.course_id, institution_id=enrolment.institution_id, asked_at=now, **fields(report)
            )
            for report in new[:room]
        ],
        ignore_conflicts=True,
    )
    return refused | {report.event_id: Refusal.TOO_MANY for report in new[room:]}


def misfit(report: InquiryReport) -> Refusal | None:
    if not report.text:
        return Refusal.UNREADABLE
    return Refusal.TOO_LONG if len(report.text) > LONGEST_INQUIRY else None


def fields(report: InquiryReport) -> dict[str, object]:
    """What is said of a mistake is for the trainers alone."""
    return vars(report) | {"may_be_shown": report.may_be_shown and report.about == About.QUESTION}


@transaction.atomic
def answer_inquiry(inquiry: Inquiry, text: str, *, by: User, now: datetime) -> Inquiry:
    """Answer, or answer better; the learner finds it in the inbox. The same words again change nothing. Raises NothingWritten.

    What others could read goes on saying what it said until it is published anew.
    """
    words = cleaned(text)
    if not words:
        raise NothingWritten
    row = Inquiry.objects.select_for_update().select_related("enrolment").get(pk=inquiry.pk)
    if row.answer == words and row.answered_at:
        return row
    step = InquiryStep.objects.create(inquiry=row, kind=StepKind.ANSWERED, by=by, text=words, at=now)
    row.answer, row.answered_at, row.closed_at = words, now, None
    row.save()
    accounts.tell(
        row.enrolment.learner_id,
        key=f"inquiry-answered:{step.pk}",
        title=_("Your trainer has answered"),
        text=words,
        link=reverse("courses:my_inquiry", args=[row.uuid]),
        now=now,
    )
    return row


@transaction.atomic
def publish_inquiry(inquiry: Inquiry, *, question: str, answer: str, by: User, now: datetime) -> Inquiry:
    """Let others find question and answer, in the words given, personal numbers taken out. Raises NotToBeShown or NothingWritten."""
    row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not row.may_be_published:
        raise NotToBeShown
    shown, answered = masked(cleaned(question)), masked(cleaned(answer))
    if not shown or not answered:
        raise NothingWritten
    if row.published_at and (row.public_text, row.public_answer) == (shown, answered):
        return row
    InquiryStep.objects.create(inquiry=row, kind=StepKind.PUBLISHED, by=by, text=answered, public_text=shown, at=now)
    row.public_text, row.public_answer, row.published_at = shown, answered, now
    row.found_by = finding_text(shown, answered)
    row.save()
    return row


@transaction.atomic
def hide_inquiry(inquiry: Inquiry, *, by: User, now: datetime, kind: StepKind = StepKind.HIDDEN) -> Inquiry:
    """From now on nobody else finds it. Hiding what is hidden changes nothing."""
    row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if row.published_at:
        InquiryStep.objects.create(inquiry=row, kind=kind, by=by, text=row.public_answer, public_text=row.public_text, at=now)
        row.public_text = row.public_answer = row.found_by = ""
        row.published_at = None
        row.save()
    return row


@transaction.atomic
def keep_inquiry_private(inquiry: Inquiry, *, by: User, now: datetime) -> Inquiry:
    """The learner takes the permission back: it is gone from every page at once, and cannot be published again."""
    row = hide_inquiry(inquiry, by=by, now=now, kind=StepKind.KEPT_PRIVATE)
    if row.may_be_shown:
        row.may_be_shown = False
        row.save()
    return row


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, by: User, now: datetime) -> Inquiry:
    """Lay it aside without an answer: a greeting, a repetition, something rude. Closing again changes nothing."""
    row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if row.is_waiting:
        InquiryStep.objects.create(inquiry=row, kind=StepKind.CLOSED, by=by, at=now)
        row.closed_at = now
        row.save()
    return row


@transaction.atomic
def correct_lesson(inquiry: Inquiry, *, uuid: UUID, text: str, matters: bool, by: User, now: datetime) -> Correction:
    """Write down that the lesson was put right. The same number again is the same correction. Raises NothingWritten.

    Whoever reported it has it answered; where it matters, `tell_correction` reaches everybody who had finished the lesson.
    """
    words = cleaned(text)
    if not words:
        raise NothingWritten
    correction, is_new = Correction.objects.get_or_create(
        uuid=uuid,
        defaults={
            "course_id": inquiry.course_id,
            "lesson_key": inquiry.lesson_key,
            "inquiry": inquiry,
            "text": words,
            "matters": matters,
            "by": by,
            "at": now,
        },
    )
    if is_new:
        answer_inquiry(inquiry, words, by=by, now=now)
    return correction


def tell_correction(correction_id: int, *, now: datetime, batch: int = 1000) -> int:
    """Tell everybody who had finished the lesson when it was put right. Repeating tells nobody twice. Returns how many were reached.

    Who learns with a helper may never look into an inbox: the helper is told as well, once, however many they help.

    In batches, each committed by itself: a worker that is killed half-way goes on where it stopped.
    """
    correction = Correction.objects.select_related("course__outline").get(pk=correction_id)
    if not correction.matters or correction.told_at:
        return 0
    place = OutlineLesson.objects.filter(lesson_key=correction.lesson_key).order_by("-outline_id").first()
    finished = LessonProgress.objects.filter(lesson_key=correction.lesson_key, done_at__lte=correction.at).order_by("pk")
    told, last = 0, 0
    title, link = _("Put right: %(lesson)s") % {"lesson": place.title[:SHORT] if place else ""}, place.url if place else ""
    for_others = _("You helped somebody learn this lesson. Please tell them: %(text)s") % {"text": correction.text}
    while rows := list(finished.filter(pk__gt=last).values_list("pk", "enrolment__learner_id")[:batch]):
        last = rows[-1][0]
        learners = [learner for _pk, learner in rows]
        helpers = set(AssistedLearner.objects.standing().filter(person__in=learners).values_list("helper", flat=True))
        accounts.tell_many(learners, key=f"correction:{correction.pk}", title=title, text=correction.text, link=link, now=now)
        accounts.tell_many(helpers, key=f"correction-to-pass-on:{correction.pk}", title=title, text=for_others, link=link, now=now)
        told += len(rows)
    Correction.objects.filter(pk=correction.pk, told_at=None).update(told_at=now)
    return told


def tell_corrections(*, now: datetime) -> int:
    """The sweep: what a lost message left untold."""
    return sum(
        tell_correction(pk, now=now) for pk in Correction.objects.filter(matters=True, told_at=None).values_list("pk", flat=True)[:20]
    )


def inquiries_disagree() -> list[str]:
    """Inquiries whose state is not what their last steps say. The words themselves are not repeated."""
    steps: dict[int, dict[str, str]] = {}
    for step in InquiryStep.objects.order_by("pk").iterator(chunk_size=2000):
        said = steps.setdefault(step.inquiry_id, {"answer": "", "public": ""})
        if step.kind == StepKind.ANSWERED:
            said["answer"] = step.text
        elif step.kind != StepKind.CLOSED:
            said["public"] = step.public_text if step.kind == StepKind.PUBLISHED else ""
    return [
        f"inquiries: {row.uuid}: the state says something else than its last steps"
        for row in Inquiry.objects.order_by("pk").iterator(chunk_size=2000)
        if {"answer": row.answer, "public": row.public_text} != steps.get(row.pk, {"answer": "", "public": ""})
    ]
