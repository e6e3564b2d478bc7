"""QTI's rules, templates, whole tests and patterns; and XML that nobody should read."""

import time
from typing import Any

import pytest

from exams.formats.qti.expressions import Chance, ItemDone
from exams.formats.qti.names import BadQti, parse
from exams.formats.qti.patterns import BadPattern, compiled
from exams.formats.qti.sitting import outcomes_of_test, read_item
from exams.formats.qti.values import Unevaluable, Value, given, plain, read_scalar
from tests.exams.test_qti_expressions import F, N, T, f, found, item_of


@pytest.mark.parametrize(
    ("responses", "result"),
    [
        ({"WORD": "Kiwi"}, 2.0),
        ({"WORD": "kiwi"}, -0.5),
        ({"WORD": "APPLE"}, 3.0),
        ({"WORD": None}, -0.5),
    ],
)
def test_a_mapping_knows_case_default_and_bounds(responses: dict[str, Any], result: float) -> None:
    assert found('<mapResponse identifier="WORD"/>', responses) == result


def test_a_pair_maps_either_way_round() -> None:
    assert found('<mapResponse identifier="LINKS"/>', {"LINKS": ["A B", "D C", "A C"]}) == 3.5
    assert found('<mapResponse identifier="LINKS"/>', {"LINKS": []}) == 0.0


@pytest.mark.parametrize(
    ("points", "result"),
    [(["10 12"], 2.0), (["1 1"], 1.0), (["30 30"], -1.0), (["10 12", "1 1", "10 10"], 3.0), (["10 12", "10 10"], 2.0), ([], -1.0)],
)
def test_an_area_counts_once(points: list[str], result: float) -> None:
    assert found('<mapResponsePoint identifier="SPOTS"/>', {"SPOTS": points}) == result


def sat(rules: str, declared: str = "", responses: dict[str, Any] | None = None, seed: int = 42) -> dict[str, Any]:
    return read_item(item_of(rules, declared).encode()).sit(responses or {}, seed).plain


SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'

XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'


def give(value: object, name: str = "SCORE") -> str:
    return f'<setOutcomeValue identifier="{name}">{f(value)}</setOutcomeValue>'


@pytest.mark.parametrize(("condition", "score"), [(T, 1), (F, 2), (N, 2)])
def test_a_condition_takes_the_first_branch_that_holds(condition: str, score: float) -> None:
    rules = f"""<responseCondition><responseIf>{condition}{give(1)}</responseIf><responseElseIf>{T}{give(2)}</responseElseIf>
        <responseElse>{give(3)}</responseElse></responseCondition>"""
    assert sat(rules, SCORE)["SCORE"] == score


def test_an_exit_ends_all_even_from_within_a_fragment() -> None:
    leaving = f"<responseCondition><responseIf>{T}<exitResponse/></responseIf></responseCondition>"
    rules = f"{give(1)}<responseProcessingFragment>{leaving}</responseProcessingFragment>{give(2)}"
    assert sat(rules, SCORE)["SCORE"] == 1


def test_thresholds_of_a_table_count_from_the_top() -> None:
    table = """<outcomeDeclaration identifier="GRADE" cardinality="single" baseType="identifier">
        <interpolationTable defaultValue="F">
        <interpolationTableEntry sourceValue="90" targetValue="A"/>
        <interpolationTableEntry sourceValue="60" includeBoundary="false" targetValue="B"/>
        </interpolationTable></outcomeDeclaration>"""
    grades = [sat(f'<lookupOutcomeValue identifier="GRADE">{f(mark)}</lookupOutcomeValue>', table)["GRADE"] for mark in (95, 90, 61, 60, 0)]
    assert grades == ["A", "A", "B", "F", "F"]


