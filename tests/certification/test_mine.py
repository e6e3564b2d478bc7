"""My certificates: what each asks, what of it is done, and what comes next."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from certification.models import Standard, StandardVersion
from certification.operations import BadStandardFile, StandardRoad, load_standards, road_to_certificates
from cms.models import HomePage
from tests.cast import NOW, Cast, make_person, signed_in
from tests.certification.factories import complete_courses, make_certificate, make_standard, make_version, pass_exam
from tests.courses.factories import make_course, make_enrolment
from tests.exams.factories import make_exam

STANDARDS: Path = settings.BASE_DIR / "cms" / "starter" / "standards.yaml"


def road(learner: User) -> StandardRoad:
    versions = StandardVersion.objects.current().select_related("standard", "exam").prefetch_related("required_courses__course__page")
    (only,) = road_to_certificates(learner, list(versions))
    return only


def test_the_road_names_what_is_next_step_by_step(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    nameless = make_person("")
    assert [item.key for item in road(nameless).requirements] == ["course", "exam", "name"]
    course = version.required_courses.get().course
    assert (road(nameless).done, road(nameless).next.url) == (0, course.page.url)  # type: ignore[union-attr]
    enrolment = make_enrolment(nameless, course)
    begun = road(nameless)
    assert begun.next is not None
    assert begun.next.url == enrolment.outline.lessons.first().url  # type: ignore[union-attr]
    assert begun.minutes_left == 15
    complete_courses(nameless, version)
    assert road(nameless).next.url == f"/exams/{version.exam.slug}/"  # type: ignore[union-attr]
    pass_exam(nameless, version)
    assert road(nameless).next.key == "name"  # type: ignore[union-attr]
    nameless.name = "王小苗"
    assert road(nameless).next is None


def test_a_name_that_cannot_be_printed_says_which_character(cast: Cast, home: HomePage) -> None:
    make_standard(with_exam=False)
    line = road(make_person("王\U000323af")).requirements[-1].line
    assert "\U000323af" in line


def test_my_page_shows_the_certificate_with_its_disclaimer(cast: Cast, home: HomePage) -> None:
    certificate = make_certificate(cast.learner, make_standard(with_exam=False))
    page = signed_in(cast.learner).get("/certificates/").text
    assert certificate.serial in page
    assert "小禾" in page
    assert f"/certificates/{certificate.serial}.pdf" in page
    assert certificate.serial not in signed_in(cast.other_learner).get("/certificates/").text


def test_my_page_costs_the_same_for_1_or_20_standards_and_certificates(
    cast: Cast, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_standard(with_exam=False)
    course = first.required_courses.get().course
    exam = make_exam(cast.college)
    make_certificate(cast.learner, first)
    client = signed_in(cast.learner)
    open_one = make_version(
        Standard.objects.create(slug="one", title="一", organisation=cast.college), [course, make_course(cast.college)], exam
    )
    client.get("/certificates/")
    with CaptureQueriesContext(connection) as one:
        assert open_one.standard.title in client.get("/certificates/").text
    for number in range(19):
        standard = Standard.objects.create(slug=f"s{number}", title=f"规范{number}", organisation=cast.college)
        make_version(standard, [course], exam if number % 2 else None)
        if not number % 2:
            make_certificate(cast.learner, standard.versions.get(), now=NOW + timedelta(minutes=number))
    with django_assert_num_queries(len(one)):
        assert client.get("/certificates/").text.count("<article") > 15


def test_the_starter_makes_one_version_and_a_change_makes_the_next(cast: Cast, home: HomePage, tmp_path: Path) -> None:
    with pytest.raises(BadStandardFile, match="store-operation"):
        load_standards(STANDARDS, cast.college, now=NOW)
    make_course(cast.college, slug="store-operation")
    make_exam(cast.college, slug="store-operation-junior")
    assert load_standards(STANDARDS, cast.college, now=NOW).created == 1
    assert load_standards(STANDARDS, cast.college, now=NOW).kept == 1
    version = StandardVersion.objects.current().get()
    assert (str(version.standard), version.valid_months) == ("农村电商运营（初级）", 36)
    assert 6 <= len(version.competences) <= 8
    changed = tmp_path / "standards.yaml"
    changed.write_text(STANDARDS.read_text().replace("valid_months: 36", "valid_months: 24"))
    load_standards(changed, cast.college, now=NOW + timedelta(days=1))
    assert StandardVersion.objects.current().get().number == 2
    assert load_standards(STANDARDS, cast.college, now=NOW + timedelta(days=2)).kept == 1
    assert StandardVersion.objects.current().get().number == 2
