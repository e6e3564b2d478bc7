"""Items of a public conformance suite: every one of their cases comes out as the suite says. Their licence lies beside them."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from exams.formats.qti.sitting import Item, read_item
from exams.formats.qti.values import Unevaluable

SUITE = Path(__file__).parent / "data" / "qti_scoring"
CASES = [
    pytest.param(folder, case, json.loads((folder / "cases.json").read_text()).get("seed", 42), id=f"{folder.name}-{case['name']}")
    for folder in sorted(SUITE.iterdir())
    if folder.is_dir()
    for case in json.loads((folder / "cases.json").read_text())["cases"]
]


def agrees(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or wanted is None or isinstance(wanted, str):
        return bool(found == wanted) and type(found) is type(wanted)
    if wanted == []:
        # An empty container is NULL.
        return found is None
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(agrees, found, wanted))
    return not isinstance(found, bool) and found == pytest.approx(wanted, abs=1e-12)


def misses(item: Item, case: dict[str, Any], seed: int) -> list[str]:
    wanted = case["expect"]
    outcome = item.sit(case["responses"], seed)
    found = [
        f"{name}: {outcome.plain.get(name)!r}, not {value!r}"
        for name, value in wanted.get("outcomes", {}).items()
        if not agrees(outcome.plain.get(name), value)
    ]
    if "score" in wanted and outcome.score != wanted["score"]:
        found.append(f"score {outcome.score}, not {wanted['score']}")
    if "modalFeedbackIdentifiers" in wanted and sorted(outcome.feedback) != sorted(wanted["modalFeedbackIdentifiers"]):
        found.append(f"feedback {outcome.feedback}")
    return found + [f"the body lacks {words!r}" for words in wanted.get("itemBodyContains", []) if words not in item.body_text(seed)]


def test_the_suite_is_whole() -> None:
    assert len({case.values[0] for case in CASES}) == 45


@pytest.mark.parametrize(("folder", "case", "seed"), CASES)
def test_it_comes_out_as_the_suite_says(folder: Path, case: dict[str, Any], seed: int) -> None:
    item = read_item((folder / "item.xml").read_bytes())
    if case.get("xfail"):
        # The suite's own player cannot do it; whoever can may.
        with suppress(Unevaluable):
            item.sit(case["responses"], seed)
    else:
        assert misses(item, case, seed) == []


def test_what_only_a_whole_test_knows_is_refused() -> None:
    item = read_item((SUITE / "outcomeProcessing_outcomeMaximum" / "item.xml").read_bytes())
    with pytest.raises(Unevaluable, match="整张卷子"):
        item.sit({"RESPONSE": "A"})
