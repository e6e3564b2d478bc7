"""Issued when everything asked is done, once, whoever asks and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.timezone import localtime
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.identity import check_digit
from accounts.models import HowChecked, Identity, Notice, User
from accounts.operations import record_identity
from certification.codes import parse_serial
from certification.models import Certificate, CertificateFile, PublishedIsFixed, SerialNumber, StandardVersion
from certification.operations import (
    NameCannotBePrinted,
    NothingAsked,
    issue_certificate,
    issue_missing_certificates,
    publish_standard_version,
)
from certification.signals import certificate_issued
from cms.models import HomePage
from exams.models import WrittenForGood
from tests.cast import NOW, Cast, make_person
from tests.certification.factories import complete_courses, make_certificate, make_standard, make_version, meet, pass_exam


def issue(learner: User, version: StandardVersion) -> Certificate | None:
    return issue_certificate(learner.pk, version.pk, now=NOW)


def due() -> set[tuple[int, int]]:
    return {(row.learner_id, row.pk) for row in StandardVersion.objects.met_but_not_certified()}


def test_nothing_is_issued_before_everything_asked_is_done(cast: Cast, home: HomePage) -> None:
    version = make_standard(courses=2)
    assert issue(cast.learner, version) is None
    pass_exam(cast.learner, version)
    assert issue(cast.learner, version) is None
    first, second = version.required_courses.select_related("course")
    complete_courses(cast.learner, make_version(version.standard, [first.course], number=2, published=False))
    assert issue(cast.learner, version) is None
    complete_courses(cast.learner, make_version(version.standard, [second.course], number=3, published=False))
    assert issue(cast.learner, version) is not None


def test_a_failed_exam_is_no_pass(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    complete_courses(cast.learner, version)
    pass_exam(cast.learner, version, right=False)
    assert issue(cast.learner, version) is None
    pass_exam(cast.learner, version, now=NOW + timedelta(days=2))
    assert issue(cast.learner, version) is not None


def test_another_learners_pass_certifies_nobody_else(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    complete_courses(cast.learner, version)
    meet(cast.other_learner, version)
    assert due() == {(cast.other_learner.pk, version.pk)}
    assert issue(cast.learner, version) is None


def test_a_standard_without_exam_is_met_by_its_course(cast: Cast, home: HomePage) -> None:
    version = make_standard(with_exam=False)
    complete_courses(cast.learner, version)
    certificate = issue(cast.learner, version)
    assert certificate is not None
    assert certificate.attempt is None
    assert certificate.said.exam == ""


def test_issuing_twice_gives_one_certificate_and_one_notice(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    first = make_certificate(cast.learner, version)
    assert issue(cast.learner, version) == first
    assert list(issue_missing_certificates(now=NOW)) == []
    assert Certificate.objects.count() == 1
    assert Notice.objects.filter(person=cast.learner, key__startswith="certificate:").count() == 1


def test_the_facts_are_those_of_the_day_of_issue(cast: Cast, home: HomePage) -> None:
    certificate = make_certificate(cast.learner)
    said = certificate.said
    assert (said.name, said.full_title, said.issuer) == ("小禾", "农村电商运营（初级）", "苗圃学堂")
    assert (said.lessons, said.exam_percent, said.supervision) == (3, 100, "remote")
    assert said.region == "贵州省安顺市普定县马官镇"
    assert said.id_number == ""
    assert parse_serial(certificate.serial).county == "520422"
    assert certificate.region == cast.places.maguan
    assert certificate.institution == cast.college
    assert localtime(certificate.expires_at).date() == date(2029, 9, 1)
    cast.learner.name = "改名"
    cast.learner.save()
    assert Certificate.objects.get().said.name == "小禾"


def test_an_identity_number_is_named_masked_and_only_when_it_was_checked(cast: Cast, home: HomePage) -> None:
    body = "52042220030504001"
    record_identity(cast.learner, number=body + check_digit(body), how=HowChecked.DOCUMENT_SEEN, by=cast.teacher, now=NOW)
    number = Identity.objects.get(person=cast.learner).number_tail
    assert make_certificate(cast.learner).said.id_number == "*" * 14 + number


def test_a_person_without_a_home_gets_a_serial_of_nowhere(cast: Cast, home: HomePage) -> None:
    assert parse_serial(make_certificate(make_person("无家")).serial).county == "000000"


def test_who_has_no_name_waits_and_the_sweep_comes_back(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    nameless = make_person("")
    meet(nameless, version)
    assert issue(nameless, version) is None
    nameless.name = "王小苗"
    nameless.save()
    assert [row.learner for row in issue_missing_certificates(now=NOW)] == [nameless]


def test_a_name_no_font_can_print_waits_and_holds_up_nobody(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    rare = make_person("王\U000323af")  # the newest extension of Unicode: no font here has it
    meet(rare, version)
    meet(cast.other_learner, version)
    with pytest.raises(NameCannotBePrinted, match="\U000323af"):
        issue(rare, version)
    assert [row.learner for row in issue_missing_certificates(now=NOW)] == [cast.other_learner]
    assert SerialNumber.objects.count() == 1
    assert Notice.objects.get(person=rare, key__startswith="name-cannot").text.count("\U000323af") == 1


def test_the_sweep_issues_to_everybody_of_one_standard_only(cast: Cast, home: HomePage) -> None:
    junior, senior = make_standard(), make_standard(slug="senior", with_exam=False)
    for learner in (cast.learner, cast.other_learner):
        meet(learner, junior)
        meet(learner, senior)
    assert len(list(issue_missing_certificates(now=NOW, standard="senior"))) == 2
    assert len(list(issue_missing_certificates(now=NOW))) == 2
    assert due() == set()
    assert len({row.serial for row in Certificate.objects.all()}) == 4


def test_who_met_the_older_version_in_force_is_certified_by_it(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    meet(cast.learner, version)
    courses = [row.course for row in version.required_courses.all()]
    newer = make_version(version.standard, courses, version.exam, number=2, now=NOW + timedelta(days=1))
    version.refresh_from_db()
    assert version.superseded_at == newer.published_at
    assert due() == {(cast.learner.pk, version.pk), (cast.learner.pk, newer.pk)}
    list(issue_missing_certificates(now=NOW + timedelta(days=2)))
    assert Certificate.objects.get().standard_version == newer


def test_who_came_after_the_change_is_measured_by_the_newer_version(cast: Cast, home: HomePage) -> None:
    version = make_standard(with_exam=False)
    other = make_standard(slug="other", with_exam=False)
    more = [row.course for row in [*version.required_courses.all(), *other.required_courses.all()]]
    StandardVersion.objects.filter(pk=version.pk).update(published_at=NOW - timedelta(days=9))
    make_version(version.standard, more, number=2, now=NOW - timedelta(days=1))
    complete_courses(cast.learner, version)
    assert due() == set()


def test_a_published_version_and_an_issued_certificate_cannot_be_rewritten(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    version.valid_months = 99
    with pytest.raises(PublishedIsFixed):
        version.save()
    certificate = make_certificate(cast.learner, version)
    certificate.facts = {}
    with pytest.raises(WrittenForGood):
        certificate.save()
    with pytest.raises(WrittenForGood):
        Certificate.objects.update(serial="x")
    with pytest.raises(WrittenForGood):
        certificate.delete()


def test_a_version_that_asks_nothing_is_not_published(cast: Cast, home: HomePage) -> None:
    empty = make_version(make_standard().standard, [], number=2, published=False)
    with pytest.raises(NothingAsked):
        publish_standard_version(empty, now=NOW)


def test_the_bells_of_course_and_exam_issue_and_print_on_commit(
    cast: Cast, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    rung: list[int] = []
    certificate_issued.connect(ear := lambda certificate_id, **rest: rung.append(certificate_id), weak=False)
    version = make_standard()
    with django_capture_on_commit_callbacks(execute=True):
        pass_exam(cast.learner, version)
        complete_courses(cast.learner, version)
    certificate = Certificate.objects.get()
    assert rung == [certificate.pk]
    assert CertificateFile.objects.get().certificate == certificate
    certificate_issued.disconnect(ear)


def test_the_sweeps_question_costs_the_same_for_1_or_20_learners(
    cast: Cast, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make_standard(with_exam=False)
    for number in range(20):
        complete_courses(make_person(f"学员{number}"), version)
    with django_assert_num_queries(1):
        assert len(list(StandardVersion.objects.met_but_not_certified())) == 20


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_once_issue_one_certificate(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    meet(cast.learner, version)
    gate = Barrier(2)

    def one(_: int) -> int:
        gate.wait()
        try:
            found = issue(cast.learner, version)
            assert found is not None
            return found.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(one, range(2)))
    assert len(set(numbers)) == 1
    assert Certificate.objects.count() == 1
