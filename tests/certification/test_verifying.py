"""What a stranger with a phone learns: genuine or not, as of this moment, and no more of the holder than is needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Access, Notice
from certification.codes import grouped
from certification.models import Certificate, Revocation
from certification.operations import ReasonMissing, revoke_certificate
from certification.signals import certificate_revoked
from certification.views.certificates import CHECKS_PER_MINUTE
from cms.models import HomePage
from tests.cast import NOW, Cast, make_person, signed_in
from tests.certification.factories import make_certificate, make_standard


@pytest.fixture
def certificate(cast: Cast, home: HomePage) -> Certificate:
    cast.learner.name = "李小苗"
    cast.learner.save()
    return make_certificate(cast.learner, make_standard(with_exam=False))


def verdict(certificate: Certificate, code: str = "") -> Any:
    return Client().get(f"/verify/{certificate.serial}/", {"c": code} if code else {})


def test_a_stranger_sees_that_it_is_genuine_and_the_name_in_part(certificate: Certificate) -> None:
    answer = verdict(certificate)
    assert "真实有效" in answer.text
    assert "李**" in answer.text
    assert "李小苗" not in answer.text
    assert certificate.share_code not in answer.text


def test_whoever_scanned_the_code_sees_the_name_and_may_open_the_documents(certificate: Certificate) -> None:
    answer = verdict(certificate, grouped(certificate.share_code).lower())
    assert "李小苗" in answer.text
    for kind in ("pdf", "png", "json"):
        assert Client().get(f"/certificates/{certificate.serial}.{kind}", {"c": certificate.share_code}).status_code == 200


def test_a_wrong_code_opens_nothing(certificate: Certificate) -> None:
    wrong = "0" * 28
    assert "李小苗" not in verdict(certificate, wrong).text
    assert Client().get(f"/certificates/{certificate.serial}.pdf", {"c": wrong}).status_code == 404


def test_a_check_is_never_cached_and_opens_no_session(certificate: Certificate) -> None:
    answer = verdict(certificate)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_a_revocation_shows_at_once_with_its_reason_everywhere(
    certificate: Certificate, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    rung: list[int] = []
    certificate_revoked.connect(ear := lambda certificate_id, **rest: rung.append(certificate_id), weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        revoke_certificate(certificate, "替考，已查实", by=cast.trainer, now=NOW + timedelta(days=3))
        revoke_certificate(certificate, "另一个理由", by=cast.trainer, now=NOW + timedelta(days=4))
    certificate_revoked.disconnect(ear)
    assert rung == [certificate.pk]
    answer = verdict(certificate)
    assert "替考，已查实" in answer.text
    assert "2026-09-04" in answer.text
    assert "真实有效" not in answer.text
    assert "会开店" not in answer.text, "a revoked certificate vouches for nothing"
    facts = Client().get(f"/certificates/{certificate.serial}.json", {"c": certificate.share_code}).json()
    assert (facts["state"], facts["revocation_reason"]) == ("revoked", "替考，已查实")
    assert "替考，已查实" in signed_in(cast.learner).get("/certificates/").text
    assert list(Certificate.objects.standing(NOW)) == []
    assert Notice.objects.filter(person=cast.learner, key__startswith="revoked:").count() == 1


def test_a_revocation_without_a_reason_is_refused(certificate: Certificate, cast: Cast) -> None:
    with pytest.raises(ReasonMissing):
        revoke_certificate(certificate, "  ", by=cast.trainer, now=NOW)
    assert not Revocation.objects.exists()


def test_an_expired_one_is_said_to_be_genuine_and_over(cast: Cast, home: HomePage) -> None:
    old = make_certificate(cast.learner, make_standard(with_exam=False), now=NOW - timedelta(days=365 * 4))
    answer = verdict(old)
    assert "已经过期" in answer.text
    assert "真实有效" not in answer.text
    assert not Certificate.objects.standing(NOW).exists()


def test_an_erased_holder_leaves_no_name(certificate: Certificate, cast: Cast) -> None:
    cast.learner.erased_at = NOW
    cast.learner.save()
    answer = verdict(certificate, certificate.share_code)
    assert "真实有效" in answer.text
    assert "李" not in answer.text.split("<main")[1]


def test_an_unknown_number_is_answered_kindly(db: None) -> None:
    answer = Client().get("/verify/MP-520422-2026-0000007-3/")
    assert answer.status_code == 404
    assert "MP-520422-2026-0000007-3" in answer.text


@pytest.mark.parametrize("typed", ["mp5204222026{n}", "MP-520422-2026-0000007-9", "hello", "<script>"])
def test_what_was_typed_wrong_stays_in_the_form(typed: str, db: None) -> None:
    answer = Client().get("/verify/", {"serial": typed})
    assert answer.status_code == 422
    assert "<script>" not in answer.text.replace("</script>", "")


def test_a_number_typed_without_hyphens_leads_to_its_verdict(certificate: Certificate) -> None:
    answer = Client().get("/verify/", {"serial": certificate.serial.replace("-", " ").lower()})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/verify/{certificate.serial}/"


def test_numbers_cannot_be_collected_but_a_scanned_code_always_opens(certificate: Certificate) -> None:
    for _ in range(CHECKS_PER_MINUTE):
        assert verdict(certificate).status_code == 200
    assert verdict(certificate).status_code == 429
    assert verdict(certificate, certificate.share_code).status_code == 200


def test_staff_who_open_a_certificate_are_seen_by_its_holder(certificate: Certificate, cast: Cast) -> None:
    assert signed_in(cast.teacher).get(f"/certificates/{certificate.serial}.pdf").status_code == 200
    assert Access.objects.get(subject=cast.learner).viewer == cast.teacher


def test_the_page_speaks_english_under_en(certificate: Certificate) -> None:
    answer = Client().get(f"/en/verify/{certificate.serial}/")
    assert "This certificate is genuine" in answer.text


def test_an_examiner_finds_and_revokes_with_a_reason(cast: Cast, home: HomePage) -> None:
    certificate = make_certificate(cast.learner, make_standard(cast.college, with_exam=False))
    examiner = signed_in(cast.trainer)
    assert certificate.serial in examiner.get("/certificates/issued/", {"q": cast.learner.name}).text
    assert certificate.serial not in examiner.get("/certificates/issued/", {"q": "没有这个人"}).text
    assert certificate.serial not in signed_in(cast.other_trainer).get("/certificates/issued/").text
    address = f"/certificates/{certificate.serial}/revoke/"
    assert examiner.post(address, {"reason": "   "}).status_code == 422
    assert Client().get(f"/verify/{certificate.serial}/").status_code == 200
    assert "替考" in examiner.post(address, {"reason": "替考，已查实"}, follow=True).text
    assert "替考，已查实" in Client().get(f"/verify/{certificate.serial}/").text
    assert signed_in(cast.teacher).get(address).status_code == 404


def test_the_list_of_the_issued_costs_the_same_for_1_or_20(cast: Cast, home: HomePage) -> None:
    version = make_standard(cast.college, with_exam=False)
    examiner = signed_in(cast.trainer)

    def cost() -> int:
        examiner.get("/certificates/issued/")
        with CaptureQueriesContext(connection) as asked:
            examiner.get("/certificates/issued/")
        return len(asked)

    make_certificate(cast.learner, version)
    one = cost()
    for number in range(19):
        make_certificate(make_person(f"学员{number}"), version)
    assert cost() == one
