"""Filling worksheets: versions, saves that are never overwritten, two phones, copies, sharing, the pages."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Access, Role
from cms.models import HomePage
from courses import operations
from courses.formats import BadStarterText
from courses.models import SheetState, Worksheet, WorksheetResponse, WorksheetRevision, WorksheetVersion
from tests.cast import NOW, Cast, make_member, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment, make_sheet, make_worksheets

pytestmark = pytest.mark.django_db

DAY = "2026-06-19"


@pytest.fixture
def plan(cast: Cast) -> WorksheetResponse:
    return make_sheet(cast.learner)


def address(response: WorksheetResponse, more: str = "") -> str:
    return f"/learn/worksheets/{response.uuid}/{more}"


def send(browser: Client, response: WorksheetResponse, base: int = 0, save_id: UUID | None = None, **answers: Any) -> Any:
    data = {"title": response.title, "base": base, "save_id": save_id or uuid4()} | answers
    return browser.post(address(response), data, headers={"Accept": "application/json"})


def stands(response: WorksheetResponse) -> WorksheetResponse:
    return WorksheetResponse.objects.select_related("version").get(pk=response.pk)


def test_loading_again_changes_nothing_and_a_changed_file_makes_a_version(cast: Cast, tmp_path: Path) -> None:
    make_worksheets()
    assert make_worksheets() == 0
    source = yaml.safe_load((Path("cms/starter/worksheets") / "selection-score.yaml").read_text())
    filled = make_sheet(cast.learner, "selection-score", price="30")
    (tmp_path / "selection-score.yaml").write_text(yaml.safe_dump(source | {"title": "选品打分表"}, allow_unicode=True))
    assert operations.load_worksheets(tmp_path, now=NOW) == 1
    worksheet = Worksheet.objects.get(slug="selection-score")
    assert (worksheet.title, worksheet.versions.count()) == ("选品打分表", 2)
    assert stands(filled).sheet.title == "选品评分表"
    assert make_sheet(cast.other_learner, "selection-score").sheet.title == "选品打分表"


@pytest.mark.parametrize("change", [{"kind": "poem"}, {"slug": "other"}, {"sections": [{"key": "a"}]}, {"position": None}])
def test_a_bad_file_is_named_and_nothing_is_written(tmp_path: Path, change: dict[str, Any], db: None) -> None:
    source = yaml.safe_load((Path("cms/starter/worksheets") / "selection-score.yaml").read_text())
    (tmp_path / "a-good-one.yaml").write_text(yaml.safe_dump(source | {"slug": "a-good-one"}, allow_unicode=True))
    (tmp_path / "selection-score.yaml").write_text(yaml.safe_dump(source | change, allow_unicode=True))
    with pytest.raises(BadStarterText, match=r"selection-score\.yaml"):
        operations.load_worksheets(tmp_path, now=NOW)
    assert not WorksheetVersion.objects.exists()


def test_a_sheet_is_begun_filled_and_finished_without_javascript(cast: Cast) -> None:
    make_worksheets()
    browser = signed_in(cast.learner)
    begun = browser.post("/learn/worksheets/promotion-plan/", {"title": "端午卖粽子"})
    page = browser.get(begun.headers["Location"])
    mine = WorksheetResponse.objects.get()
    assert mine.title == "端午卖粽子"
    assert page.text.count('name="s01-day"') == 1
    data = {"title": "端午卖粽子", "base": 0, "save_id": uuid4(), "event_day": DAY, "sales": "１０,０００元", "orders": "500", "s01": "on"}
    kept = browser.post(begun.headers["Location"], data | {"action": "save", "s01-who": "石头"}, follow=True)
    mine = stands(mine)
    assert mine.answers["sales"] == "10000"
    assert mine.answers["s13-day"] == "2026-06-18"
    assert "10000 ÷ 500 = 20元" in kept.text
    assert "1 / 13" in kept.text
    finished = browser.post(address(mine), data | {"base": 1, "save_id": uuid4(), "action": "finish", "s13-day": "2026-06-17"})
    assert finished.headers["Location"] == address(mine, "paper/")
    assert stands(mine).is_finished
    paper = browser.get(address(mine, "paper/")).text
    assert "端午卖粽子" in paper
    assert "2026-06-17" in paper


def test_what_was_typed_wrong_is_kept_on_the_page_and_nothing_is_written(cast: Cast, plan: WorksheetResponse) -> None:
    browser = signed_in(cast.learner)
    data = {"title": plan.title, "base": 0, "save_id": uuid4(), "sales": "很多", "theme": "端午"}
    answer = browser.post(address(plan), data)
    assert answer.status_code == 422
    assert "很多" in answer.text
    assert "这里请写数字" in answer.text
    by_itself = send(browser, plan, sales="很多", event_day="六月初五")
    assert by_itself.status_code == 422
    assert set(by_itself.json()["errors"]) == {"sales", "event_day"}
    assert not WorksheetRevision.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2026-06-19", DAY), ("2026年6月19日", DAY), ("2026/6/19", DAY), ("２０２６．６．１９", DAY), ("", None)],
)
def test_a_day_is_understood_as_people_write_it(cast: Cast, plan: WorksheetResponse, typed: str, kept: str | None) -> None:
    assert send(signed_in(cast.learner), plan, event_day=typed).status_code == 200
    assert stands(plan).answers.get("event_day") == kept


@pytest.mark.parametrize("typed", ["2026-13-40", "1026-06-01", "明天", "2026-06", "9" * 30])
def test_a_day_that_is_none_is_refused(cast: Cast, plan: WorksheetResponse, typed: str) -> None:
    assert send(signed_in(cast.learner), plan, event_day=typed).status_code == 422


@pytest.mark.parametrize("typed", ["1e400", "nan", "Infinity", "--1", "1" * 19, "１２个"])
def test_a_number_that_is_none_is_refused(cast: Cast, plan: WorksheetResponse, typed: str) -> None:
    assert send(signed_in(cast.learner), plan, sales=typed).status_code == 422


def test_the_same_save_twice_is_one_and_an_unchanged_one_is_none(cast: Cast, plan: WorksheetResponse) -> None:
    browser, save_id = signed_in(cast.learner), uuid4()
    first = send(browser, plan, save_id=save_id, theme="端午")
    again = send(browser, plan, save_id=save_id, theme="端午")
    unchanged = send(browser, plan, base=1, theme="端午")
    assert first.json() == again.json()
    assert unchanged.json()["number"] == 1
    assert WorksheetRevision.objects.count() == 1


def test_two_phones_that_changed_different_places_both_keep_theirs(cast: Cast, plan: WorksheetResponse) -> None:
    browser = signed_in(cast.learner)
    send(browser, plan, theme="端午", sales="100")
    send(browser, plan, base=1, theme="端午了", sales="100")
    late = send(browser, plan, base=1, theme="端午", sales="200")  # this phone still shows save 1
    assert late.json()["fields"]["theme"] == ["端午了"]
    assert stands(plan).answers == {"theme": "端午了", "sales": "200"}


def test_of_the_same_place_the_later_stands_and_the_earlier_can_be_looked_at(cast: Cast, plan: WorksheetResponse) -> None:
    browser = signed_in(cast.learner)
    send(browser, plan, theme="第一版主题")
    send(browser, plan, base=1, theme="第二版主题")
    send(browser, plan, base=2)
    assert stands(plan).answers == {}
    assert "第一版主题" in browser.get(address(plan, "history/1/")).text
    assert "第二版主题" in browser.get(address(plan, "history/2/")).text
    assert "版主题" not in browser.get(address(plan, "history/3/")).text
    assert browser.get(address(plan, "history/4/")).status_code == 404
    assert browser.get(address(plan, "history/")).text.count("<li>") == 3
    assert not operations.sheets_disagree()


def test_a_state_that_left_its_log_is_found(cast: Cast, plan: WorksheetResponse) -> None:
    send(signed_in(cast.learner), plan, theme="端午")
    WorksheetResponse.objects.update(answers={"theme": "中秋"})
    assert len(operations.sheets_disagree()) == 1


def test_a_copy_brings_texts_and_people_along_but_no_ticks_days_or_results(cast: Cast, plan: WorksheetResponse) -> None:
    browser = signed_in(cast.learner)
    filled: dict[str, Any] = {"theme": "端午", "s01": "on", "s01-who": "石头", "event_day": DAY, "real_sales": "900", "budget": "200"}
    send(browser, plan, **filled)
    answer = browser.post(address(plan, "copy/"))
    copied = WorksheetResponse.objects.latest("pk")
    assert answer.headers["Location"] == address(copied)
    assert copied.answers == {"theme": "端午", "s01-who": "石头", "budget": "200"}
    assert (copied.copied_from, copied.state, stands(plan).number) == (plan, SheetState.OPEN, 1)


def test_a_sheet_is_its_owners_alone_until_shared_and_again_once_taken_back(cast: Cast, home: HomePage, plan: WorksheetResponse) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    teachers = [cast.trainer, cast.teacher]
    others = [cast.other_trainer, cast.other_learner, cast.officer, cast.recruiter]

    def doors(*people: Any) -> set[int]:
        return {signed_in(person).get(address(plan, "paper/")).status_code for person in people}

    assert doors(*teachers, *others) == {404}
    owner = signed_in(cast.learner)
    share = address(plan, "share/")
    assert owner.post(share, {"institution": cast.college.slug, "action": "share"}).status_code == 302
    owner.post(share, {"institution": cast.college.slug, "action": "share"})
    assert plan.shares.count() == 1
    assert doors(*teachers) == {200}
    assert doors(*others) == {404}
    for more in ("", "history/", "history/1/", "share/"):
        assert signed_in(cast.teacher).get(address(plan, more)).status_code == 404
    assert signed_in(cast.teacher).post(address(plan), {}).status_code == 404
    assert Access.objects.filter(subject=cast.learner, viewer=cast.teacher, detail=plan.title).exists()
    assert plan.title in signed_in(cast.teacher).get("/learn/worksheets/shared/").text
    owner.post(share, {"institution": cast.college.slug, "action": "stop"})
    assert doors(*teachers) == {404}
    assert plan.shares.get().ended_at is not None


def test_a_sheet_is_shared_only_where_one_learns(cast: Cast, home: HomePage, plan: WorksheetResponse) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    owner = signed_in(cast.learner)
    assert cast.other_college.name not in owner.get(address(plan, "share/")).text
    assert owner.post(address(plan, "share/"), {"institution": cast.other_college.slug}).status_code == 404
    assert not plan.shares.exists()


def test_a_selection_sheet_says_plainly_what_to_do(cast: Cast) -> None:
    marks = dict.fromkeys(("traffic", "spread", "price_edge", "style_edge", "quality_edge"), "5")
    costs = {"price": "30", "tenths": "7", "goods": "8", "packing": "1.5", "shipping": "6", "gift": "0.5"}
    good = make_sheet(cast.learner, "selection-score", **marks, quality=5, **costs)
    page = signed_in(cast.learner).get(address(good)).text
    assert "标价 × 打几折（不打折空着） ÷ 10 = 30 × 7 ÷ 10 = 21元" in page
    assert "可以先少量试卖" in page
    bad = make_sheet(cast.learner, "selection-score", **marks, quality=2, **costs)
    assert "质量这一关没过" in signed_in(cast.learner).get(address(bad)).text


def test_the_guide_gives_its_advice_once_every_question_is_answered(cast: Cast) -> None:
    sheet = make_sheet(cast.learner, "fresh-mode")
    browser = signed_in(cast.learner)
    given: dict[str, Any] = {"quantity": "some", "shelf_life": "long", "mark": "yes", "distance": "far", "safe": "yes", "buyers": "online"}
    assert "B2C" not in send(browser, sheet, **given).json()["outcome"]
    advice = send(browser, sheet, base=1, **given, place="none").json()["outcome"]
    assert "B2C（商家卖给各地的人）" in advice
    assert "有地理标志或名气，外地人会来搜" in advice


def test_what_somebody_types_is_never_markup(cast: Cast, plan: WorksheetResponse) -> None:
    browser = signed_in(cast.learner)
    send(browser, plan, theme="<script>alert(1)</script>", keep="<b>粗</b>\n第二行")
    for more in ("", "paper/", "history/1/"):
        page = browser.get(address(plan, more)).text
        assert "<script>alert" not in page
        assert "<b>粗</b>" not in page


def test_an_answer_that_is_not_offered_is_refused(cast: Cast, plan: WorksheetResponse) -> None:
    answer = send(signed_in(cast.learner), plan, offer=["discount", "free_money"])
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"]["offer"]


def test_the_empty_form_prints_every_question(cast: Cast) -> None:
    make_worksheets()
    for worksheet in Worksheet.objects.offered():
        page = signed_in(cast.learner).get(f"/learn/worksheets/{worksheet.slug}/blank/").text
        assert all(item.label in page for item in worksheet.sheet.items)


def test_lists_cost_the_same_for_1_or_20_sheets(cast: Cast, home: HomePage) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    owner, teacher = signed_in(cast.learner), signed_in(make_member("新老师", cast.college, Role.CLASS_TEACHER))

    def add() -> WorksheetResponse:
        made = make_sheet(cast.learner, theme="端午")
        operations.share_sheet(made, cast.college, now=NOW)
        return made

    first = add()

    def costs() -> list[int]:
        found = []
        for browser, path in [
            (owner, "/learn/worksheets/"),
            (owner, address(first, "history/")),
            (owner, address(first)),
            (teacher, "/learn/worksheets/shared/"),
        ]:
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            found.append(len(asked))
        return found

    one = costs()
    for number in range(19):
        add()
        send(owner, first, base=number + 1, theme=f"主题{number}")
    assert costs() == one
    assert teacher.get("/learn/worksheets/shared/").text.count("<li>") == 20


def test_a_lesson_leads_to_a_sheet_the_same_for_everyone(cast: Cast, home: HomePage, client: Client) -> None:
    lesson = lessons_of(make_course(cast.college))[0]
    card = {"type": "worksheet", "value": {"sheet": "promotion-plan", "title": "大促策划单", "line": "十三步"}}
    lesson.body = [*lesson.body.raw_data, card]
    lesson.body.stream_block.clean(lesson.body)
    lesson.save_revision().publish()
    bytes_of = {person.get(lesson.get_url()).content for person in (client, signed_in(cast.learner), signed_in(cast.other_learner))}
    assert len(bytes_of) == 1
    assert b'href="/learn/worksheets/promotion-plan/"' in bytes_of.pop()
    with pytest.raises(ValidationError):
        lesson.body.stream_block.child_blocks["worksheet"].clean({"sheet": "../admin/", "title": "x", "line": "x"})


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_are_two_revisions_and_both_stand(cast: Cast) -> None:
    sheet = make_sheet(cast.learner)

    def save(place: str) -> None:
        try:
            operations.save_sheet(sheet, {place: place}, base=0, save_id=uuid4(), now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(save, ["theme", "limit", "keep", "change"]))
    stood = stands(sheet)
    assert sorted(stood.answers) == ["change", "keep", "limit", "theme"]
    assert stood.number == stood.revisions.count() == 4
    assert not operations.sheets_disagree()
