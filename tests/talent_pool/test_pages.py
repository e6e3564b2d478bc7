"""The pages as people meet them, over HTTP: what is said, what is never said, what they cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Access, PhoneNumber, Purpose, StandingConsent, User
from certification.operations import issue_certificate
from cms.models import HomePage
from talent_pool import operations
from talent_pool.models import Appearance, Application, Candidate, ContactReveal, Opening, ProfileView, Stage
from tests.cast import NOW, Cast, make_organisation, make_person
from tests.certification.factories import make_standard as standard_with_exam
from tests.certification.factories import meet
from tests.talent_pool.factories import (
    join,
    make_application,
    make_candidate,
    make_draft,
    make_opening,
    make_pool,
    make_standard,
    make_talk,
    make_wording,
)

pytestmark = pytest.mark.django_db
type Enter = Callable[[User], Client]


def address(name: str, *args: object) -> str:
    return reverse(f"talent_pool:{name}", args=args)


def number_of(person: User) -> str:
    return PhoneNumber.objects.get(person=person).number.removeprefix("+86")


# --- the person -------------------------------------------------------------------------------


def test_the_two_consents_are_given_and_taken_back_on_their_own_pages(cast: Cast, enter: Enter) -> None:
    make_wording(Purpose.POOL)
    make_wording(Purpose.PLATFORM)
    me, pool = enter(cast.learner), make_pool()
    me.post(address("pool", pool.slug), {"answer": "yes", "wording": 1})
    assert list(StandingConsent.objects.values_list("purpose", flat=True)) == ["pool"]
    me.post(address("platform", cast.platform.slug), {"answer": "yes", "wording": 1})
    assert StandingConsent.objects.filter(receiver=cast.platform).count() == 1
    assert cast.platform.name in me.get(address("talent")).text
    me.post(address("platform", cast.platform.slug), {"answer": "no"})
    me.post(address("pool", pool.slug), {"answer": "no"})
    assert not StandingConsent.objects.exists()


def test_a_consent_to_words_nobody_published_is_no_consent(cast: Cast, enter: Enter) -> None:
    make_pool()
    assert enter(cast.learner).post(address("pool", "million-talents"), {"answer": "yes", "wording": 9}).status_code == 404
    assert not StandingConsent.objects.exists()


def test_a_missing_answer_never_counts_as_yes(cast: Cast, enter: Enter) -> None:
    make_wording(Purpose.POOL)
    make_pool()
    enter(cast.learner).post(address("pool", "million-talents"), {"wording": 1})
    assert not StandingConsent.objects.exists()


def test_neither_consent_button_is_the_main_one(cast: Cast, enter: Enter) -> None:
    make_wording(Purpose.PLATFORM)
    page = enter(cast.learner).get(address("platform", cast.platform.slug)).text
    assert "primary" not in page
    assert page.count('class="button"') >= 2


def test_who_has_no_birth_date_is_led_to_give_it(cast: Cast, enter: Enter) -> None:
    make_wording(Purpose.POOL)
    make_pool()
    answer = enter(make_person("新来", born=None)).post(address("pool", "million-talents"), {"answer": "yes", "wording": 1})
    assert answer.headers["Location"] == reverse("accounts:about_me")


def test_wishes_are_saved_with_places_around_home_and_another(cast: Cast, enter: Enter) -> None:
    data = {"roles": ["partner"], "regions": [cast.places.puding.pk], "other_region": "七眼桥镇", "full_time": "on", "text": "会拍照"}
    assert enter(cast.learner).post(address("wishes"), data).status_code == 302
    candidate = Candidate.objects.get(person=cast.learner)
    assert [row.region for row in candidate.wanted_regions.all()] == [cast.places.puding, cast.places.qiyanqiao]
    assert "会拍照" in enter(cast.learner).get(address("wishes")).text


def test_a_number_in_the_few_words_is_kept_out(cast: Cast, enter: Enter) -> None:
    answer = enter(cast.learner).post(address("wishes"), {"text": "打我电话 13900001111"})
    assert answer.status_code == 422
    assert not Candidate.objects.exists()


def test_an_unknown_place_is_answered_kindly(cast: Cast, enter: Enter) -> None:
    assert enter(cast.learner).post(address("wishes"), {"other_region": "不存在镇"}).status_code == 422


def test_pausing_hides_and_resuming_shows(cast: Cast, enter: Enter) -> None:
    join(cast.learner, cast.platform)
    enter(cast.learner).post(address("pause"))
    assert not Candidate.objects.shown_to(cast.platform, now()).exists()
    enter(cast.learner).post(address("pause"), {"answer": "resume"})
    assert Candidate.objects.shown_to(cast.platform, now()).exists()


# --- the board --------------------------------------------------------------------------------


def test_the_board_shows_the_open_ones_of_a_region_and_role(cast: Cast) -> None:
    make_opening(cast, title="马官合伙人")
    make_opening(cast, title="七眼桥店长", role="store_manager", region=cast.places.qiyanqiao)
    make_draft(cast, title="还没审的")
    page = Client().get(address("jobs")).text
    assert "马官合伙人" in page
    assert "七眼桥店长" in page
    assert "还没审的" not in page
    assert "七眼桥店长" not in Client().get(address("jobs"), {"region": cast.places.puding.pk}).text
    assert "马官合伙人" not in Client().get(address("jobs"), {"role": "store_manager"}).text


def test_the_board_is_the_same_for_everybody(cast: Cast, enter: Enter) -> None:
    opening = make_opening(cast)
    for path in (address("jobs"), address("job", opening.uuid)):
        stranger, mine = Client().get(path), enter(cast.learner).get(path)
        board, my_board = (answer.text.split("<main")[1].split("</main>")[0] for answer in (stranger, mine))
        assert board == my_board
        assert "/inbox/" not in stranger.text
        assert mine.text.count('href="/inbox/"') == mine.text.count('href="/accounts/"') == 1, "the head leads on"
        assert "no-store" in mine.headers["Cache-Control"]


@pytest.mark.parametrize("region", ["x", "0", "-1", "99999999999999999999", "²"])
def test_nonsense_for_a_region_shows_the_whole_board(cast: Cast, region: str) -> None:
    assert Client().get(address("jobs"), {"region": region}).status_code == 200


def test_one_applies_in_two_taps(cast: Cast, enter: Enter) -> None:
    opening, me = make_opening(cast), enter(cast.learner)
    assert address("apply", opening.uuid) in me.get(address("job", opening.uuid)).text
    assert me.post(address("apply", opening.uuid)).status_code == 302
    assert me.post(address("apply", opening.uuid)).status_code == 302
    assert Application.objects.get().person == cast.learner


def test_applying_without_the_certificate_leads_to_the_way_there(cast: Cast, enter: Enter) -> None:
    opening = make_opening(cast, needs_standard=make_standard())
    answer = enter(cast.learner).post(address("apply", opening.uuid))
    assert answer.headers["Location"] == reverse("certification:mine")


# --- the console ------------------------------------------------------------------------------


def test_the_search_tells_neither_name_nor_number_nor_small_township(cast: Cast, enter: Enter) -> None:
    candidate = join(cast.learner, cast.platform)
    page = enter(cast.recruiter).get(address("recruit")).text
    assert "普定县" in page
    for secret in ("小禾", number_of(cast.learner), "马官镇", str(cast.learner.public_id)):
        assert secret not in page
    card = enter(cast.recruiter).get(address("candidate", candidate.uuid)).text
    for secret in ("小禾", number_of(cast.learner), "马官镇"):
        assert secret not in card


def test_a_township_is_named_once_five_people_are_in_the_pool_there(cast: Cast, enter: Enter) -> None:
    join(cast.learner, cast.platform)
    for n in range(4):
        make_candidate(f"邻居{n}", cast.places.maguan)
    assert "马官镇" in enter(cast.recruiter).get(address("recruit")).text


def test_searching_a_small_township_answers_with_its_county(cast: Cast, enter: Enter) -> None:
    join(cast.learner, cast.platform)
    make_candidate("邻镇", cast.places.huachu, cast.platform)
    answer = enter(cast.recruiter).get(address("recruit"), {"region": cast.places.maguan.pk})
    assert len(answer.context["cards"]) == 2
    points = [reason.value for card in answer.context["cards"] for reason, _ in card.match.reasons]
    assert "same_township" not in points
    assert answer.context["pool_size"] is None


def test_each_card_shown_is_counted_for_the_person(cast: Cast, enter: Enter) -> None:
    join(cast.learner, cast.platform)
    join(cast.other_learner, cast.other_platform)
    for _ in range(2):
        enter(cast.recruiter).get(address("recruit"))
    assert list(Appearance.objects.values_list("person", "count")) == [(cast.learner.pk, 2)]
    assert "2" in enter(cast.learner).get(address("talent")).text


def test_opening_a_card_is_written_down_once_a_day(cast: Cast, enter: Enter) -> None:
    candidate = join(cast.learner, cast.platform)
    for _ in range(2):
        enter(cast.recruiter).get(address("candidate", candidate.uuid))
    assert ProfileView.objects.get().person == cast.learner
    assert cast.platform.name in enter(cast.learner).get(address("who_looked")).text


def test_a_card_is_gone_with_the_consent(cast: Cast, enter: Enter) -> None:
    candidate = join(cast.learner, cast.platform)
    operations.refuse_platform(cast.learner, cast.platform, now=now())
    assert enter(cast.recruiter).get(address("candidate", candidate.uuid)).status_code == 404
    assert enter(cast.recruiter).get(address("recruit")).context["found"].total == 0


def test_the_order_is_by_points_unless_switched_off(cast: Cast, enter: Enter) -> None:
    fits = make_candidate("合适", cast.places.puding, cast.platform, roles=("partner",), full_time=True)
    fresh = make_candidate("最新", cast.places.xixiu, cast.platform)
    Candidate.objects.filter(pk=fresh.pk).update(updated_at=now())
    opening = make_opening(cast, now=now())
    desk = enter(cast.recruiter)
    by_points = desk.get(address("recruit"), {"opening": str(opening.uuid)}).context["cards"]
    assert [card.candidate.pk for card in by_points] == [fits.pk, fresh.pk]
    by_date = desk.get(address("recruit"), {"opening": str(opening.uuid), "order": "fresh"}).context["cards"]
    assert [card.candidate.pk for card in by_date] == [fresh.pk, fits.pk]


def test_who_switched_the_ranking_off_has_no_points(cast: Cast, enter: Enter) -> None:
    make_candidate("不排", cast.places.puding, cast.platform, ranking_off=True)
    assert enter(cast.recruiter).get(address("recruit")).context["cards"][0].match is None


def test_the_search_filters_by_role_and_certificate(cast: Cast, enter: Enter) -> None:
    make_candidate("甲", cast.places.puding, cast.platform, roles=("partner",))
    desk = enter(cast.recruiter)
    assert len(desk.get(address("recruit"), {"role": "partner"}).context["cards"]) == 1
    assert not desk.get(address("recruit"), {"role": "promoter"}).context["cards"]
    assert len(desk.get(address("recruit"), {"certificate": make_standard().slug}).context["cards"]) == 1
    make_standard("other", "客服")
    assert not desk.get(address("recruit"), {"certificate": "other"}).context["cards"]


def test_a_real_certificate_brings_its_exams_strong_topics(cast: Cast, enter: Enter, home: HomePage) -> None:
    version = standard_with_exam()
    meet(cast.learner, version)
    issue_certificate(cast.learner.pk, version.pk, now=NOW)
    join(cast.learner, cast.platform)
    card = enter(cast.recruiter).get(address("recruit")).context["cards"][0]
    assert str(version.standard) in card.certificates
    assert card.strengths == ["开店", "诚信与质量"]
    assert ("topics", 14) in [(reason.value, points) for reason, points in card.match.reasons]


def test_from_invitation_to_number(cast: Cast, enter: Enter) -> None:
    candidate, opening = join(cast.learner, cast.platform), make_opening(cast)
    desk, me = enter(cast.recruiter), enter(cast.learner)
    desk.post(address("invite", candidate.uuid), {"opening": str(opening.uuid)})
    application = Application.objects.get()
    page = address("recruit_application", application.uuid)
    assert "小禾" not in desk.get(page).text
    assert desk.post(address("reveal", application.uuid)).status_code == 302
    me.post(address("answer", application.uuid), {"answer": "accept"})
    assert "小禾" in desk.get(page).text
    assert number_of(cast.learner) not in desk.get(page).text
    sent = desk.post(address("reveal", application.uuid))
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    shown = desk.get(page)
    assert number_of(cast.learner) in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert number_of(cast.learner) not in desk.get(page).text, "looking again is another look"
    assert ContactReveal.objects.count() == 1
    assert Access.objects.filter(subject=cast.learner, viewer=cast.recruiter).exists()
    assert cast.platform.name in me.get(address("who_looked")).text


def test_an_application_shows_the_card_and_after_its_end_nothing(cast: Cast, enter: Enter) -> None:
    application = make_talk(cast)
    desk = enter(cast.recruiter)
    assert "小禾" in desk.get(address("recruit_application", application.uuid)).text
    enter(cast.learner).post(address("answer", application.uuid), {"answer": "withdraw"})
    for path in (address("recruit_application", application.uuid), address("recruit_opening", application.opening.uuid)):
        page = desk.get(path)
        assert "小禾" not in page.text


def test_stage_buttons_move_and_a_missing_reason_is_asked_for(cast: Cast, enter: Enter) -> None:
    application, desk = make_application(cast), enter(cast.recruiter)
    move = address("move_application", application.uuid)
    desk.post(move, {"step": "talk"})
    assert desk.post(move, {"step": "decline"}).status_code == 422
    desk.post(move, {"step": "sign"})
    desk.post(move, {"step": "decline", "reason": "后悔了"})
    assert Application.objects.get().stage == Stage.SIGNED


def test_a_recruiter_writes_sends_and_the_officer_publishes(cast: Cast, enter: Enter) -> None:
    desk, officer = enter(cast.recruiter), enter(cast.officer)
    data = {"role": "partner", "title": "马官合伙人", "region": "普定县马官镇", "headcount": 2, "text": "代买代卖", "pay_note": "按单"}
    assert desk.post(address("new_opening"), data | {"text": "只要男"}).status_code == 422
    assert desk.post(address("new_opening"), data).status_code == 302
    opening = Opening.objects.get()
    desk.post(address("edit_opening", opening.uuid), data | {"headcount": 3})
    desk.post(address("send_opening", opening.uuid))
    assert "马官合伙人" in officer.get(address("reviews")).text
    opening.refresh_from_db()
    assert opening.sent_at is not None
    officer.post(address("review", opening.uuid), {"answer": "publish", "sent_at": opening.sent_at.isoformat()})
    opening.refresh_from_db()
    assert (opening.status, opening.headcount) == ("published", 3)
    assert desk.post(address("edit_opening", opening.uuid), data).status_code == 422


def test_the_review_form_carries_the_moment_it_was_sent(cast: Cast, enter: Enter) -> None:
    opening = make_draft(cast)
    assert enter(cast.officer).get(address("review", opening.uuid)).status_code == 404
    operations.send_for_review(opening, now=now())
    page = enter(cast.officer).get(address("review", opening.uuid))
    enter(cast.officer).post(address("review", opening.uuid), {"answer": "publish", "sent_at": page.context["form"]["sent_at"].value()})
    assert Opening.objects.get().is_published


def test_another_platforms_recruiter_cannot_invite_for_ones_opening(cast: Cast, enter: Enter) -> None:
    candidate, opening = join(cast.learner, cast.other_platform), make_opening(cast)
    enter(cast.other_recruiter).post(address("invite", candidate.uuid), {"opening": str(opening.uuid)})
    assert not Application.objects.exists()


# --- what lists cost --------------------------------------------------------------------------


def grow_search(cast: Cast) -> None:
    candidate = make_candidate("又一人", cast.places.maguan, cast.platform, roles=("partner",))
    make_application(cast, candidate.person, Opening.objects.first() or make_opening(cast, now=now()))


def grow_board(cast: Cast) -> None:
    make_opening(cast)


def grow_pipeline(cast: Cast) -> None:
    make_application(cast, make_person("又一人", region=cast.places.maguan), Opening.objects.first() or make_opening(cast))


def grow_mine(cast: Cast) -> None:
    make_application(cast, opening=make_opening(cast))


def grow_platforms(cast: Cast) -> None:
    platform = make_organisation(f"platform-{User.objects.count()}-{StandingConsent.objects.count()}", kind="platform")
    operations.allow_platform(cast.learner, platform, wording=make_wording(Purpose.PLATFORM), now=now())


def grow_views(cast: Cast) -> None:
    recruiter = make_person("招聘")
    operations.note_profile_view(cast.learner, by=recruiter, organisation=cast.platform, now=now())
    operations.reveal_phone(Application.objects.first() or make_talk(cast), by=recruiter, now=now())


def grow_reviews(cast: Cast) -> None:
    operations.send_for_review(make_draft(cast), now=now())


LISTS: dict[str, tuple[str, Callable[[Cast], None]]] = {
    "recruit": ("recruiter", grow_search),
    "jobs": ("learner", grow_board),
    "recruit_openings": ("recruiter", grow_board),
    "recruit_opening": ("recruiter", grow_pipeline),
    "talent": ("learner", grow_mine),
    "platforms": ("learner", grow_platforms),
    "who_looked": ("learner", grow_views),
    "reviews": ("officer", grow_reviews),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_1_or_20(name: str, cast: Cast, enter: Enter) -> None:
    who, grow = LISTS[name]
    grow(cast)
    args = [Opening.objects.get().uuid] if name == "recruit_opening" else []
    client = enter(getattr(cast, who))
    client.get(address(name, *args))
    with CaptureQueriesContext(connection) as one:
        assert client.get(address(name, *args)).status_code == 200
    for _ in range(8 if name == "talent" else 19):
        grow(cast)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address(name, *args)).status_code == 200
    assert len(many) <= len(one), [query["sql"][:150] for query in many]
