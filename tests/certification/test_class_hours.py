"""A class stands on the certificate as it was at issue: its title, its days, the hours the holder came for."""

import io
from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from certification.facts import Facts
from certification.models import Certificate, StandardVersion
from certification.rendering import Sheet, as_pdf
from cms.models import HomePage
from courses.models import ClassMember, ClassSession, MarkKind, TrainingClass
from courses.models.attendance import class_hours
from courses.operations import MarkReport, leave_class, plan_sessions, record_marks
from tests.cast import NOW, Cast, signed_in
from tests.certification.factories import make_certificate, make_standard
from tests.courses.factories import make_class, make_course, seat

MOMENT = NOW + timedelta(days=20)


def held(led: TrainingClass, day: int, hours: str) -> ClassSession:
    [session] = plan_sessions(led, day=led.starts_on + timedelta(days=day), begins=time(9), ends=time(11, 30), hours=Decimal(hours))
    return session


def mark(session: ClassSession, member: ClassMember, kind: str) -> None:
    record_marks(session, [MarkReport(uuid4(), member.pk, MarkKind(kind))], by=session.training_class.teachers.get(), now=MOMENT)


@pytest.fixture
def version(cast: Cast, home: HomePage) -> StandardVersion:
    return make_standard(cast.college, with_exam=False)


def taught(cast: Cast, version: StandardVersion, *people: User, title: str = "普定县电商班") -> tuple[TrainingClass, list[ClassMember]]:
    led = make_class(cast.teacher, cast.college, version.required_courses.get().course, title=title)
    return led, seat(led, *people)


def facts_of(certificate: Certificate) -> Facts:
    return Facts.from_dict(Certificate.objects.get(pk=certificate.pk).facts)


def test_hours_come_from_the_marks_that_count_beside_all_that_was_planned(cast: Cast, version: StandardVersion) -> None:
    led, (mine, other) = taught(cast, version, cast.learner, cast.other_learner)
    one, two, three = held(led, 1, "2.5"), held(led, 2, "3"), held(led, 3, "4")
    for session, kind in ((one, "absent"), (one, "late"), (two, "left_early"), (three, "excused")):
        mark(session, mine, kind)
    mark(three, other, "present")
    course = version.required_courses.get().course
    assert [(row.training_class, row.attended, row.planned) for row in class_hours(cast.learner, [course])] == [
        (led, Decimal("5.5"), Decimal("9.5"))
    ]
    assert [row.attended for row in class_hours(cast.other_learner, [course])] == [4]


def test_a_class_on_another_course_or_never_visited_or_left_is_none(cast: Cast, version: StandardVersion) -> None:
    course = version.required_courses.get().course
    elsewhere = make_class(cast.teacher, cast.college, make_course(cast.college), title="别的课")
    mark(held(elsewhere, 1, "2"), seat(elsewhere, cast.learner)[0], "present")
    never, (absent,) = taught(cast, version, cast.learner, title="没去过")
    mark(held(never, 1, "2"), absent, "absent")
    gone, (left,) = taught(cast, version, cast.learner, title="中途离开")
    mark(held(gone, 1, "2"), left, "present")
    leave_class(gone, cast.learner, by=cast.learner, now=MOMENT)
    assert class_hours(cast.learner, [course]) == []


def test_the_class_with_the_most_hours_is_frozen_at_issue(cast: Cast, version: StandardVersion) -> None:
    few, (in_few,) = taught(cast, version, cast.learner, title="短班")
    many, (in_many,) = taught(cast, version, cast.learner, title="长班")
    mark(held(few, 1, "2"), in_few, "present")
    mark(held(many, 1, "8"), in_many, "present")
    held(many, 2, "4.5")
    certificate = make_certificate(cast.learner, version, now=MOMENT)
    before = facts_of(certificate)
    assert (before.class_title, before.class_hours, before.class_hours_planned) == ("长班", "8", "12.5")
    assert (before.class_begins_on, before.class_ends_on) == (many.starts_on.isoformat(), many.ends_on.isoformat())
    mark(held(many, 3, "4"), in_many, "present")
    TrainingClass.objects.filter(pk=many.pk).update(title="改了名")
    assert facts_of(certificate) == before


def test_it_stands_on_the_pages_of_the_holder_and_of_whoever_has_the_code(cast: Cast, version: StandardVersion, client: Client) -> None:
    led, (member,) = taught(cast, version, cast.learner)
    mark(held(led, 1, "2.5"), member, "present")
    certificate = make_certificate(cast.learner, version, now=MOMENT)
    url = f"/en/verify/{certificate.serial}/"
    words = "came for 2.5 of 2.5 class hours"
    assert words in signed_in(cast.learner).get("/en/certificates/").text
    assert words in client.get(url, {"c": certificate.share_code}).text
    without_code = client.get(url).text
    assert words not in without_code
    assert led.title not in without_code


def test_who_learned_alone_sees_no_word_of_classes(cast: Cast, version: StandardVersion, client: Client) -> None:
    certificate = make_certificate(cast.learner, version, now=MOMENT)
    assert facts_of(certificate).class_title == ""
    for page in (
        signed_in(cast.learner).get("/en/certificates/").text,
        client.get(f"/en/verify/{certificate.serial}/", {"c": certificate.share_code}).text,
    ):
        assert "class hours" not in page


STORED = {
    "name": "李小苗", "title": "农村电商运营", "level": "初级", "issuer": "苗圃学堂", "co_issuers": [], "institution": "苗圃学堂",
    "courses": ["店铺运营"], "lessons": 21, "minutes": 130, "begun_on": "2026-09-01", "finished_on": "2026-10-31", "exam": "理论考试",
    "exam_percent": 86, "supervision": "remote", "competences": [], "region": "", "issued_on": "2026-11-01", "expires_on": "2029-11-01",
}  # fmt: skip
"""As certificates were written before classes stood on them."""
IN_CLASS = {
    "class_title": "普定县电商班", "class_begins_on": "2026-09-03", "class_ends_on": "2026-09-20", "class_hours": "12.5",
    "class_hours_planned": "20",
}  # fmt: skip


def printed(**facts: object) -> tuple[str, int]:
    sheet = Sheet(Facts.from_dict(STORED | facts), "GZ-1", "ABCD", "https://miaopu.example.cn/verify/GZ-1/", "miaopu.example.cn")
    pages = PdfReader(io.BytesIO(as_pdf(sheet))).pages
    return "".join(pages[0].extract_text().split()), len(pages)


def test_the_paper_names_the_class_only_where_there_is_one() -> None:
    text, pages = printed(**IN_CLASS)
    assert "班期：普定县电商班（2026年9月3日至2026年9月20日），计划20学时，到课12.5学时。" in text
    assert pages == 1
    old, _ = printed()
    assert "班期" not in old
    assert "学时" not in old


def test_the_longest_titles_stay_on_one_page() -> None:
    text, pages = printed(**IN_CLASS | {"class_title": "普定县" * 20, "title": "农村电商运营与直播带货" * 2, "name": "李小苗" * 6})
    assert "特发此证" in text
    assert pages == 1
