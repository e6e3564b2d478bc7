"""Giving certificates: once, to whoever has met a standard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import HowChecked, Identity, Level, Region, User
from accounts.operations import tell
from certification.codes import NOWHERE, Serial, new_share_code
from certification.facts import Facts, add_months, masked_number
from certification.models import Certificate, SerialNumber, StandardVersion
from certification.rendering import FontMissing, NoGlyph, face_for
from certification.signals import certificate_issued
from courses.models import Enrolment, OutlineLesson, RetiredLesson
from courses.models.attendance import class_hours
from exams.models import Attempt, Result

PAGE = 500


class NameCannotBePrinted(Exception):
    """No font here has a character of the holder's name. The certificate waits; a wrong name is never printed."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


@dataclass(frozen=True)
class _Evidence:
    """What was done, as it is frozen into the certificate."""

    enrolments: list[Enrolment]
    result: Result | None

    @property
    def attempt(self) -> Attempt | None:
        return self.result.attempt if self.result else None


def issue_certificate(learner_id: int, standard_version_id: int, *, now: datetime) -> Certificate | None:
    """The learner's certificate of this standard, issued now if it is due; None while something is still missing.

    Any number of calls, at once or later, give one certificate: the unique constraint decides, and who lost reads the
    winner's. Raises NameCannotBePrinted.
    """
    version = StandardVersion.objects.select_related("standard__organisation", "exam").get(pk=standard_version_id)
    found = _first_certificate(learner_id, version)
    if found:
        return found
    if not StandardVersion.objects.met_but_not_certified().of_learner(learner_id).filter(pk=version.pk).exists():
        return _first_certificate(learner_id, version)
    learner = User.objects.select_related("home_region", "current_region").get(pk=learner_id)
    _check_name(learner, now)
    try:
        with transaction.atomic():
            return _write(learner, version, now)
    except IntegrityError:
        found = _first_certificate(learner_id, version)
        if found is None:
            raise
        return found


def issue_for_learner(learner_id: int, *, now: datetime) -> list[Certificate]:
    """Whatever is due to one person, after a course or an exam."""
    return list(_issue(StandardVersion.objects.met_but_not_certified().of_learner(learner_id), now))


def issue_missing_certificates(*, now: datetime, standard: str = "") -> Iterator[Certificate]:
    """The sweep: whatever lost doorbells left behind, one by one as it is issued. Safe to repeat."""
    due = StandardVersion.objects.met_but_not_certified()
    if standard:
        due = due.filter(standard__slug=standard)
    after = 0
    while page := list(due.after_learner(after)[:PAGE]):
        yield from _issue(page, now)
        after = page[-1].learner_id


def _issue(due: Iterable[StandardVersion], now: datetime) -> Iterator[Certificate]:
    for version in due:
        try:
            certificate = issue_certificate(version.learner_id, version.pk, now=now)
        except NameCannotBePrinted:
            continue  # the holder has been told; one person's name never holds up the others
        if certificate:
            yield certificate


def _first_certificate(learner_id: int, version: StandardVersion) -> Certificate | None:
    return Certificate.objects.filter(learner=learner_id, standard=version.standard_id, period=Certificate.FIRST_PERIOD).first()


def _check_name(learner: User, now: datetime) -> None:
    try:
        face_for(learner.name)
    except NoGlyph as error:
        tell(
            learner,
            key=f"name-cannot-be-printed:{error.character}",
            title=_("Your certificate is waiting for a character"),
            text=_("Everything is done and kept. Our fonts cannot print “%(character)s” yet; we have been told and will add it.")
            % {"character": error.character},
            link=reverse("certification:mine"),
            now=now,
        )
        raise NameCannotBePrinted(error.character) from error
    except FontMissing:
        return  # an operator's matter: the certificate is issued, and printed once the font is there


