import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from programmes.counting import Unit
from programmes.models import Indicator, Programme
from tests.cast import Cast, make_person, signed_in
from tests.programmes.factories import make_indicator

pytestmark = pytest.mark.django_db
NEW = "wagtailsnippets_programmes_programme:add"


@pytest.fixture
def owner(cast: Cast) -> Client:
    person = make_person("站长")
    person.is_superuser = True
    person.save()
    return signed_in(person)


def form(cast: Cast, **changes: str) -> dict[str, str]:
    people, times = make_indicator("mentors", unit=Unit.PEOPLE), make_indicator("visits", unit=Unit.TIMES)
    return {
        "name": "大学生村播计划",
        "short_name": "村播",
        "slug": "village-hosts",
        "summary": "大学生回村做直播。",
        "holders": str(cast.committee.pk),
        "period_note": "2026 年起",
        "is_listed": "on",
        "roles-TOTAL_FORMS": "2",
        "roles-INITIAL_FORMS": "0",
        "roles-0-name": "主播",
        "roles-0-ORDER": "1",
        "roles-1-name": "场控",
        "roles-1-ORDER": "2",
        "targets-TOTAL_FORMS": "2",
        "targets-INITIAL_FORMS": "0",
        "targets-0-indicator": str(people.pk),
        "targets-0-value": "300",
        "targets-0-ORDER": "1",
        "targets-1-indicator": str(times.pk),
        "targets-1-value": "5000",
        "targets-1-region": str(cast.places.puding.pk),
        "targets-1-ORDER": "2",
    } | changes


def test_a_new_programme_is_added_without_code_and_has_its_page(cast: Cast, owner: Client) -> None:
    assert owner.get(reverse(NEW)).status_code == 200
    answer = owner.post(reverse(NEW), form(cast))
    assert answer.status_code == 302, answer.text
    programme = Programme.objects.get(slug="village-hosts")
    assert [holder.name for holder in programme.holders.all()] == ["团委"]
    assert [role.name for role in programme.roles.all()] == ["主播", "场控"]
    assert [(target.indicator.slug, target.region) for target in programme.targets.all()] == [
        ("mentors", None),
        ("visits", cast.places.puding),
    ]
    page = Client().get("/en/programmes/village-hosts/").text
    assert "大学生村播计划" in page
    assert "300 people" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "desk"},
        {"targets-0-value": "0"},
        {"targets-0-value": "1.5"},
        {"starts_on": "2026-05-01", "ends_on": "2026-04-01"},
        {"holders": ""},
    ],
    ids=["an address of ours", "a target of nothing", "half a person", "an end before the beginning", "nobody runs it"],
)
def test_a_programme_that_cannot_be_is_refused(cast: Cast, owner: Client, changes: dict[str, str]) -> None:
    assert owner.post(reverse(NEW), form(cast, **changes)).status_code == 200
    assert not Programme.objects.exists()


def test_nobody_else_may_write_programmes(cast: Cast) -> None:
    in_admin = Group.objects.create(name="进得了后台")
    in_admin.permissions.add(Permission.objects.get(codename="access_admin"))
    for person in (cast.learner, cast.trainer, cast.officer):
        person.groups.add(in_admin)
        assert signed_in(person).post(reverse(NEW), form(cast)).status_code == 302
    assert not Programme.objects.exists()


def test_an_indicator_counted_in_people_cannot_be_kept_in_person_times(cast: Cast, owner: Client) -> None:
    new = reverse("wagtailsnippets_programmes_indicator:add")
    given = {"label": "持证", "slug": "certified", "unit": "times", "counted_by": "talents_certified"}
    assert owner.post(new, given).status_code == 200
    assert not Indicator.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.create(**given)
    assert owner.post(new, given | {"unit": "people"}).status_code == 302


def test_a_place_is_found_by_the_beginning_of_its_name_or_its_code(cast: Cast, owner: Client) -> None:
    for words in ("普定", "520422"):
        found = owner.get(reverse("place_chooser:choose_results"), {"q": words}).text
        assert "普定县" in found
        assert "西秀区" not in found


def test_the_admin_carries_the_sites_name_and_colours(cast: Cast, owner: Client) -> None:
    page = owner.get(reverse("wagtailadmin_home")).text
    assert "cms/admin.css" in page
    assert "admin-brand" in page
    assert "站长" in page or json.dumps("站长")[1:-1] in page
