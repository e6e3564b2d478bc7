from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Region, Role, User
from accounts.operations import end_membership, grant_membership, suspend_organisation
from programmes import operations
from programmes.counting import Unit
from programmes.models import DailyCount, EnteredValue, Programme
from tests.cast import NOW, Cast, make_member, make_organisation, make_person, make_region, signed_in
from tests.programmes.factories import make_indicator, make_participant, make_programme, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme("million-talents", holder=cast.committee)


@pytest.fixture
def county_officer(cast: Cast) -> User:
    return make_member("钱专员", cast.committee, Role.PROGRAMME_OFFICER, region=cast.places.puding)


def status(person: User, name: str, programme: Programme, region: Region | None = None) -> int:
    address = reverse(f"programmes:{name}", args=[programme.slug])
    return signed_in(person).get(address, {"region": region.pk} if region else {}).status_code


def test_an_officer_of_another_organisation_sees_404(programme: Programme) -> None:
    other = make_member("孙专员", make_organisation("bureau", "商务局", kind="committee"), Role.PROGRAMME_OFFICER)
    assert {status(other, name, programme) for name in ("desk", "institutions", "figures")} == {404}


def test_other_roles_in_the_holding_organisation_see_404(cast: Cast, programme: Programme) -> None:
    recruiter = make_member("李招", cast.committee, Role.RECRUITER)
    assert status(recruiter, "desk", programme) == 404


def test_an_ended_office_and_a_suspended_organisation_close_the_desk_at_once(
    cast: Cast, programme: Programme, county_officer: User
) -> None:
    assert status(cast.officer, "desk", programme) == 200
    end_membership(cast.officer.memberships.get().pk, now=NOW + timedelta(days=1))
    assert status(cast.officer, "desk", programme) == 404
    suspend_organisation(cast.committee, now=NOW)
    assert status(county_officer, "desk", programme) == 404


def test_a_county_officer_sees_the_county_and_nothing_beside_or_above(cast: Cast, programme: Programme, county_officer: User) -> None:
    places = cast.places
    for inside in (None, places.puding, places.maguan, places.village):
        assert status(county_officer, "desk", programme, inside) == 200
    for outside in (places.anshun, places.guizhou, places.xixiu, places.qiyanqiao):
        assert status(county_officer, "desk", programme, outside) == 404
    assert status(cast.officer, "desk", programme, places.xixiu) == 200


def test_a_county_officers_figures_hold_nobody_from_elsewhere(cast: Cast, programme: Programme, county_officer: User) -> None:
    for place in (cast.places.maguan, cast.places.qiyanqiao, cast.places.qiyanqiao):
        make_participant(programme, region=place)
    operations.roll_up(now=NOW)
    page = signed_in(county_officer).get(f"/en/programmes/{programme.slug}/desk/").text
    assert "马官镇" in page
    assert "七眼桥镇" not in page
    assert ">1 people<" in page
    assert ">3 people<" not in page


def test_an_officer_of_two_counties_is_shown_both_and_no_sum(cast: Cast, programme: Programme, county_officer: User) -> None:
    grant_membership(county_officer, cast.committee, Role.PROGRAMME_OFFICER, region=cast.places.xixiu, now=NOW)
    grant_membership(county_officer, cast.committee, Role.PROGRAMME_OFFICER, region=cast.places.maguan, now=NOW)
    assert operations.scopes_of(county_officer, programme) == [cast.places.puding, cast.places.xixiu]
    operations.roll_up(now=NOW)
    page = signed_in(county_officer).get(reverse("programmes:desk", args=[programme.slug])).text
    assert "普定县" in page
    assert "西秀区" in page
    assert "<progress" not in page


@pytest.mark.parametrize("asked", ["x", "-1", "999999999", "12345678901234567890"])
def test_a_place_that_is_none_answers_404(cast: Cast, programme: Programme, asked: str) -> None:
    assert signed_in(cast.officer).get(reverse("programmes:desk", args=[programme.slug]), {"region": asked}).status_code == 404


