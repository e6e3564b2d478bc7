"""How far a learner is on the way to each certificate, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification.models import Certificate, StandardVersion
from certification.rendering import FontMissing, NoGlyph, face_for
from courses.models import Course, Enrolment
from courses.models.overview import Standing, with_progress
from exams.models import Result


@dataclass(frozen=True)
class Requirement:
    """One thing a standard asks. `key`: course, exam or name."""

    key: str
    title: str
    is_done: bool
    url: str
    line: str = ""


@dataclass(frozen=True)
class StandardRoad:
    """One standard, seen by one learner."""

    version: StandardVersion
    requirements: list[Requirement]
    certificate: Certificate | None
    minutes_left: int = 0
    """Of lessons, in the courses begun."""
    bytes_left: int = 0

    @property
    def next(self) -> Requirement | None:
        return next((item for item in self.requirements if not item.is_done), None)

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.requirements)


def road_to_certificates(learner: User, versions: Sequence[StandardVersion]) -> list[StandardRoad]:
    """What each of these versions asks, what of it is done, and the certificate if there is one."""
    required = {version.pk: [row.course for row in version.required_courses.all()] for version in versions}
    courses = {course.pk for group in required.values() for course in group}
    enrolments = Enrolment.objects.filter(learner=learner, course__in=courses)
    standings = {row.enrolment.course_id: row for row in with_progress(enrolments)}
    exams = {version.exam_id for version in versions if version.exam_id}
    passed = set(Result.objects.passed().filter(attempt__learner=learner, attempt__exam__in=exams).values_list("attempt__exam", flat=True))
    newest: dict[int, Certificate] = {}
    held = Certificate.objects.filter(learner=learner, standard__in=[version.standard_id for version in versions])
    for certificate in held.select_related("revocation").order_by("period"):
        newest[certificate.standard_id] = certificate
    roads = []
    for version in versions:
        begun = [standings[course.pk] for course in required[version.pk] if course.pk in standings]
        items = [
            Requirement(
                "course",
                str(course),
                is_done=bool(row and row.enrolment.completed_at),
                url=_go_on(course, row),
                line=_("%(percent)d %% learned") % {"percent": row.progress.percent} if row else "",
            )
            for course in required[version.pk]
            for row in [standings.get(course.pk)]
        ]
        if version.exam:
            address = reverse("exams:exam", args=[version.exam.slug])
            items.append(Requirement("exam", str(version.exam), is_done=version.exam_id in passed, url=address))
        items.append(_name(learner))
        minutes, weight = sum(row.minutes_left for row in begun), sum(row.bytes_left for row in begun)
        roads.append(StandardRoad(version, items, newest.get(version.standard_id), minutes, weight))
    return roads


def _go_on(course: Course, standing: Standing | None) -> str:
    """Where to go on: the next lesson of a course begun, else the page that tells what it is."""
    if standing and standing.next_lesson:
        return standing.next_lesson.url
    return str(course.page.url or reverse("courses:my_courses"))


def _name(learner: User) -> Requirement:
    """A name is asked last: one may learn and sit without having said it."""
    title, address = _("Your name, as it will be printed"), reverse("accounts:about_me")
    if not learner.name:
        return Requirement("name", title, is_done=False, url=address, line=_("Not written yet"))
    try:
        face_for(learner.name)
    except NoGlyph as error:
        line = _("Our fonts cannot print “%(character)s” yet. We will add it; you need do nothing.") % {"character": error.character}
        return Requirement("name", title, is_done=False, url=address, line=line)
    except FontMissing:
        pass
    return Requirement("name", title, is_done=True, url=address, line=learner.name)
