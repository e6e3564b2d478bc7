"""The learners of an institution, as their class teacher meets them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import Role, User
from courses.models.learning import Enrolment, EnrolmentQuerySet, LearningEvent

STUCK_AFTER = timedelta(days=7)
"""Without a lesson for so long, and with a course unfinished: somebody should ask how it is going."""


def taught_by(teacher: User) -> EnrolmentQuerySet:
    """The enrolments at institutions where this person leads classes; the owner of the site meets them all."""
    if teacher.is_superuser:
        return Enrolment.objects.all()
    return Enrolment.objects.filter(institution__in=teacher.organisations_as(Role.CLASS_TEACHER))


def steps_of(teacher: User) -> QuerySet[LearningEvent]:
    """The steps of one learner (of an outer query) in the courses that this teacher's institutions give."""
    return LearningEvent.objects.filter(enrolment__learner=OuterRef("pk"), enrolment__in=taught_by(teacher))


def learners_of(teacher: User) -> QuerySet[User]:
    """Who learns where this person leads classes, with `learned_at` of their last step. The owner meets everybody."""
    people = User.objects.active()
    if not teacher.is_superuser:
        people = people.filter(Exists(taught_by(teacher).filter(learner=OuterRef("pk"))))
    latest = Subquery(steps_of(teacher).order_by("-received_at").values("received_at")[:1])
    found: QuerySet[User] = people.annotate(learned_at=latest)
    return found.order_by(F("learned_at").desc(nulls_last=True), "-pk")


def stuck_learners_of(teacher: User, *, now: datetime) -> QuerySet[User]:
    """Those with an open course and no step for a week, the longest silence first."""
    begun = taught_by(teacher).open().filter(learner=OuterRef("pk"), enrolled_at__lt=now - STUCK_AFTER)
    lately = steps_of(teacher).filter(received_at__gte=now - STUCK_AFTER)
    silent = learners_of(teacher).filter(Exists(begun), ~Exists(lately))
    return silent.order_by(F("learned_at").asc(nulls_first=True), "pk")


def courses_of(learners: Iterable[User], *, seen_by: User) -> QuerySet[Enrolment]:
    """What these learners take where this teacher leads classes."""
    rows = taught_by(seen_by).filter(learner__in=learners)
    return rows.select_related("course__page", "institution").order_by("enrolled_at", "pk")
