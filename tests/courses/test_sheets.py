"""Worksheets as plain data: reading a definition, sums with their working, days counted back, advice with reasons."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from courses.diagnosis import LONGEST_PATH, diagnose
from courses.sheets import BadSheet, Sheet, SheetKind, advise, changes_between, fold, proposed_days, read_sheet, results, with_proposed_days

FOLDER = settings.BASE_DIR / "cms" / "starter" / "worksheets"
FILES = sorted(FOLDER.glob("*.yaml"))


def shipped(slug: str) -> Sheet:
    return read_sheet(yaml.safe_load((FOLDER / f"{slug}.yaml").read_text()))


def small(**changes: Any) -> dict[str, Any]:
    return {
        "title": "一张单子",
        "kind": "plan",
        "summary": "试一试",
        "asks_title": "叫什么",
        "example_title": "例子",
        "sections": [
            {
                "key": "one",
                "title": "一",
                "items": [
                    {"key": "price", "kind": "number", "label": "价", "unit": "元"},
                    {"key": "cost", "kind": "number", "label": "本", "unit": "元"},
                    {"key": "good", "kind": "score", "label": "好", "weight": 3},
                    {"key": "fast", "kind": "score", "label": "快", "weight": 1},
                    {"key": "done", "kind": "tick", "label": "做了"},
                ],
            }
        ],
    } | changes


def outcome(rules: list[dict[str, Any]], answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(result.text, result.working) for result in results(read_sheet(small(results=rules)), answers)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sheet_that_ships_can_be_read_and_computed_when_empty(file: Path) -> None:
    sheet = read_sheet(yaml.safe_load(file.read_text()))
    assert sheet.source
    results(sheet, {})


def test_the_thirteen_steps_are_there_in_the_order_of_the_source() -> None:
    words = ["选品", "营销", "装修", "推广", "备货", "库存", "整理", "场地", "人员", "培训", "交接", "安全", "饮食"]
    steps = [item.label for item in shipped("promotion-plan").items if item.kind == "step"]
    assert steps == [f"{number} {word}" for number, word in enumerate(words, start=1)]


@pytest.mark.parametrize(
    ("rule", "answers", "text", "working"),
    [
        ({"rule": "add", "of": ["price", "cost"]}, {"price": "20", "cost": "12.5"}, "32.5", "价 + 本 = 20 + 12.5 = 32.5元"),
        ({"rule": "subtract", "of": ["price", "cost"]}, {"price": "20", "cost": "32.5"}, "-12.5", "价 − 本 = 20 − 32.5 = -12.5元"),
        ({"rule": "divide", "of": ["price", "cost"]}, {"price": "100000", "cost": "500"}, "200", "价 ÷ 本 = 100000 ÷ 500 = 200元"),
        ({"rule": "divide", "of": ["price", "cost"]}, {"price": "1", "cost": "0"}, "", "价 ÷ 本"),
        ({"rule": "multiply", "of": ["price", "cost"]}, {"price": "3", "cost": "0.333"}, "1", "价 × 本 = 3 × 0.33 = 1元"),
        ({"rule": "percentage", "of": ["cost", "price"]}, {"price": "30", "cost": "6"}, "20", "本 ÷ 价 = 6 ÷ 30 = 20元"),
        ({"rule": "share_off", "of": ["price", "cost"]}, {"price": "30", "cost": "7"}, "21", "价 × 本 ÷ 10 = 30 × 7 ÷ 10 = 21元"),
        ({"rule": "share_off", "of": ["price", "cost"]}, {"price": "30"}, "30", "价 = 30元"),
        ({"rule": "percent_of", "of": ["price", "cost"]}, {"price": "20000", "cost": "5"}, "1000", "价 × 本 = 20000 × 5% = 1000元"),
        ({"rule": "add", "of": ["price", "cost"], "empty_is_zero": ["cost"]}, {"price": "2"}, "2", "价 + 本 = 2 + 0 = 2元"),
        ({"rule": "ticked", "of": ["one"]}, {"done": True}, "1 / 1", ""),
        ({"rule": "weighted", "of": ["one"]}, {"good": 4, "fast": 2}, "70", "(4×3 + 2×1) ÷ 20 × 100 = 70"),
    ],
)
def test_a_sum_says_what_comes_out_and_how(rule: dict[str, Any], answers: dict[str, Any], text: str, working: str) -> None:
    assert outcome([{"key": "it", "label": "结果", "unit": "元"} | rule], answers) == [(text, working)]


def test_a_sum_names_what_is_missing() -> None:
    sheet = read_sheet(small(results=[{"key": "it", "label": "结果", "rule": "add", "of": ["price", "cost"]}]))
    assert results(sheet, {"price": "1"})[0].missing == ("本",)
    assert results(sheet, {"price": "1"})[0].text == ""


@pytest.mark.parametrize(
    ("good", "fast", "text", "tone"), [(5, 5, "卖", "good"), (3, 3, "等", "warn"), (1, 5, "先不卖", "bad"), (2, 1, "放", "bad")]
)
def test_a_verdict_is_a_band_unless_a_gate_stands_shut(good: int, fast: int, text: str, tone: str) -> None:
    rules = [
        {"key": "score", "label": "分", "rule": "weighted", "of": ["one"]},
        {
            "key": "verdict",
            "label": "怎么办",
            "rule": "verdict",
            "of": ["score"],
            "gates": [{"of": "good", "at_most": 1, "text": "先不卖"}],
            "bands": [
                {"at_least": 0, "text": "放", "tone": "bad"},
                {"at_least": 60, "text": "等", "tone": "warn"},
                {"at_least": 75, "text": "卖", "tone": "good"},
            ],
        },
    ]
    verdict = results(read_sheet(small(results=rules)), {"good": good, "fast": fast})[-1]
    assert (verdict.text, verdict.tone) == (text, tone)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "poem"}, "poem"),
        ({"event_day": "price"}, "no date"),
        ({"results": [{"key": "x", "label": "x", "rule": "add", "of": ["nowhere"]}]}, "nowhere"),
        ({"results": [{"key": "x", "label": "x", "rule": "eval", "of": ["price"]}]}, "eval"),
        ({"results": [{"key": "price", "label": "x", "rule": "add", "of": ["price"]}]}, "taken"),
        ({"sections": [{"key": "a", "title": "a", "items": [{"key": "title", "kind": "tick", "label": "x"}]}]}, "form itself"),
        ({"sections": [{"key": "a", "title": "a", "items": [{"key": "x", "kind": "choice", "label": "x"}]}]}, "options"),
        ({"sections": [{"key": "a", "title": "a", "items": [{"key": "X y", "kind": "tick", "label": "x"}]}]}, "no key"),
        ({"sections": [{"key": "a", "title": "a", "items": [{"key": "x", "kind": "score", "label": "x", "weight": 9}]}]}, "weight"),
        ({"sections": [{"key": "a", "title": "a", "items": [{"key": "x", "kind": "tick", "label": "x"}] * 2}]}, "twice"),
        ({"title": "长" * 50}, "at most 40"),
        ({"sections": None}, "NoneType"),
    ],
)
def test_a_bad_sheet_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadSheet, match=reason):
        read_sheet(small(**changes))


def test_the_days_of_the_steps_are_counted_back_from_the_event() -> None:
    plan = shipped("promotion-plan")
    days = proposed_days(plan, {"event_day": "2026-06-19"})
    assert len(days) == 13
    assert (days["s01-day"], days["s13-day"]) == ("2026-05-30", "2026-06-18")
    assert proposed_days(plan, {}) == {}


def test_days_nobody_chose_move_with_the_event_and_chosen_ones_stay() -> None:
    plan = shipped("promotion-plan")
    first = with_proposed_days(plan, {}, {"event_day": "2026-06-19"})
    by_hand = first | {"s01-day": "2026-05-20"}
    moved = with_proposed_days(plan, by_hand, by_hand | {"event_day": "2026-06-20"})
    assert (moved["s01-day"], moved["s13-day"]) == ("2026-05-20", "2026-06-19")


answers = st.dictionaries(st.sampled_from("abcde"), st.sampled_from([1, 5, True, "粽子", ["a"], "2026-06-19"]))


@given(st.lists(answers, max_size=6))
def test_folding_the_changes_of_every_save_gives_what_stands(saves: list[dict[str, Any]]) -> None:
    log: list[dict[str, Any]] = []
    standing: dict[str, Any] = {}
    for save in saves:
        log.append(changes_between(standing, save))
        standing = save
    assert fold(log) == standing


def test_every_answer_to_the_guide_gives_one_way_with_reasons_and_true_changes() -> None:
    guide = shipped("fresh-mode").guide
    assert guide is not None
    questions = list(guide.effects)
    advices = {chosen: advise(guide, dict(zip(questions, chosen, strict=True))) for chosen in product(*map(list, guide.effects.values()))}
    for chosen, advice in advices.items():
        assert advice is not None
        assert len(advice.points) == len(questions)
        assert any(point.points > 0 for point in advice.points)
        assert max(total for _, total in advice.totals) == sum(point.points for point in advice.points)
        assert bool(advice.variant) == bool(advice.way.variants)
        for change in advice.changes:
            answers = [change.option if question == change.question else option for question, option in zip(questions, chosen, strict=True)]
            other = advices[tuple(answers)]
            assert other is not None
            assert other.way == change.way != advice.way
    forms = {(advice.way.key, advice.variant and advice.variant.name) for advice in advices.values() if advice}
    assert len(forms) == 7  # four forms of O2O, and three other ways: each is somebody's answer


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        ("much middle no far yes firms none", "b2b"),
        ("some long yes far yes online none", "b2c"),
        ("few middle no near yes nobody none", "c2c"),
        ("few short no near no passers shop", "o2o"),
    ],
    ids=["a truckload for supermarkets", "keeps long, known by name", "a family's certified bit, near town", "the market next door"],
)
def test_the_conditions_of_the_source_lead_to_its_ways(answers: str, way: str) -> None:
    guide = shipped("fresh-mode").guide
    assert guide is not None
    advice = advise(guide, dict(zip(guide.effects, answers.split(), strict=True)))
    assert advice is not None
    assert advice.way.key == way


def test_an_open_question_gets_no_advice() -> None:
    guide = shipped("fresh-mode").guide
    assert guide is not None
    assert advise(guide, {"quantity": "few"}) is None


def test_the_diagnosis_asks_at_most_six_questions_and_knows_the_seven_links() -> None:
    sheet = shipped("entry-diagnosis")
    assert sheet.kind is SheetKind.DIAGNOSIS
    assert len(sheet.items) <= 6
    assert len(next(item for item in sheet.items if item.key == "links").options) == 7
    baseline = {axis.key: axis.baseline for axis in diagnose(sheet, {}).axes}
    assert baseline == {"opening": 20, "design": 14, "running": 31}


def test_every_diagnosis_has_a_path_and_begins_with_what_is_missing() -> None:
    sheet = shipped("entry-diagnosis")
    offered = {item.key: [option.value for option in item.options] for item in sheet.items if item.key != "links"}
    for chosen in product(*offered.values()):
        given = dict(zip(offered, chosen, strict=True))
        finding = diagnose(sheet, given | {"links": ["delivery"]})
        assert 1 <= len(finding.path) <= LONGEST_PATH
        assert len({stage.place for stage in finding.path}) == len(finding.path)
        assert finding.axis("opening").lacks == (given["opening"] == "cannot")
        assert finding.axis("running").lacks == (given["hardest"] == "running")
        if given["opening"] == "cannot":
            assert finding.path[0].place.startswith("store-operation/")
    assert diagnose(sheet, {}).path


def test_the_path_leads_to_courses_that_ship() -> None:
    folder = settings.BASE_DIR / "cms" / "starter" / "curriculum"
    for places in shipped("entry-diagnosis").more["paths"].values():
        for place in places:
            course, _, module = place.partition("/")
            text = yaml.safe_load((folder / course / "course.yaml").read_text())
            assert not module or module in {entry["slug"] for entry in text["modules"]}, place


def test_the_lessons_lead_to_sheets_that_ship_under_their_own_names() -> None:
    named: dict[str, str] = {}
    for file in (settings.BASE_DIR / "cms" / "starter" / "curriculum").glob("*/*/*.yaml"):
        text = file.read_text()
        if "- worksheet:" in text:
            for block in yaml.safe_load(text)["body"]:
                if "worksheet" in block:
                    named[block["worksheet"]["sheet"]] = block["worksheet"]["title"]
    assert len(named) == 5
    assert {slug: shipped(slug).title for slug in named} == named
