"""The learners of an institution, as their class teacher meets them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Role, User
from courses.models.classes import STUCK_AFTER, ClassMember, TrainingClass
from courses.models.learning import Enrolment, EnrolmentQuerySet, LearningEvent

MOST_PLACES = 3
"""Classes of one's own that are shown beside the courses."""


def members_met_by(teacher: User) -> QuerySet[ClassMember]:
    """Who stands on the rosters that this person sees, without those who were asked and have not agreed."""
    return ClassMember.objects.known().filter(training_class__in=TrainingClass.objects.visible_to(teacher))


def places_now(person: User, day: date) -> list[ClassMember]:
    """The person's own places in classes that are not over."""
    rows = ClassMember.objects.standing().filter(person=person, training_class__ends_on__gte=day)
    return list(rows.select_related("training_class").order_by("training_class__starts_on")[:MOST_PLACES])


def taught_by(teacher: User) -> EnrolmentQuerySet:
    """The enrolments at institutions where this person leads classes, and those of a class in its courses; the owner meets them all."""
    if teacher.is_superuser:
        return Enrolment.objects.all()
    in_class = members_met_by(teacher).filter(person=OuterRef("learner"), training_class__courses=OuterRef("course"))
    return Enrolment.objects.filter(Q(institution__in=teacher.organisations_as(Role.CLASS_TEACHER)) | Q(Exists(in_class)))


def steps_of(teacher: User) -> QuerySet[LearningEvent]:
    """The steps of one learner (of an outer query) in the courses that this teacher's institutions give."""
    return LearningEvent.objects.filter(enrolment__learner=OuterRef("pk"), enrolment__in=taught_by(teacher))


def learners_of(teacher: User) -> QuerySet[User]:
    """Who learns where this person leads classes, with `learned_at` of their last step. The owner meets everybody."""
    people = User.objects.active()
    if not teacher.is_superuser:
        on_a_roster = members_met_by(teacher).filter(person=OuterRef("pk"))
        people = people.filter(Exists(taught_by(teacher).filter(learner=OuterRef("pk"))) | Exists(on_a_roster))
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
