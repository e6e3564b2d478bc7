from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.content import from_numbered
from exams.selection import Candidate, Cell, TooFew, draw, order_of_options, shortages

CELLS = [Cell(topic=1, difficulty=1, count=2, points=5), Cell(1, 3, 1, 5), Cell(2, 1, 1, 5)]


def supply(per_cell: int, *, exposure: int = 0, start: int = 1) -> list[Candidate]:
    places = [(topic, difficulty) for topic in (1, 2) for difficulty in (1, 2, 3)]
    return [
        Candidate(version=1000 + number, question=number, topic=topic, difficulty=difficulty, exposure=exposure)
        for number, (topic, difficulty) in enumerate([place for place in places for _ in range(per_cell)], start=start)
    ]


cells = st.lists(
    st.builds(Cell, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 5)),
    unique_by=lambda cell: (cell.topic, cell.difficulty),
)
banks = st.lists(
    st.builds(
        Candidate,
        version=st.integers(1, 999),
        question=st.integers(1, 60),
        topic=st.integers(1, 3),
        difficulty=st.integers(1, 3),
        exposure=st.integers(0, 9),
    ),
    unique_by=(lambda candidate: candidate.question, lambda candidate: candidate.version),
    max_size=60,
)


@given(cells, banks, st.integers(0, 2**62), st.dictionaries(st.integers(1, 60), st.integers(1, 4)))
def test_a_draw_honours_every_cell_or_names_every_shortage(
    blueprint: list[Cell], bank: list[Candidate], seed: int, seen: dict[int, int]
) -> None:
    have = Counter((candidate.topic, candidate.difficulty) for candidate in bank)
    lacking = [(cell, have[cell.topic, cell.difficulty]) for cell in blueprint if have[cell.topic, cell.difficulty] < cell.count]
    if lacking:
        with pytest.raises(TooFew) as lack:
            draw(blueprint, bank, seed=seed, seen=seen)
        assert [(shortage.cell, shortage.have) for shortage in lack.value.shortages] == lacking
        return
    paper = draw(blueprint, bank, seed=seed, seen=seen)
    by_version = {candidate.version: candidate for candidate in bank}
    drawn = [by_version[place.version] for place in paper]
    assert [place.position for place in paper] == list(range(1, len(paper) + 1))
    assert len({candidate.question for candidate in drawn}) == len(paper)
    asked = Counter((candidate.topic, candidate.difficulty) for candidate in drawn)
    assert asked == Counter({(cell.topic, cell.difficulty): cell.count for cell in blueprint})
    assert [candidate.difficulty for candidate in drawn] == sorted(candidate.difficulty for candidate in drawn), "easy ones first"
    assert paper == draw(blueprint, list(reversed(bank)), seed=seed, seen=seen), "the same seed draws the same paper"


def test_what_the_person_has_met_is_left_out_while_the_supply_allows() -> None:
    bank = supply(4)
    first = draw(CELLS, bank, seed=1, seen={})
    met = {place.version - 1000: 1 for place in first}
    second = draw(CELLS, bank, seed=2, seen=met)
    assert not {place.version for place in first} & {place.version for place in second}


def test_when_everything_was_met_the_least_met_come_back() -> None:
    bank = supply(2)
    seen = {candidate.question: 3 for candidate in bank} | {7: 1}
    paper = draw([Cell(2, 1, 1, 5)], bank, seed=3, seen=seen)
    assert paper[0].version == 1007


def test_the_least_shown_questions_are_drawn_first() -> None:
    bank = supply(3, exposure=5) + supply(2, start=101)
    paper = draw(CELLS, bank, seed=4, seen={})
    assert sum(place.version > 1100 for place in paper) == 4


def test_two_seeds_draw_two_papers() -> None:
    papers = {tuple(place.version for place in draw(CELLS, supply(6), seed=seed, seen={})) for seed in range(20)}
    assert len(papers) > 10


