"""Standards and certificates as tests need them: met by learning and sitting, issued by the house's own operations."""

from datetime import datetime

from accounts.models import Organisation, User
from certification.models import Certificate, RequiredCourse, Standard, StandardVersion
from certification.operations import issue_certificate, publish_standard_version
from courses.models import Course, Enrolment
from exams.models import Attempt, Exam
from exams.operations import grade_attempt, submit_attempt
from tests.cast import NOW, make_organisation
from tests.courses.factories import finish_course, make_course, make_enrolment
from tests.exams.factories import answer_all, make_attempt, make_exam

COMPETENCES = ["会开店、上货、改价", "会算一件货赚不赚钱"]


def make_version(
    standard: Standard, courses: list[Course], exam: Exam | None = None, *, number: int = 1, now: datetime = NOW, published: bool = True
) -> StandardVersion:
    version = StandardVersion.objects.create(
        standard=standard, number=number, competences=COMPETENCES, valid_months=36, exam=exam, digest=f"{standard.pk}-{number}"
    )
    RequiredCourse.objects.bulk_create(
        RequiredCourse(version=version, course=course, position=place) for place, course in enumerate(courses)
    )
    return publish_standard_version(version, now=now) if published else version


def make_standard(
    organisation: Organisation | None = None, *, slug: str = "junior", courses: int = 1, with_exam: bool = True, title: str = "农村电商运营"
) -> StandardVersion:
    """A published standard with courses and an exam of its own. Needs the `home` fixture."""
    college = organisation or make_organisation("seedling-college", "苗圃学堂")
    standard = Standard.objects.create(slug=slug, title=title, level="初级", organisation=college)
    exam = make_exam(college, slug=slug) if with_exam else None
    return make_version(standard, [make_course(college) for _ in range(courses)], exam)


def complete_courses(learner: User, version: StandardVersion) -> list[Enrolment]:
    enrolments = [make_enrolment(learner, row.course) for row in version.required_courses.select_related("course")]
    for enrolment in enrolments:
        finish_course(enrolment)
    return enrolments


def pass_exam(learner: User, version: StandardVersion, *, right: bool = True, now: datetime = NOW) -> Attempt:
    attempt = make_attempt(learner, version.exam, now=now)
    answer_all(attempt, right=right, now=now)
    submit_attempt(attempt, now=now)
    grade_attempt(attempt.pk, now=now)
    attempt.refresh_from_db()
    return attempt


def meet(learner: User, version: StandardVersion) -> None:
    """All that the version asks."""
    complete_courses(learner, version)
    if version.exam:
        pass_exam(learner, version)


def make_certificate(learner: User, version: StandardVersion | None = None, *, now: datetime = NOW) -> Certificate:
    chosen = version or StandardVersion.objects.current().first() or make_standard()
    meet(learner, chosen)
    certificate = issue_certificate(learner.pk, chosen.pk, now=now)
    assert certificate is not None
    return certificate
