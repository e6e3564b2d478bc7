from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses.readability import common_words, length, measure, outside_of_run, percentile, sentences_of
from courses.reviewing import shortcomings

CURRICULUM = settings.BASE_DIR / "cms" / "starter" / "curriculum"
PLAIN = "先看货，再谈价。问清多少钱一斤，什么时候给钱。"


def lesson(*body: tuple[str, Any], questions: int = 3, sources: str = "一篇报道（2016 年）") -> dict[str, Any]:
    question = {"stem": "先做什么？", "options": [{"text": "看货", "right": True}], "explanation": "看了才知道。"}
    return {
        "body": [{"type": kind, "value": value} for kind, value in body],
        "practice": [{"type": "single", "value": question}] * questions,
        "sources": sources,
    }


WHOLE = (("text", f"<p>{PLAIN}</p>"), ("sum", {"formula": "3 × 2 = 6 元"}), ("today", "写下一样货。"))


@pytest.mark.parametrize(
    ("sentence", "characters"),
    [("先看货", 3), ("客单价是 200 元", 6), ("占 46.38%", 2), ("用 APP 看", 3), ("，。“”", 0)],
)
def test_a_number_or_a_latin_word_is_one_character(sentence: str, characters: int) -> None:
    assert length(sentence) == characters


def test_sentences_end_where_a_reader_breathes() -> None:
    assert sentences_of("先看货。再谈价！行吗？行；\n好……") == ["先看货", "再谈价", "行吗", "行", "好"]


@pytest.mark.parametrize(
    ("values", "found"), [([], 0), ([7], 7), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9), ([5] * 9 + [40], 5), ([5] * 8 + [40, 40], 40)]
)
def test_one_sentence_in_ten_may_be_longer(values: list[int], found: int) -> None:
    assert percentile(values, 0.9) == found


def test_common_words_are_those_of_the_standard() -> None:
    assert len(common_words().words) == 10_978
    assert {"价格", "合作", "手机"} <= common_words().words
    assert "腐乳" not in common_words().words


@pytest.mark.parametrize(
    ("run", "hard"),
    [("先看手机", []), ("买腐乳回来", ["腐乳"]), ("腐乳", ["腐乳"]), ("腐乳和粽叶", ["腐乳", "粽叶"])],
)
def test_what_no_common_word_covers_is_hard(run: str, hard: list[str]) -> None:
    assert outside_of_run(run, frozenset()) == hard


def test_a_word_that_is_explained_is_not_hard() -> None:
    assert outside_of_run("买腐乳回来", frozenset({"腐乳"})) == []
    body: list[dict[str, Any]] = [
        {"type": "term", "value": {"word": "腐乳", "meaning": "一种菜。"}},
        {"type": "text", "value": "<p>买腐乳。</p>"},
    ]
    assert measure(body, []).outside == {}


@given(st.text(alphabet="先看手机腐乳买回来的价格囤", max_size=25))
def test_hard_stretches_stand_in_the_text_in_order_and_never_overlap(run: str) -> None:
    place = 0
    for stretch in outside_of_run(run, frozenset()):
        found = run.index(stretch, place)
        assert found >= place
        place = found + len(stretch)


def test_cells_figures_and_markup_are_no_sentences() -> None:
    table = {"caption": "很长的表名" * 9, "header": ["甲" * 40], "rows": [["乙" * 60]]}
    body: list[dict[str, Any]] = [{"type": "table", "value": table}, {"type": "text", "value": "<p>先<b>看</b>货</p><p>再谈价</p>"}]
    assert measure(body, []).sentence_length == 3


def test_a_whole_and_plain_lesson_lacks_nothing() -> None:
    assert shortcomings(lesson(*WHOLE)) == []


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        (lesson(*WHOLE, ("text", "<p>" + ("你要先看货再谈价" * 5 + "。") * 3 + "</p>")), "Sentences are long"),
        (lesson(*WHOLE, ("text", "<p>腐乳、粽叶、霉菌、酝酿、饕餮、鳜鱼、榧子。</p>")), "饕餮"),
        (lesson(*WHOLE, ("text", f"<p>{PLAIN * 90}</p>")), "two lessons"),
        (lesson(*(part for part in WHOLE if part[0] != "sum")), "worked number"),
        (lesson(*(part for part in WHOLE if part[0] != "today")), "today"),
        (lesson(*WHOLE, questions=2), "at least 3"),
        (lesson(*WHOLE, sources=" "), "where the facts are from"),
    ],
    ids=["long", "rare", "slow", "number", "today", "questions", "sources"],
)
def test_what_is_lacking_is_said(fields: dict[str, Any], word: str) -> None:
    (said,) = [lack for lack in english(fields) if word in lack]
    assert said


def english(fields: dict[str, Any]) -> Iterator[str]:
    with override("en"):
        yield from shortcomings(fields)


def test_every_lesson_of_the_starter_is_whole_and_plain() -> None:
    out = StringIO()
    try:
        call_command("review_lessons", CURRICULUM, stdout=out)
    except CommandError:
        pytest.fail(out.getvalue())


def test_the_command_names_the_file_and_what_it_lacks(tmp_path: Path) -> None:
    text = {"title": "题", "summary": "一句", "minutes": 4, "body": [{"text": PLAIN}], "practice": []}
    (tmp_path / "short.yaml").write_text(yaml.safe_dump(text, allow_unicode=True))
    (tmp_path / "broken.yaml").write_text("title: [")
    out = StringIO()
    with pytest.raises(CommandError, match="Mend"):
        call_command("review_lessons", tmp_path, stdout=out)
    assert "short: 19 characters, sentences 13, rare 0.0% (), 1 min" in out.getvalue()
    assert "broken: " in out.getvalue()
    assert "2 lessons, 2 lacking something" in out.getvalue()
