"""What authors should know of their lessons: where learners stop, what they miss, which comments wait. Never who."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Comment
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from courses.models.authors import authored_courses
from courses.models.learning import Course, EventKind, LearningEvent, LessonProgress
from courses.models.pages import LessonPage

SILENT_AFTER = timedelta(days=7)
FEWEST_PEOPLE = 5
"""Below it a share says nothing, and could point at a person."""


@dataclass(frozen=True)
class Stop:
    """A lesson after which `stopped` of the `reached` learners who did it have done nothing for a week."""

    lesson: LessonPage
    stopped: int
    reached: int

    @property
    def percent(self) -> int:
        return self.stopped * 100 // self.reached if self.reached else 0


def courses_of(author: User) -> QuerySet[Course]:
    return Course.objects.filter(page__in=authored_courses(author).order_by().values("pk"))


def stops_of(author: User, *, now: datetime) -> list[Stop]:
    """The lessons that silent learners did last, in the author's courses, most learners first. Three queries."""
    limit = now - SILENT_AFTER
    done = LessonProgress.objects.filter(enrolment__course__in=courses_of(author), done_at__isnull=False)
    later = LessonProgress.objects.filter(enrolment=OuterRef("enrolment"), done_at__isnull=False).filter(
        Q(done_at__gt=OuterRef("done_at")) | Q(done_at=OuterRef("done_at"), pk__gt=OuterRef("pk"))
    )
    lately = LearningEvent.objects.filter(enrolment=OuterRef("enrolment"), received_at__gte=limit)
    last = done.filter(enrolment__completed_at=None, enrolment__enrolled_at__lt=limit).filter(~Exists(later), ~Exists(lately))
    stopped = dict(last.values_list("lesson_key").annotate(Count("pk")).order_by())
    reached = dict(done.filter(lesson_key__in=stopped).values_list("lesson_key").annotate(Count("pk")).order_by())
    found = [Stop(lesson, stopped[lesson.lesson_key], reached[lesson.lesson_key]) for lesson in lessons_by_key(stopped)]
    return sorted(found, key=lambda stop: (-stop.stopped, -stop.percent, stop.lesson.pk))


def missed_questions(author: User) -> QuerySet[Any, Any]:
    """Practice questions of the author's courses by the share of wrong answers, the worst first: one row for each as a dict.

    Only those that at least FEWEST_PEOPLE learners answered.
    """
    answers = LearningEvent.objects.filter(enrolment__course__in=courses_of(author), kind=EventKind.PRACTISED, is_right__isnull=False)
    rows: QuerySet[Any, Any] = (
        answers.order_by()
        .values("lesson_key", "question_key")
        .annotate(people=Count("enrolment", distinct=True), answers=Count("pk"), wrong=Count("pk", filter=Q(is_right=False)))
        .filter(people__gte=FEWEST_PEOPLE, wrong__gt=0)
        .annotate(share=Cast(F("wrong"), FloatField()) / Cast(F("answers"), FloatField()))
        .order_by("-share", "-answers", "question_key")
    )
    return rows


def lessons_by_key(keys: Collection[UUID]) -> list[LessonPage]:
    return list(LessonPage.objects.filter(lesson_key__in=list(keys)))


def stems_of(lessons: Collection[LessonPage]) -> dict[tuple[UUID, str], str]:
    """What each practice question asks, by lesson and question key."""
    return {
        (lesson.lesson_key, str(block.get("id"))): str(block["value"].get("stem", ""))
        for lesson in lessons
        for block in lesson.practice.raw_data
    }


def comments_waiting(author: User) -> QuerySet[Comment]:
    """Comments on pages the author may change that nobody has settled yet, the oldest first."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(author, "change")
    found: QuerySet[Comment] = Comment.objects.filter(resolved_at=None, page__in=pages.values("pk"))
    return found.select_related("page", "user").order_by("created_at", "pk")
