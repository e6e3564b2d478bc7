from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from exams.content import BadAnswer, BadContent, Content, check_answer, check_content, from_numbered, read_number
from exams.grading import Mark, grade, judge, percent_of
from tests.exams.factories import multiple, numeric, single, true_false


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("content", "answer", "share"),
    [
        (single(answer=2), "b", 1),
        (single(answer=2), "a", 0),
        (single(answer=2), None, 0),
        (multiple(answer=(1, 3)), ["a", "c"], 1),
        (multiple(answer=(1, 3)), ["a"], 0),
        (multiple(answer=(1, 3)), ["a", "b", "c"], 0),
        (true_false(answer=False), False, 1),
        (true_false(answer=False), True, 0),
        (true_false(answer=False), None, 0),
        (numeric(answer=46.38), "46.38", 1),
        (numeric(answer=46.38), "46.39", 1),
        (numeric(answer=46.38), "46.40", 0),
        (numeric(answer=46.38), "４６．３８", 1),
        (numeric(answer=46.38), " 46.38 % ", 1),
        (numeric(answer=46.38), "46.38％", 1),
        (numeric(answer=46.38), "46。38", 1),
        (numeric(answer=46.38), "大约46", 0),
        (numeric(answer=46.38), "NaN", 0),
        (numeric(answer=46.38), "Infinity", 0),
        (numeric(answer=100000, unit="元"), "100,000 元", 1),
        (numeric(answer=100000, unit="元"), "１００，０００", 1),
        (numeric(answer=-3, unit=""), "−3", 1),
        (numeric(answer=0.3, tolerance=0), "0.1", 0),
        (numeric(answer=0.3, tolerance=0), ".30", 1),
    ],
)
def test_what_an_answer_earns(content: Content, answer: Any, share: int) -> None:
    assert grade(content, answer) == share


@pytest.mark.parametrize(
    ("kind", "raw", "why"),
    [
        ("drawing", {"stem": "画"}, "unknown kind"),
        ("single", {"stem": " ", "options": ["甲", "乙"], "answer": 1}, "stem is empty"),
        ("single", {"stem": "x" * 601, "options": ["甲", "乙"], "answer": 1}, "longer than 600"),
        ("single", {"stem": "几？", "options": ["甲"], "answer": 1}, "2 to 8 options"),
        ("single", {"stem": "几？", "options": ["甲"] * 9, "answer": 1}, "2 to 8 options"),
        ("single", {"stem": "几？", "options": ["甲", "甲"], "answer": 1}, "say the same"),
        ("single", {"stem": "几？", "options": ["甲", ""], "answer": 1}, "option b is empty"),
        ("single", {"stem": "几？", "options": ["甲", "乙"], "answer": 3}, "does not fit"),
        ("single", {"stem": "几？", "options": ["甲", "乙"], "answer": 0}, "not the number of an option"),
        ("single", {"stem": "几？", "options": ["甲", "乙"], "answer": True}, "not the number of an option"),
        ("multiple", {"stem": "几？", "options": ["甲", "乙"], "answer": []}, "does not fit"),
        ("true_false", {"stem": "对吗？", "answer": "yes"}, "does not fit"),
        ("numeric", {"stem": "几？", "answer": "many"}, "does not fit"),
        ("numeric", {"stem": "几？", "answer": 5, "tolerance": -1}, "does not fit"),
    ],
)
def test_a_question_that_cannot_be_marked_is_refused_with_the_reason(kind: str, raw: dict[str, Any], why: str) -> None:
    with pytest.raises(BadContent, match=why):
        from_numbered(kind, raw)


@pytest.mark.parametrize("content", [single(), multiple(), true_false(), numeric()], ids=lambda content: content.kind)
def test_what_is_stored_reads_back_as_the_same_question(content: Content) -> None:
    again = check_content(content.kind, content.as_json())
    assert again == content
    assert again.digest == content.digest


def test_another_key_or_another_word_is_another_digest() -> None:
    assert len({single().digest, single(answer=3).digest, single("果子有伤？").digest, true_false().digest}) == 4


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=50), st.lists(st.one_of(st.text(max_size=3), st.integers()))))
def test_an_answer_is_kept_in_one_form_or_refused(raw: object) -> None:
    for content in (single(), multiple(), true_false(), numeric()):
        try:
            kept = check_answer(content, raw)
        except BadAnswer:
            continue
        assert check_answer(content, kept) == kept
        assert grade(content, kept) in {0, 1}


@given(st.text(max_size=40))
def test_no_typed_text_breaks_the_marking(text: str) -> None:
    number = read_number(text, "%")
    assert number is None or number.is_finite()


marks = st.lists(
    st.builds(
        lambda topic, of, share: Mark(topic, Decimal(of * share), Decimal(of)), st.sampled_from("ab"), st.integers(1, 9), st.integers(0, 1)
    )
)


@given(marks, st.integers(1, 100))
def test_a_total_stays_within_its_bounds_and_is_the_sum_of_its_topics(paper: list[Mark], needed: int) -> None:
    verdict = judge(paper, pass_percent=needed, must_pass={})
    assert 0 <= verdict.points <= verdict.of
    assert 0 <= verdict.percent <= 100
    assert sum(topic.points for topic in verdict.topics) == verdict.points
    assert verdict.is_passed == (verdict.of > 0 and verdict.points * 100 >= needed * verdict.of)


@pytest.mark.parametrize(("right", "passed"), [(3, True), (2, True), (1, False), (0, False)])
def test_two_of_three_pass_a_topic_of_which_60_percent_is_needed(right: int, passed: bool) -> None:
    paper = [Mark("honesty", Decimal(5 * (number < right)), Decimal(5)) for number in range(3)]
    paper += [Mark("daily-work", Decimal(5), Decimal(5))] * 17
    verdict = judge(paper, pass_percent=60, must_pass={"honesty": 60, "not-on-this-paper": 60})
    assert verdict.is_passed is passed
    assert verdict.failed_must_pass == (() if passed else ("honesty",))


def test_a_percentage_is_never_rounded_up_to_the_mark() -> None:
    assert percent_of(Decimal(59999), Decimal(100000)) == Decimal("59.99")
    assert percent_of(Decimal(0), Decimal(0)) == 0