def test_an_include_is_fetched_or_falls_back() -> None:
    include = f'<xi:include {XI} href="more.xml"><xi:fallback>{give(1)}</xi:fallback></xi:include>'
    assert sat(include, SCORE)["SCORE"] == 1
    more = parse(f"<responseProcessingFragment>{give(7)}</responseProcessingFragment>".encode())
    item = read_item(item_of(include, SCORE).encode(), {"more.xml": more}.get)
    assert item.sit({}).score == 7
    with pytest.raises(Unevaluable, match=r"more\.xml"):
        sat(f'<xi:include {XI} href="more.xml"/>', SCORE)


def test_fragments_that_include_one_another_end() -> None:
    again = parse(f'<responseProcessingFragment><xi:include {XI} href="a"/></responseProcessingFragment>'.encode())
    with pytest.raises(Unevaluable, match="互相引用"):
        read_item(item_of(f'<xi:include {XI} href="a"/>').encode(), {"a": again}.get).sit({})


TEMPLATE = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t"
 adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="integer"/>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<templateDeclaration identifier="A" cardinality="single" baseType="integer">
<defaultValue><value>1</value></defaultValue></templateDeclaration>
<templateProcessing><setTemplateValue identifier="A"><randomInteger min="{low}" max="9"/></setTemplateValue>
<templateConstraint><gt><variable identifier="A"/><baseValue baseType="integer">{over}</baseValue></gt></templateConstraint>
<setCorrectResponse identifier="RESPONSE"><product><variable identifier="A"/>
<baseValue baseType="integer">2</baseValue></product></setCorrectResponse>
</templateProcessing><itemBody><p>Twice <printedVariable identifier="A" format="%03d"/>?</p></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/></assessmentItem>"""


@pytest.mark.parametrize("seed", range(20))
def test_a_template_draws_until_its_constraint_holds(seed: int) -> None:
    item = read_item(TEMPLATE.format(low=1, over=6).encode())
    drawn = item.sit({}, seed)
    number = plain(drawn.templates["A"])
    assert number in {7, 8, 9}
    assert item.sit({"RESPONSE": 2 * number}, seed).score == 1
    assert item.sit({"RESPONSE": 2 * number + 1}, seed).score == 0
    assert item.body_text(seed) == f"Twice {number:03d}?"


def test_an_impossible_constraint_leaves_the_defaults() -> None:
    assert plain(read_item(TEMPLATE.format(low=1, over=100).encode()).sit({}).templates["A"]) == 1


def test_the_same_seed_draws_the_same_everywhere() -> None:
    chance = Chance(42)
    assert [round(chance.draw(), 6) for _time in range(3)] == [0.601104, 0.448291, 0.852466]


def test_a_whole_test_is_counted() -> None:
    def done(name: str, score: float, *, right: bool | None, category: str) -> ItemDone:
        outcomes = {"SCORE": Value("float", "single", score)}
        return ItemDone(name, outcomes, ("S1",), frozenset({category}), {"W": 2.0}, right, highest={"SCORE": 4.0})

    items = (done("a", 3.0, right=True, category="x"), done("b", 1.0, right=False, category="y"), done("c", 0.0, right=None, category="y"))
    declared = "".join(f'<outcomeDeclaration identifier="{name}" cardinality="single" baseType="float"/>' for name in "ABCDEFG")
    rules = {
        "A": '<sum><testVariables variableIdentifier="SCORE"/></sum>',
        "B": '<sum><testVariables variableIdentifier="SCORE" includeCategory="y" weightIdentifier="W"/></sum>',
        "C": '<numberCorrect/>',
        "D": '<numberIncorrect excludeCategory="x"/>',
        "E": '<sum><outcomeMaximum outcomeIdentifier="SCORE"/></sum>',
        "F": '<sum><variable identifier="a.SCORE" weightIdentifier="W"/><numberSelected sectionIdentifier="S1"/></sum>',
        "G": '<numberPresented sectionIdentifier="S2"/>',
    }  # fmt: skip
    body = "".join(f'<setOutcomeValue identifier="{name}">{rule}</setOutcomeValue>' for name, rule in rules.items())
    root = parse(
        f'<assessmentTest identifier="t" title="t">{declared}<outcomeProcessing>{body}</outcomeProcessing></assessmentTest>'.encode()
    )
    assert {name: plain(value) for name, value in outcomes_of_test(root, items).items()} == dict(
        zip("ABCDEFG", [4, 2, 1, 1, 12, 9, 0], strict=True)
    )


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("[0-9]{2,3}", ["12", "123"], ["1", "1234", "12a"]),
        (r"\d+(\.\d+)?", ["1", "1.5"], ["1.", ".5"]),
        ("a|bc|", ["a", "bc", ""], ["abc"]),
        (r"[a-z-[aeiou]]+", ["xyz"], ["abc"]),
        (r"[^a-c]", ["d"], ["a", ""]),
        (r"\p{Lu}\p{L}*", ["Ab", "É"], ["ab"]),
        (r"\P{L}", ["1"], ["a"]),
        (r"\p{IsCJKUnifiedIdeographs}{2}", ["苗圃"], ["ab"]),
        (r"^ab$", ["ab"], ["xab"]),
        (r"a\$", ["a$"], ["a"]),
        (r"(ab){2,}c?", ["abab", "ababababc"], ["ab"]),
        (r"\i\c*", ["_x-1"], ["1x"]),
        (r"[\-\]]+", ["-]"], ["a"]),
        (".", ["x", "苗"], ["\n", ""]),
        ("(?:x)y", ["xy"], ["x"]),
    ],
)
def test_a_pattern_matches_whole_texts(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [text for text in yes if not compiled(pattern).matches(text)] == []
    assert [text for text in no if compiled(pattern).matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a**",
        "[",
        "[]",
        "a{3,2}",
        "(?=a)",
        r"\b",
        r"\p{Xx}",
        "*",
        "[z-a]",
        "x{9999}{9999}",
        "(" * 60 + ")" * 60,
        "((a{99}){99}){99}",
        "\\",
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compiled(pattern)


def test_no_pattern_keeps_the_server_busy() -> None:
    """With backtracking this takes longer than the world is old."""
    begun = time.process_time()
    assert not compiled("(a*)*(a|aa)+(a+)+b").matches("a" * 3000)
    assert time.process_time() - begun < 2


def test_case_may_not_matter() -> None:
    assert compiled("straße[A-C]", is_case_sensitive=False).matches("STRAßEb")


@pytest.mark.parametrize("text", ["٣", "４", "1_000", "0x1", "nan", "inf", "1e999", "--1"])
def test_a_number_is_written_in_plain_digits(text: str) -> None:
    assert read_scalar("float", text) is None


def test_responses_come_as_browsers_send_them() -> None:
    assert plain(given("float", "single", ["3.5"])) == 3.5
    assert plain(given("identifier", "multiple", "A")) == ["A"]
    assert given("identifier", "multiple", [None, ""]) is None
    assert plain(given(None, "record", {"a": 1, "b": "x"})) == {"a": 1, "b": "x"}


def test_an_operator_of_the_items_own_comes_to_nothing() -> None:
    assert found('<customOperator class="x"><null/></customOperator>') is None


def test_a_number_keeps_how_it_was_typed() -> None:
    assert plain(given(None, "record", "-012.50e1")) == {
        "stringValue": "-012.50e1",
        "floatValue": -125.0,
        "integerValue": None,
        "leftDigits": 3,
        "rightDigits": 2,
        "ndp": 1,
        "nsf": 4,
        "exponent": 1,
    }
    assert plain(given(None, "record", "abc")) == {"stringValue": "abc"}
    assert given(None, "record", " ") is None


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b"<a>" * 130 + b"</a>" * 130,
        b"<a>" + b"<b/>" * 20_001 + b"</a>",
        b"<a>" + b" " * 2_000_000 + b"</a>",
    ],
)
def test_unsafe_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(BadQti):
        parse(xml)