def _write(learner: User, version: StandardVersion, now: datetime) -> Certificate:
    evidence = _evidence(learner, version)
    region = learner.region
    today = localtime(now)
    expires_at = today.replace(hour=23, minute=59, second=59, microsecond=0)
    last_day = add_months(today.date(), version.valid_months)
    expires_at = expires_at.replace(year=last_day.year, month=last_day.month, day=last_day.day)
    certificate = Certificate.objects.create(
        standard=version.standard,
        standard_version=version,
        learner=learner,
        period=Certificate.FIRST_PERIOD,
        serial=str(Serial(_county(region), today.year, SerialNumber.objects.create().pk)),
        share_code=new_share_code(),
        facts=_facts(learner, version, evidence, now, expires_at).as_dict(),
        issued_at=now,
        expires_at=expires_at,
        region=region,
        institution=evidence.enrolments[0].institution,
        attempt=evidence.attempt,
    )
    tell(
        learner,
        key=f"certificate:{certificate.serial}",
        title=_("Your certificate has arrived"),
        text=_("“%(standard)s”. You can look at it, save it and show it to anyone.") % {"standard": version.standard},
        link=reverse("certification:mine"),
        now=now,
    )
    transaction.on_commit(partial(certificate_issued.send_robust, Certificate, certificate_id=certificate.pk), robust=True)
    return certificate


def _evidence(learner: User, version: StandardVersion) -> _Evidence:
    required = version.required_courses.values("course")
    enrolments = Enrolment.objects.completed().filter(learner=learner, course__in=required)
    ordered = enrolments.select_related("institution", "course__page").order_by("enrolled_at", "pk")
    passed = Result.objects.passed().filter(attempt__learner=learner, attempt__exam=version.exam_id)
    best = passed.select_related("attempt__exam").order_by("-percent", "pk").first() if version.exam_id else None
    return _Evidence(list(ordered), best)


def _facts(learner: User, version: StandardVersion, evidence: _Evidence, now: datetime, expires_at: datetime) -> Facts:
    standard = version.standard
    begun = min(row.enrolled_at for row in evidence.enrolments)
    ends = [row.completed_at for row in evidence.enrolments if row.completed_at]
    if evidence.attempt and evidence.attempt.submitted_at:
        ends.append(evidence.attempt.submitted_at)
    lessons = OutlineLesson.objects.filter(outline__in=[row.outline_id for row in evidence.enrolments])
    minutes = list(lessons.exclude(lesson_key__in=RetiredLesson.objects.values("lesson_key")).values_list("minutes", flat=True))
    identity = Identity.objects.filter(person=learner).exclude(how_checked=HowChecked.NOT_YET).first()
    return Facts(
        name=learner.name,
        title=standard.title,
        level=standard.level,
        issuer=standard.organisation.name,
        co_issuers=[organisation.name for organisation in standard.co_issuers.all()],
        institution=evidence.enrolments[0].institution.name,
        courses=[str(row.course) for row in evidence.enrolments],
        lessons=len(minutes),
        minutes=sum(minutes),
        begun_on=_day(begun),
        finished_on=_day(max(ends)),
        exam=str(version.exam) if version.exam else "",
        exam_percent=int(evidence.result.percent) if evidence.result else None,
        supervision="remote",
        competences=list(version.competences),
        region=learner.region.full_name if learner.region else "",
        issued_on=_day(now),
        expires_on=_day(expires_at),
        id_number=masked_number(identity.number_tail) if identity else "",
        **_class_facts(learner, evidence),
    )


def _class_facts(learner: User, evidence: _Evidence) -> dict[str, str]:
    """The class on one of the courses that the holder came to for the most hours; nothing where there was none."""
    for hours in class_hours(learner, [row.course_id for row in evidence.enrolments])[:1]:
        return {
            "class_title": hours.training_class.title,
            "class_begins_on": hours.training_class.starts_on.isoformat(),
            "class_ends_on": hours.training_class.ends_on.isoformat(),
            "class_hours": f"{hours.attended.normalize():f}",
            "class_hours_planned": f"{hours.planned.normalize():f}",
        }
    return {}


def _day(moment: datetime) -> str:
    return localtime(moment).date().isoformat()


def _county(region: Region | None) -> str:
    """Six digits: the county's code, or that of the city or province when no nearer one is known."""
    if region is None:
        return NOWHERE
    near = [Level.PROVINCE, Level.CITY, Level.COUNTY]
    above = Region.objects.above(region).filter(level__in=near).order_by("-path").first()
    return above.code[:6].ljust(6, "0") if above else NOWHERE
