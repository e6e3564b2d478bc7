from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region, Role, User
from courses.models.learning import Course, Enrolment, LearningEvent

STUCK_AFTER = timedelta(days=7)
"""Without a lesson for so long, and with a course unfinished: somebody should ask how it is going."""


class ClassWord(models.Model):
    """A word that describes classes and that an institution's country keeps adding to: a row, not code."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ClassLevel(ClassWord):
    """At which level a class is held: province, county, township, village, or what else there is."""

    class Meta(ClassWord.Meta):
        verbose_name = _("level of classes")
        verbose_name_plural = _("levels of classes")


class FundingSource(ClassWord):
    """Who pays for a class."""

    class Meta(ClassWord.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")


class PeopleGroup(ClassWord):
    """For whom a class is held."""

    class Meta(ClassWord.Meta):
        verbose_name = _("group of people")
        verbose_name_plural = _("groups of people")


class TrainingClassQuerySet(models.QuerySet["TrainingClass"]):
    def visible_to(self, user: User) -> Self:
        """Those of the institutions where this person leads classes; the owner of the site sees all."""
        if user.is_superuser:
            return self
        return self.filter(institution__in=user.organisations_as(Role.CLASS_TEACHER))

    def current(self, day: date) -> Self:
        return self.filter(ends_on__gte=day)

    def latest_first(self) -> Self:
        return self.select_related("level", "institution", "region").order_by("-starts_on", "-pk")


class TrainingClass(models.Model):
    """People who learn together (班期): where, when, with whom, for whom and paid by whom."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(max_length=60)
    level = models.ForeignKey(ClassLevel, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    place = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    """How many stand on the roster now. Counted here so that the database itself refuses one too many."""
    teachers = models.ManyToManyField(User, related_name="+")
    courses = models.ManyToManyField(Course, related_name="+")
    funding = models.ManyToManyField(FundingSource, related_name="+", blank=True)
    groups = models.ManyToManyField(PeopleGroup, related_name="+", blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["institution", "starts_on"], name="classes_of_institution")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="class_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="class_has_a_seat"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="no_more_people_than_seats"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seats_left(self) -> int:
        return self.seats - self.taken


class ClassSession(models.Model):
    """One planned meeting of a class, with the hours it counts for."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="sessions")
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    hours = models.DecimalField(max_digits=3, decimal_places=1)
    topic = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["day", "begins"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "day", "begins"], name="one_session_at_a_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="session_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=12), name="session_counts_for_up_to_12_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%m-%d} {self.begins:%H:%M}"


class MemberState(models.TextChoices):
    ADDED = "added", _("On the roster")
    """Put there by the teacher; the record was made for it, or the person learns at this institution already."""
    INVITED = "invited", _("Asked to join")
    """A person of the site whom this institution does not know yet: nothing of them is shown before they agree."""
    JOINED = "joined", _("Joined")
    LEFT = "left", _("Left")


class ClassMemberQuerySet(models.QuerySet["ClassMember"]):
    def standing(self) -> Self:
        """On the roster now, each with a seat."""
        return self.exclude(state=MemberState.LEFT)

    def known(self) -> Self:
        """Those whom the class teacher may look at and help."""
        return self.filter(state__in=[MemberState.ADDED, MemberState.JOINED])

    def silent(self) -> Self:
        """Known, and not one step in any course of the class."""
        return self.known().filter(~Exists(self._class_steps()))

    def stuck(self, now: datetime) -> Self:
        """Begun, a course of the class unfinished, and no step for a week."""
        unfinished = self._class_enrolments().filter(completed_at=None, enrolled_at__lt=now - STUCK_AFTER)
        steps = self._class_steps()
        return self.known().filter(Exists(unfinished), Exists(steps), ~Exists(steps.filter(received_at__gte=now - STUCK_AFTER)))

    @staticmethod
    def _class_enrolments() -> models.QuerySet[Enrolment]:
        """The enrolments of a member (of an outer query) in the courses of the class."""
        taught = TrainingClass.courses.through.objects.filter(trainingclass=OuterRef(OuterRef("training_class")))
        return Enrolment.objects.filter(learner=OuterRef("person"), course__in=taught.values("course"))

    @staticmethod
    def _class_steps() -> models.QuerySet[LearningEvent]:
        taught = TrainingClass.courses.through.objects.filter(trainingclass=OuterRef(OuterRef("training_class")))
        return LearningEvent.objects.filter(enrolment__learner=OuterRef("person"), enrolment__course__in=taught.values("course"))


class ClassMember(models.Model):
    """A person's place on the roster of a class: the state beside the log. Region and institution are frozen."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="members")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=MemberState)
    made_here = models.BooleanField(default=False)
    """The record of the person was made by this line of the roster; the person has not registered alone."""
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()

    objects = ClassMemberQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "state"], name="classes_of_person")]
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="a_person_stands_once_on_a_roster")]

    def __str__(self) -> str:
        return f"{self.training_class_id} · {self.person_id}"


class ClassMemberEvent(models.Model):
    """What happened to a place on a roster. Append-only; the newest is the state."""

    member = models.ForeignKey(ClassMember, models.PROTECT, related_name="log")
    state = models.CharField(max_length=7, choices=MemberState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class RosterUpload(models.Model):
    """A table between its check and its import: encrypted, for the one who sent it, and gone after a day."""

    KEPT_FOR = timedelta(days=1)

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sealed_content = models.BinaryField()
    uploaded_at = models.DateTimeField()


class ClassLinkQuerySet(models.QuerySet["ClassLink"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class ClassLink(models.Model):
    """The way into a class for whoever has the link or its poster. Ended, never deleted: an old poster gets a clear answer."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="links")
    code = models.CharField(max_length=24, unique=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ClassLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class"], condition=Q(ended_at=None), name="one_standing_link_per_class"),
        ]
