"""Aiken files: what is taken, and each fault at the line where Moodle reports it."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from exams.formats import Format, Reading, read

GOOD = "哪种果子可以发货？\nA. 有伤的\nB) 完好的\nC、没熟的\nANSWER: B\n"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def aiken(text: str) -> Reading:
    return read(text.encode(), Format.AIKEN)


def test_a_question_is_recognised_and_read() -> None:
    reading = read((GOOD + "\r\n又一题？\r\nA. 一\r\nB. 二\r\nANSWER: A").encode())
    assert not reading.problems
    first, second = reading.items
    assert (first.kind, first.content["stem"], first.content["answer"]) == ("single", "哪种果子可以发货？", "b")
    assert [option["text"] for option in first.content["options"]] == ["有伤的", "完好的", "没熟的"]
    assert second.content["answer"] == "a"


FAULTS = [
    ("A. 一\n" + GOOD, [(1, "question not started on line 1")]),
    ("ANSWER: A\n" + GOOD, [(1, "question not started on line 1")]),
    (
        "题一？\nA. 一\n题二？\n" + GOOD,
        [(3, "question not completed before next question start on line 3"), (4, "question not completed before")],
    ),
    ("题一？\nA. 一\nANSWER: A\n", [(3, "question must have at least 2 answers on line 3")]),
    ("题一？\nA. 一\nB. 二\nANSWER: C\n", [(4, "“C” is not the letter of one option")]),
    ("题一？\nA. 一\nB. 二\nANSWER: A, B\n", [(4, "“A, B” is not the letter of one option")]),
    ("题一？\nA. 一\nC. 二\nANSWER: A\n", [(4, "not lettered A, B, C")]),
    ("题一？\nA. 一\nB. 二\n", [(4, "the line with ANSWER: is missing")]),
]


@pytest.mark.parametrize(("text", "wanted"), FAULTS)
def test_a_fault_is_named_with_its_line(text: str, wanted: list[tuple[int, str]]) -> None:
    problems = aiken(text).problems
    assert [(problem.place.number, why in problem.reason) for problem, (_line, why) in zip(problems, wanted, strict=True)] == [
        (line, True) for line, _why in wanted
    ], problems


def test_a_fault_keeps_the_next_question_in() -> None:
    assert [item.content["answer"] for item in aiken("题一？\nA. 一\nANSWER: A\n\n" + GOOD).items] == ["b"]