def test_drilling_down_from_province_to_township(cast: Cast, programme: Programme) -> None:
    make_participant(programme, region=cast.places.village)
    operations.roll_up(now=NOW)
    browser, address = signed_in(cast.officer), reverse("programmes:desk", args=[programme.slug])
    for place in (cast.places.guizhou, cast.places.anshun, cast.places.puding, cast.places.maguan, cast.places.village):
        page = browser.get(address).text
        assert f'<a href="?region={place.pk}">{place.name}</a>' in page
        address = f"{reverse('programmes:desk', args=[programme.slug])}?region={place.pk}"
    assert "?region=" not in browser.get(address).text.split("</h1>")[1].split("</p>", 1)[1]


def test_every_number_leads_to_what_it_means(cast: Cast, programme: Programme) -> None:
    make_participant(programme, region=cast.places.maguan)
    operations.roll_up(now=NOW)
    page = signed_in(cast.officer).get(reverse("programmes:desk", args=[programme.slug])).text
    wanted = {part.split('"')[0] for part in page.split('href="#what-')[1:]}
    assert wanted
    assert all(f'id="what-{key}"' in page for key in wanted)


def test_the_officers_own_list(cast: Cast, programme: Programme) -> None:
    make_programme("not-mine", holder=make_organisation("bureau", kind="committee"))
    page = signed_in(cast.officer).get(reverse("programmes:desks")).text
    assert "million-talents" in page
    assert "not-mine" not in page


