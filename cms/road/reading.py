"""Asking every floor where the person stands. A fixed number of questions, however far the road is."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Consent, Level, Purpose, Region, User
from certification.models import Certificate, StandardVersion
from cms.road.steps import Exam, Facts, Road, lay_road
from courses.models import Course, Enrolment
from courses.models.overview import Standing, with_progress
from courses.models.worksheets import Due, diagnosis_due
from exams import operations as exams
from exams.eligibility import State
from exams.models import Attempt
from stations.models import Station
from talent_pool.models import Application, Candidate, PoolMember, Stage, openings_near

FIRST_STANDARD = "store-operation-junior"
"""The certificate everybody's road leads to first. A person who began another one is led on there."""

EXAM_STATES = {
    State.IN_PROGRESS: Exam.IN_PROGRESS,
    State.BEING_MARKED: Exam.BEING_MARKED,
    State.PASSED: Exam.PASSED,
    State.CLOSED: Exam.CLOSED,
    State.COURSE_FIRST: Exam.LEARN_FIRST,
    State.USED_UP: Exam.USED_UP,
    State.WAITING: Exam.WAITING,
    State.READY: Exam.READY,
}


def read_road(person: User, *, now: datetime) -> Road | None:
    """The person's road, or None while no standard is published."""
    version = chosen_version(person)
    return lay_road(read_facts(person, version, now)) if version else None


def chosen_version(person: User) -> StandardVersion | None:
    """The standard whose first course the person took up last; before that, the first standard."""
    versions = list(StandardVersion.objects.current().select_related("standard", "exam").order_by("pk"))
    if not versions:
        return None
    begun = dict(Enrolment.objects.filter(learner=person).values_list("course", "enrolled_at"))
    courses = {version.pk: [row.course_id for row in version.required_courses.all()] for version in versions}
    taken = [(max(begun[course] for course in courses[v.pk] if course in begun), v) for v in versions if begun.keys() & set(courses[v.pk])]
    if taken:
        return max(taken, key=lambda pair: pair[0])[1]
    return next((version for version in versions if version.standard.slug == FIRST_STANDARD), versions[0])


def read_facts(person: User, version: StandardVersion, now: datetime) -> Facts:
    courses = list(Course.objects.filter(pk__in=version.required_courses.values("course")).select_related("page"))
    standings = with_progress(Enrolment.objects.filter(learner=person, course__in=courses).select_related("course"))
    learning = learning_facts(courses, standings)
    held = Certificate.objects.standing(now).filter(learner=person, standard=version.standard_id).exists()
    station = Station.objects.kept_by(person).exclude(status="closed").first()
    invited = Application.objects.of_person(person).filter(stage=Stage.INVITED).first()
    running = Application.objects.of_person(person).running().exclude(stage=Stage.INVITED).select_related("opening__organisation").first()
    place = neighbourhood(person)
    near = openings_near(place, version.standard, now=now).count() if place else 0
    return Facts(
        standard=str(version.standard),
        **learning,  # type: ignore[arg-type]
        **exam_facts(person, version, now),  # type: ignore[arg-type]
        is_certified=held,
        name_missing="" if person.name else reverse("accounts:about_me"),
        certificate_url=reverse("certification:mine"),
        is_in_pool=PoolMember.objects.standing().filter(person=person).exists(),
        has_answered_pool=Consent.objects.filter(person=person, purpose=Purpose.POOL).exists() or candidate_paused(person),
        invitation_url=reverse("talent_pool:application", args=[invited.uuid]) if invited else "",
        application=running.opening.title if running else "",
        application_line=f"{running.opening.organisation.short_name} · {running.get_stage_display()}" if running else "",
        application_url=reverse("talent_pool:application", args=[running.uuid]) if running else "",
        is_signed=Application.objects.of_person(person).signed().exists(),
        my_courses_url=reverse("courses:my_courses"),
        exams_url=reverse("exams:exams"),
        stations_url=reverse("stations:stations"),
        talent_url=reverse("talent_pool:talent"),
        jobs_url=reverse("talent_pool:jobs") + (f"?region={place.pk}" if place else ""),
        own_business_url=reverse("stations:new_station"),
        station=station.name if station else "",
        station_url=reverse("stations:station", args=[station.uuid]) if station else "",
        outcomes_url=reverse("stations:outcomes", args=[station.uuid]) if station else "",
        is_open=bool(station and station.is_open),
        openings=near,
        place=place.name if place else "",
        diagnosis_url=reverse("courses:diagnosis") if learning["lessons_done"] == 0 and diagnosis_due(person) is Due.FIRST else "",
    )


def candidate_paused(person: User) -> bool:
    return Candidate.objects.filter(person=person, paused_at__isnull=False).exists()


def neighbourhood(person: User) -> Region | None:
    """The county the person is to be found in: the township and its neighbours. Who gave only a larger place has that."""
    if person.region is None:
        return None
    return Region.objects.above(person.region).filter(level=Level.COUNTY).first() or person.region


def learning_facts(courses: list[Course], standings: list[Standing]) -> dict[str, object]:
    """Lessons done and left over all courses of the standard; an untaken course counts whole."""
    taken = {row.enrolment.course_id: row for row in standings}
    done = lessons = minutes = size = 0
    for course in courses:
        if row := taken.get(course.pk):
            done, lessons = done + row.progress.earned, lessons + row.progress.possible
            minutes, size = minutes + row.minutes_left, size + row.bytes_left
        else:
            weight = course.weight()
            lessons, minutes, size = lessons + weight["lesson_count"], minutes + weight["minutes"], size + weight["size_bytes"]
    unfinished = next((course for course in courses if course.pk not in taken or taken[course.pk].enrolment.completed_at is None), None)
    row = taken.get(unfinished.pk) if unfinished else None
    following = row.next_lesson if row else None
    url = reverse("courses:my_courses")
    if following:
        url = following.url
    elif unfinished:
        url = reverse("courses:enrol", args=[unfinished.key])
    return {
        "lessons_done": done,
        "lessons": lessons,
        "minutes": minutes,
        "kilobytes": round(size / 1000),
        "next_lesson": following.title if following else str(unfinished or ""),
        "next_lesson_line": _("%(minutes)s minutes · %(size)s KB")
        % {"minutes": following.minutes, "size": max(1, round(following.size_bytes / 1000))}
        if following
        else "",
        "learn_url": url,
        "is_learnt": unfinished is None,
    }


def exam_facts(person: User, version: StandardVersion, now: datetime) -> dict[str, object]:
    if version.exam is None:
        return {"exam": Exam.PASSED, "exam_line": "", "exam_url": "", "exam_until": None, "exam_minutes": 0}
    exam = version.exam
    standing = exams.standings(person, [exam], now=now)[exam.pk]
    url = reverse("exams:exam", args=[exam.slug])
    if standing.state in {State.IN_PROGRESS, State.BEING_MARKED, State.WAITING}:
        latest = Attempt.objects.filter(learner=person, exam=exam).order_by("-number").first()
        url = reverse("exams:attempt", args=[latest.uuid]) if latest else url
    return {
        "exam": EXAM_STATES[standing.state],
        "exam_line": _("%(minutes)s minutes, %(percent)s %% to pass") % {"minutes": exam.minutes, "percent": exam.pass_percent},
        "exam_url": url,
        "exam_until": standing.until,
        "exam_minutes": exam.minutes,
    }
