"""My road leads into every room and to what waits for the person.

A quiet line to the six questions is for newcomers, beside the one next action, never instead of it.
"""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cms.models import HomePage
from cms.road.steps import Exam, Facts, lay_road
from stations import operations as stations
from tests.cast import Cast, signed_in
from tests.certification.factories import make_standard
from tests.courses.factories import make_diagnosis, make_worksheets
from tests.talent_pool.factories import make_opening

FACTS = {
    "standard": "初级证书",
    "lessons": 20,
    "minutes": 90,
    "kilobytes": 200,
    "next_lesson": "七个环节",
    "next_lesson_line": "",
    "learn_url": "/learn/",
    "is_learnt": False,
    "exam": Exam.LEARN_FIRST,
    "exam_line": "",
    "exam_url": "",
    "exam_until": None,
    "exam_minutes": 30,
    "is_certified": False,
    "name_missing": "",
    "certificate_url": "/certificates/",
    "is_in_pool": False,
    "has_answered_pool": False,
    "invitation_url": "",
    "application": "",
    "application_line": "",
    "application_url": "",
    "is_signed": False,
    "my_courses_url": "/learn/",
    "exams_url": "/exams/",
    "stations_url": "/stations/",
    "talent_url": "/talent/",
    "jobs_url": "",
    "own_business_url": "",
    "station": "",
    "station_url": "",
    "outcomes_url": "",
    "is_open": False,
    "openings": 0,
    "place": "",
}


@pytest.mark.parametrize(("lessons_done", "line"), [(0, "/learn/diagnosis/"), (1, "")])
def test_the_line_is_for_newcomers_and_the_one_action_stays(lessons_done: int, line: str) -> None:
    road = lay_road(Facts(**FACTS, lessons_done=lessons_done, diagnosis_url="/learn/diagnosis/"))  # type: ignore[arg-type]
    assert road.diagnosis_url == line
    assert [step.action.url for step in road.steps if step.action] == ["/learn/"]


def test_whoever_has_answered_is_not_asked_on_the_road(cast: Cast) -> None:
    make_worksheets()
    make_diagnosis(cast.learner)
    assert "/learn/diagnosis/" not in signed_in(cast.learner).get("/road/").text


CERTIFIED = Facts(
    **FACTS  # type: ignore[arg-type]
    | {
        "lessons_done": 20,
        "is_learnt": True,
        "exam": Exam.PASSED,
        "is_certified": True,
        "is_in_pool": True,
        "openings": 3,
        "jobs_url": "/jobs/?region=7",
    }
)


def next_url(facts: Facts) -> str:
    return next(step.action.url for step in lay_road(facts).steps if step.action)


def test_every_step_leads_to_its_room() -> None:
    assert [step.url for step in lay_road(CERTIFIED).steps] == ["/learn/", "/exams/", "/certificates/", "/talent/", "/stations/"]


@pytest.mark.parametrize(
    ("changed", "url"),
    [
        ({}, "/jobs/?region=7"),
        ({"application": "马官镇 推广员", "application_url": "/talent/applications/1/"}, "/talent/applications/1/"),
        ({"station": "山货铺", "station_url": "/stations/1/", "outcomes_url": "/stations/1/outcomes/"}, "/stations/1/"),
        (
            {"station": "山货铺", "station_url": "/stations/1/", "outcomes_url": "/stations/1/outcomes/", "is_open": True},
            "/stations/1/outcomes/",
        ),
        ({"application": "推广员", "application_url": "/talent/applications/1/", "is_certified": False, "is_learnt": False}, "/learn/"),
    ],
)
def test_the_next_action_goes_to_what_waits(changed: dict[str, object], url: str) -> None:
    assert next_url(replace(CERTIFIED, **changed)) == url  # type: ignore[arg-type]


@pytest.mark.django_db
def test_my_road_counts_the_openings_of_the_county_and_leads_to_just_those(cast: Cast, home: HomePage) -> None:
    version = make_standard()
    for place in (cast.places.maguan, cast.places.huachu):
        make_opening(cast, region=place, needs_standard=version.standard)
    person = cast.learner
    person.home_region = cast.places.village
    person.save()
    road = signed_in(person).get("/road/").text
    board = f"{reverse('talent_pool:jobs')}?region={cast.places.puding.pk}"
    assert "普定县有 2 个岗位要这张证" in road
    assert board in road
    assert "2 个岗位" in signed_in(person).get(board).text


@pytest.mark.django_db
def test_who_works_here_and_does_not_learn_finds_the_work_first(cast: Cast, home: HomePage) -> None:
    make_standard()
    page = signed_in(cast.recruiter).get("/road/").text
    assert page.index("我的工作") < page.index('<details class="fold section"><summary>')


@pytest.mark.django_db
def test_a_station_says_what_is_left_and_opens_all_the_same(cast: Cast) -> None:
    station = stations.register_own_business(cast.learner, name="山货铺", region=cast.places.maguan, now=now())
    address = reverse("stations:station", args=[station.uuid])
    me = signed_in(cast.learner)
    assert "不打勾也可以开业" in me.get(address).text
    me.post(reverse("stations:open_station", args=[station.uuid]))
    opened = me.get(address).text
    assert "不打勾也可以开业" not in opened
    assert opened.index("业绩") < opened.index("筹备和培训一起走")
