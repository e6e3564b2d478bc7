"""Moving learners to the newer outline: a deliberate act, looked at before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.operations import Disagreement, tell_many
from courses.models import Course, Enrolment, Outline, OutlineLesson, OutlineMove, RetiredLesson
from courses.moving import Effect, Lists, Standing, counted
from courses.signals import course_completed


class NotTheCurrentOutline(Exception):
    """Learners are moved to the outline that the course has now, within one course; the page shown was an older one."""


@dataclass(frozen=True)
class MovePreview:
    """What moving the open enrolments of one outline to the current one would mean."""

    source: Outline
    target: Outline
    gained: list[str]
    lost: list[str]
    lists: Lists
    effects: dict[Effect, int]
    uncounted: int
    """Learners who did a lesson that no longer counts; it stays in their record."""

    @property
    def people(self) -> int:
        return sum(self.effects.values())


def preview_move(course: Course, source: Outline) -> MovePreview:
    """Raises NotTheCurrentOutline. The number of queries does not depend on the number of learners."""
    target = target_of(course, source)
    before, after = lessons_of(source), lessons_of(target)
    lost = set(before) - set(after)
    rows = standings(source, before, after)
    lists = Lists(len(before), len(after))
    return MovePreview(
        source,
        target,
        gained=[title for key, title in after.items() if key not in before],
        lost=[title for key, title in before.items() if key in lost],
        lists=lists,
        effects=counted((Standing(done_before, done_after) for done_before, done_after, _ in rows), lists),
        uncounted=sum(done_lost > 0 for *_, done_lost in rows),
    )


def target_of(course: Course, source: Outline) -> Outline:
    if course.outline is None or source.course_id != course.pk or source.pk == course.outline_id:
        raise NotTheCurrentOutline
    return course.outline


def lessons_of(outline: Outline) -> dict[UUID, str]:
    """The lessons that count, by key, in their order."""
    counting = OutlineLesson.objects.filter(outline=outline).exclude(lesson_key__in=RetiredLesson.objects.values("lesson_key"))
    return dict(counting.order_by("position").values_list("lesson_key", "title"))


def standings(source: Outline, before: Iterable[UUID], after: Iterable[UUID]) -> list[tuple[int, int, int]]:
    """For each open enrolment of an outline how many lessons it has done: of the old list, of the new, and of what is lost."""
    old, new = set(before), set(after)

    def done(keys: set[UUID]) -> Count:
        return Count("lessons", filter=Q(lessons__done_at__isnull=False, lessons__lesson_key__in=keys))

    rows = (
        Enrolment.objects.open()
        .filter(outline=source)
        .annotate(done_before=done(old), done_after=done(new), done_lost=done(old - new))
        .order_by("pk")
        .values_list("done_before", "done_after", "done_lost")
    )
    return list(rows)


@transaction.atomic
def move_learners(course: Course, source: Outline, *, expected: int, by: User, now: datetime) -> int:
    """The open enrolments of an outline are measured by the current one from now on; who has nothing left is finished.

    `expected` is the outline the author was shown; raises NotTheCurrentOutline when the course has another one by now.
    Whoever finished before stays where they are, and every lesson done stays on record. Moving again moves nobody: an
    enrolment is taken by a conditional update, so of two simultaneous moves one writes it down. Returns how many moved.
    """
    course = Course.objects.select_for_update(of=("self",)).select_related("outline").get(pk=course.pk)
    target = target_of(course, source)
    if target.pk != expected:
        raise NotTheCurrentOutline
    keys = list(Enrolment.objects.select_for_update().open().filter(outline=source).order_by("pk").values_list("pk", flat=True))
    Enrolment.objects.filter(outline=source, pk__in=keys).update(outline=target)
    OutlineMove.objects.bulk_create(
        [OutlineMove(enrolment_id=key, source=source, target=target, at=now, by=by) for key in keys], batch_size=500
    )
    finish(keys, now=now)
    tell_of_new_lessons(course, source, target, keys, now=now)
    return len(keys)


def finish(keys: list[int], *, now: datetime) -> None:
    """Those with nothing left are finished, and the bell rings for each when all is committed."""
    for key in list(Enrolment.objects.filter(pk__in=keys).open().finished().values_list("pk", flat=True)):
        if Enrolment.objects.filter(pk=key, completed_at=None).update(completed_at=now):
            transaction.on_commit(partial(course_completed.send_robust, Enrolment, enrolment_id=key), robust=True)


def tell_of_new_lessons(course: Course, source: Outline, target: Outline, keys: list[int], *, now: datetime) -> None:
    """Who has more to do hears of it, in one line. Who was finished by the move hears of that elsewhere."""
    gained = set(lessons_of(target)) - set(lessons_of(source))
    if gained:
        people = Enrolment.objects.filter(pk__in=keys).open().values_list("learner", flat=True)
        words = ngettext(
            "It has %(count)s new lesson. What you have done stays done.",
            "It has %(count)s new lessons. What you have done stays done.",
            len(gained),
        )
        tell_many(
            people,
            key=f"outline:{target.pk}",
            title=_("Your course was renewed: %(course)s") % {"course": course.page.title},
            text=words % {"count": len(gained)},
            link=reverse("courses:my_courses"),
            now=now,
        )


def outlines_disagree() -> list[Disagreement]:
    """Enrolments that were moved and stand elsewhere than their last move says."""
    last = OutlineMove.objects.filter(enrolment=OuterRef("pk")).order_by("-pk").values("target")[:1]
    wrong = Enrolment.objects.annotate(last=Subquery(last)).filter(last__isnull=False).exclude(last=F("outline"))
    return [Disagreement("outlines", f"enrolment {row.pk}", str(row.outline_id), str(row.last)) for row in wrong]  # type: ignore[attr-defined]