def test_a_figure_is_reported_with_its_source_and_corrected_by_a_newer_one(cast: Cast, programme: Programme) -> None:
    indicator = make_indicator()
    make_target(programme, indicator)
    browser, address = signed_in(cast.officer), reverse("programmes:figures", args=[programme.slug])
    given = {"indicator": indicator.pk, "place": "普定县", "period_start": "2026-08-01", "value": "12", "source": "县团委 8 月报表"}
    assert browser.post(address, given).status_code == 302
    assert browser.post(address, given).status_code == 302
    assert browser.post(address, given | {"value": "13"}).status_code == 302
    rows = list(EnteredValue.objects.order_by("pk").values_list("value", "region__name", "by__name"))
    assert rows == [(Decimal(12), "普定县", "赵专员"), (Decimal(13), "普定县", "赵专员")]
    actual = operations.actuals(programme, place=None, tallies={})[0]
    assert actual.figure is not None
    assert actual.figure.value == 13


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "1.5"}, "Only money has decimals"),
        ({"place": "没有这个县"}, "The figure is not saved yet"),
        ({"source": ""}, "This field is required"),
        ({"value": "-3"}, "greater than or equal to 0"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_what_was_typed_kept(
    cast: Cast, programme: Programme, change: dict[str, str], words: str
) -> None:
    indicator = make_indicator()
    make_target(programme, indicator)
    given = {"indicator": str(indicator.pk), "place": "", "period_start": "2026-08-01", "value": "12", "source": "八月报表"} | change
    answer = signed_in(cast.officer).post(f"/en/programmes/{programme.slug}/desk/figures/", given)
    assert answer.status_code == 422
    assert words in answer.text
    assert not EnteredValue.objects.exists()


def test_a_county_officer_reports_for_the_county_only(cast: Cast, programme: Programme, county_officer: User) -> None:
    indicator = make_indicator()
    make_target(programme, indicator)
    given = {"indicator": indicator.pk, "period_start": "2026-08-01", "value": "1", "source": "报表"}
    browser, address = signed_in(county_officer), reverse("programmes:figures", args=[programme.slug])
    assert browser.post(address, given | {"place": "西秀区"}).status_code == 422
    assert browser.post(address, given | {"place": ""}).status_code == 422
    assert browser.post(address, given | {"place": "520422101"}).status_code == 302
    assert EnteredValue.objects.get().region == cast.places.maguan


def test_a_county_officer_reads_reports_of_the_county_only(cast: Cast, programme: Programme, county_officer: User) -> None:
    indicator = make_indicator()
    for place, source in ((cast.places.maguan, "马官报表"), (cast.places.xixiu, "西秀报表"), (None, "全国报表")):
        operations.enter_value(
            programme, indicator, region=place, period_start=NOW.date(), value=Decimal(1), source=source, by=cast.officer, now=NOW
        )
    page = signed_in(county_officer).get(reverse("programmes:figures", args=[programme.slug])).text
    assert "马官报表" in page
    assert "西秀报表" not in page
    assert "全国报表" not in page


def test_what_the_house_counts_cannot_be_entered(cast: Cast, programme: Programme) -> None:
    counted = make_indicator("participants", counted_by="participants")
    with pytest.raises(operations.WrongUnit):
        operations.enter_value(
            programme, counted, region=None, period_start=NOW.date(), value=Decimal(9), source="x", by=cast.officer, now=NOW
        )


def test_the_roll_up_counts_people_in_each_place_anew_and_may_be_repeated(cast: Cast, programme: Programme) -> None:
    for place in (cast.places.maguan, cast.places.huachu, cast.places.village, cast.places.qiyanqiao):
        make_participant(programme, region=place)
    make_participant(programme)
    operations.roll_up(now=NOW)
    before = DailyCount.objects.count()
    operations.roll_up(now=NOW + timedelta(hours=1))
    assert DailyCount.objects.count() == before
    counted = dict(DailyCount.objects.filter(measure="participants").values_list("region__name", "value"))
    assert counted == {None: 5, "贵州省": 4, "安顺市": 4, "普定县": 3, "西秀区": 1, "马官镇": 2, "化处镇": 1, "号营村": 1, "七眼桥镇": 1}


def test_the_roll_up_keeps_yesterday(programme: Programme) -> None:
    operations.roll_up(now=NOW)
    operations.roll_up(now=NOW + timedelta(days=1))
    assert DailyCount.objects.values("day").distinct().count() == 2


def test_institutions_stand_side_by_side(cast: Cast, programme: Programme, county_officer: User) -> None:
    make_participant(programme, region=cast.places.maguan, institution=cast.college)
    make_participant(programme, region=cast.places.qiyanqiao, institution=cast.other_college)
    address = reverse("programmes:institutions", args=[programme.slug])
    page = signed_in(cast.officer).get(address).text
    assert "苗圃学堂" in page
    assert "别家学校" in page
    assert "别家学校" not in signed_in(county_officer).get(address).text


def places_counted(cast: Cast, programme: Programme, number: int) -> None:
    make_participant(programme, region=make_region(f"{number}号镇", cast.places.puding, code=f"5204229{number:02}"))


def institutions_counted(cast: Cast, programme: Programme, number: int) -> None:
    make_participant(programme, region=cast.places.maguan, institution=make_organisation(f"college-{number}"))


def figures_reported(cast: Cast, programme: Programme, number: int) -> None:
    by = make_person(f"专员{number}")
    grant_membership(by, cast.committee, Role.PROGRAMME_OFFICER, now=NOW)
    operations.enter_value(
        programme,
        make_indicator(f"indicator-{number}", unit=Unit.SHOPS),
        region=cast.places.maguan,
        period_start=NOW.date(),
        value=Decimal(1),
        source="报表",
        by=by,
        now=NOW,
    )


def programmes_held(cast: Cast, programme: Programme, number: int) -> None:
    make_programme(holder=cast.committee)


@pytest.mark.parametrize(
    ("name", "grow"),
    [("desk", places_counted), ("institutions", institutions_counted), ("figures", figures_reported), ("desks", programmes_held)],
)
def test_each_list_costs_the_same_for_1_or_20_rows(
    name: str, grow: Callable[[Cast, Programme, int], None], cast: Cast, programme: Programme
) -> None:
    address = reverse("programmes:desks") if name == "desks" else reverse(f"programmes:{name}", args=[programme.slug])
    browser = signed_in(cast.officer)

    def cost() -> int:
        operations.roll_up(now=NOW)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address, {"region": cast.places.puding.pk})
        assert answer.status_code == 200
        return len(queries)

    grow(cast, programme, 0)
    cost()
    one = cost()
    for number in range(1, 20):
        grow(cast, programme, number)
    assert cost() == one
