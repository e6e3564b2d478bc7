"""The owner gives and ends roles; what a role opens is open at once and closed at once."""

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import PagePermissionTester

from accounts.models import Membership, Notice, Organisation, Role, User
from cms import staff
from cms.models import HomePage
from courses.models import InstitutionPage
from tests.cast import Cast, make_person, signed_in
from tests.courses.factories import lessons_of, make_course


@pytest.fixture
def owner(cast: Cast, home: HomePage) -> Client:
    person = make_person("站长")
    person.is_superuser = True
    person.save()
    return signed_in(person)


def may_write(person: User, cast: Cast) -> bool:
    page = InstitutionPage.objects.get(organisation=cast.college)
    return bool(PagePermissionTester(User.objects.get(pk=person.pk), page).can_edit())


def give(owner: Client, cast: Cast, person: User, role: str = Role.TRAINER, **more: str) -> str:
    phone = person.phone_numbers.get().number.removeprefix("+86")
    return owner.post(f"/accounts/organisations/{cast.college.slug}/", {"phone": phone, "role": role, **more}, follow=True).text


def test_a_role_is_given_told_and_ended(owner: Client, cast: Cast) -> None:
    make_course(cast.college)
    give(owner, cast, cast.learner)
    give(owner, cast, cast.learner)
    row = Membership.objects.get(person=cast.learner)
    assert (row.organisation, row.role) == (cast.college, Role.TRAINER)
    assert Notice.objects.filter(person=cast.learner).count() == 1
    assert may_write(cast.learner, cast)
    assert signed_in(cast.learner).get("/admin/").status_code == 200
    owner.post(f"/accounts/organisations/{cast.college.slug}/roles/{row.pk}/end/")
    assert not cast.learner.holds(Role.TRAINER)
    assert not may_write(cast.learner, cast)
    assert signed_in(cast.learner).get("/admin/").status_code == 302


def test_who_examines_still_writes_when_training_ends(cast: Cast, home: HomePage) -> None:
    make_course(cast.college)
    first = staff.appoint(cast.learner, cast.college, Role.TRAINER, by=None, now=now())
    second = staff.appoint(cast.learner, cast.college, Role.EXAMINER, by=None, now=now())
    staff.dismiss(first, now=now())
    assert may_write(cast.learner, cast)
    staff.dismiss(second, now=now())
    assert not may_write(cast.learner, cast)


def test_a_suspended_college_writes_no_lesson(owner: Client, cast: Cast) -> None:
    course = make_course(cast.college)
    staff.appoint(cast.trainer, cast.college, Role.TRAINER, by=None, now=now())
    trainer = signed_in(cast.trainer)
    address = f"/admin/pages/{lessons_of(course)[0].pk}/edit/"
    assert trainer.get(address).status_code == 200
    owner.post(f"/accounts/organisations/{cast.college.slug}/suspend/", {"action": "suspend"})
    assert trainer.get(address).status_code == 302
    assert not cast.trainer.holds(Role.TRAINER)
    owner.post(f"/accounts/organisations/{cast.college.slug}/suspend/", {"action": "resume"})
    assert trainer.get(address).status_code == 200
    assert cast.trainer.holds(Role.TRAINER)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "13100000000"}, "还没有人用这个号码登录过"),
        ({"phone": "131"}, "11"),
        ({"region": "没有的县"}, "没有这个地方"),
        ({"role": "owner"}, "owner"),
    ],
)
def test_what_is_not_clear_is_said_and_nothing_is_given(owner: Client, cast: Cast, wrong: dict[str, str], said: str) -> None:
    assert said in give(owner, cast, cast.learner, **wrong)
    assert not Membership.objects.filter(person=cast.learner).exists()


def test_a_role_for_one_county(owner: Client, cast: Cast) -> None:
    give(owner, cast, cast.learner, Role.PROGRAMME_OFFICER, region="普定县")
    assert Membership.objects.get(person=cast.learner).region == cast.places.puding


def test_a_name_decides_where_a_number_is_shared(owner: Client, cast: Cast) -> None:
    phone = cast.learner.phone_numbers.get().number
    sister = make_person("小苗", phone=phone)
    assert "共用这个号码" in give(owner, cast, cast.learner)
    give(owner, cast, cast.learner, name="小苗")
    assert Membership.objects.filter(person=sister).exists()
    assert not Membership.objects.filter(person=cast.learner).exists()


def test_an_organisation_is_added_and_its_papers_are_seen(owner: Client, cast: Cast) -> None:
    data = {
        "name": "普定电商公共服务中心",
        "short_name": "普定中心",
        "slug": "puding-centre",
        "kind": cast.college.kind_id,
        "region": "520422",
    }
    assert "普定电商公共服务中心" in owner.post("/accounts/organisations/", data, follow=True).text
    made = Organisation.objects.get(slug="puding-centre")
    assert (made.region, made.verified_at) == (cast.places.puding, None)
    owner.post("/accounts/organisations/puding-centre/verify/")
    made.refresh_from_db()
    assert made.verified_at
    assert "puding-centre" in owner.get("/accounts/organisations/?q=普定").text
    assert owner.post("/accounts/organisations/", data).status_code == 422