def test_cells_with_fewer_than_five_times_their_need_are_named() -> None:
    thin = shortages(CELLS, supply(5), times=5)
    assert [(shortage.cell.count, shortage.have) for shortage in thin] == [(2, 5)]


@given(st.integers(0, 2**62), st.integers(1, 50))
def test_options_are_shuffled_alike_for_the_same_seed_and_none_is_lost(seed: int, position: int) -> None:
    order = order_of_options("abcd", seed=seed, position=position)
    assert sorted(order) == list("abcd")
    assert order == order_of_options("abcd", seed=seed, position=position)


def test_every_option_comes_first_about_as_often() -> None:
    firsts = Counter(str(order_of_options("abcd", seed=seed, position=3))[0] for seed in range(2000))
    assert all(400 < times < 600 for times in firsts.values())


OPTIONS = {
    "甲|乙|丙|以上都对": "abc|D",
    "甲|乙|以上皆可。|以上都不对": "ab|C|D",
    "甲|上述说法均不正确|乙|丙": "a|B|cd",
    "甲|乙|丙|都不对": "abc|D",
    "甲|乙|丙|All of the above": "abc|D",
    "甲|乙|丙|none of the above.": "abc|D",
    "甲|乙|丙|A 和 C": "ABCD",
    "甲|乙|丙|A、B都对": "ABCD",
    "甲|乙|①③": "ABC",
    "买家都说好|全店包邮|以上三天发货|都江堰的猕猴桃": "abcd",
}


@pytest.mark.parametrize("texts", OPTIONS)
def test_options_that_speak_of_others_keep_their_place(texts: str) -> None:
    content = from_numbered("single", {"stem": "哪个？", "options": texts.split("|"), "answer": 1})
    assert content.mix == OPTIONS[texts]
    for seed in range(60):
        order = order_of_options(content.mix, seed=seed, position=1)
        assert isinstance(order, str)
        assert sorted(order) == list(content.keys)
        assert all(order[content.keys.index(key.lower())] == key.lower() for key in content.mix if key.isupper())


def test_an_option_that_the_author_fixed_stays_and_the_others_move() -> None:
    content = from_numbered("single", {"stem": "哪个？", "options": ["甲", {"text": "乙", "fixed": True}, "丙"], "answer": 1})
    assert {order_of_options(content.mix, seed=seed, position=1) for seed in range(40)} == {"abc", "cba"}


def test_an_ordering_is_never_shown_in_its_right_order() -> None:
    content = from_numbered("ordering", {"stem": "排一排", "options": ["甲", "乙", "丙"], "answer": [3, 1, 2]})
    shown = Counter(order_of_options(content.mix, seed=seed, position=2) for seed in range(600))
    assert set(shown) == {"abc", "acb", "bac", "bca", "cba"}


def test_each_part_of_a_case_and_each_gap_of_a_cloze_has_an_order_of_its_own() -> None:
    gap = {"kind": "single", "options": ["甲", "乙", "丙"], "answer": 1}
    cloze = {"kind": "cloze", "stem": "[[1]]，[[2]]", "gaps": {1: gap, 2: {"kind": "numeric", "answer": 1}}}
    matching = {"kind": "matching", "stem": "连一连", "pairs": [["一", "甲"], ["二", "乙"]]}
    content = from_numbered("case", {"stem": "看材料", "parts": [cloze, {"kind": "true_false", "stem": "对？", "answer": True}, matching]})
    assert content.mix == {"1": {"1": "abc"}, "3": "ab"}
    orders = [order_of_options(content.mix, seed=seed, position=3) for seed in range(30)]
    assert {len(str(order)) for order in orders} == {len(str({"1": {"1": "abc"}, "3": "ab"}))}
    assert len({str(order) for order in orders}) > 6
    assert orders[4] == order_of_options(content.mix, seed=4, position=3)


def test_what_has_nothing_to_shuffle_has_no_order() -> None:
    assert order_of_options(from_numbered("true_false", {"stem": "对？", "answer": True}).mix, seed=1, position=1) == ""
