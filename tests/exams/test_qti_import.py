"""QTI items of other systems: taken where our marks are theirs on every answer that is tried, else refused with the reason."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from exams.formats import Item, Reading, read
from tests.exams.qti_items import (
    choice,
    choices,
    entry,
    inline,
    is_number,
    item,
    mapped,
    mapping,
    plus,
    response,
    rules,
    template,
)
from tests.exams.test_qti_expressions import in_three


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def reading(xml: str | bytes) -> Reading:
    return read(xml if isinstance(xml, bytes) else xml.encode(), name="q.xml")


def taken(xml: str | bytes) -> Item:
    found = reading(xml)
    assert [str(problem) for problem in found.problems] == []
    (only,) = found.items
    assert only.checked
    return only


def refused(xml: str | bytes) -> str:
    found = reading(xml)
    assert found.items == []
    (only,) = found.problems
    return only.reason


TEA = [{"key": "a", "text": "茶"}, {"key": "b", "text": "油"}, {"key": "c", "text": "米"}]
ONE = item(response(right="B"), choice(), template("match_correct"))


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_a_single_choice_of_every_version(version: str) -> None:
    xml = item(
        response(right="B"),
        "<p>先看<strong>图</strong>。</p>" + choice(),
        template("match_correct"),
        version="2.1" if version == "3.0" else version,
    )
    found = taken(in_three(xml).replace("qti-p>", "p>").replace("qti-strong>", "strong>") if version == "3.0" else xml)
    assert (found.kind, found.key, found.title) == ("single", "q1", "T")
    assert found.content == {"stem": "先看图。\n哪个？", "options": TEA, "answer": "b", "explanation": ""}


def test_an_order_that_is_kept_stays_fixed() -> None:
    found = taken(item(response(right="B"), choice(shuffle="false"), template("match_correct")))
    assert all(option["fixed"] for option in found.content["options"])


def test_partly_right_options_have_shares() -> None:
    found = taken(item(response(right="B", inner=mapping(A=1, B=4)), choice(), template("map_response")))
    assert (found.content["answer"], found.content["shares"]) == ("b", {"a": "0.25"})


def test_without_a_key_the_best_option_is_right() -> None:
    assert taken(item(response(inner=mapping(A=1, B=4)), choice(), template("map_response"))).content["answer"] == "b"


@pytest.mark.parametrize(
    ("inner", "content"),
    [
        ("", {"answer": ["a", "c"]}),
        (mapping(A=1, C=1, B=-1, lower=0), {"answer": ["a", "c"], "credit": "each"}),
        (mapping(default=-2, A=1, C=1, lower=0), {"answer": ["a", "c"], "credit": "each", "shares": {"b": "-1"}}),
        (mapping(A=3, C=1, B=-4, lower=0), {"answer": ["a", "c"], "credit": "each", "shares": {"a": "0.75", "b": "-1", "c": "0.25"}}),
    ],
)
def test_several_choices(inner: str, content: dict[str, Any]) -> None:
    right = response(cardinality="multiple", right="A|C", inner=inner)
    found = taken(item(right, choice(most=0), template("map_response" if inner else "match_correct")))
    assert (found.kind, found.content) == ("multiple", {"stem": "哪个？", "options": TEA, "explanation": ""} | content)


def test_a_limit_of_choices_that_would_be_lost_is_no_like() -> None:
    right = response(cardinality="multiple", right="A|C", inner=mapping(A=1, C=1, B=-0.5, lower=0))
    assert "may be chosen there" in refused(item(right, choice(most=2), template("map_response")))


def test_true_and_false() -> None:
    found = taken(item(response(right="true"), choice("true=对 false=错"), template("match_correct")))
    assert (found.kind, found.content["answer"]) == ("true_false", True)


GIVEN = '<variable identifier="RESPONSE"/>'


def constant(value: object, base: str = "float") -> str:
    return f'<baseValue baseType="{base}">{value}</baseValue>'


NUMBER = response(base="float", right="46.38")


def near(tolerance: str, mode: str = "absolute") -> str:
    return (
        f'<equal toleranceMode="{mode}" tolerance="{tolerance}"><correct identifier="RESPONSE"/><variable identifier="RESPONSE"/></equal>'
    )


@pytest.mark.parametrize(
    ("processing", "content"),
    [
        (template("match_correct"), {"answer": "46.38", "tolerance": "0"}),
        (rules(plus("RESPONSE", 2, near("0.01"))), {"answer": "46.38", "tolerance": "0.01"}),
        (rules(plus("RESPONSE", 2, near("10", "relative"))), {"answer": "46.38", "tolerance": "4.638"}),
        (rules(plus("RESPONSE", 1, is_number(46, 47))), {"answer": "46.5", "tolerance": "0.5"}),
        (
            rules(plus("RESPONSE", 1, near("0.01")), plus("RESPONSE", 1, near("1"))),
            {"answer": "46.38", "tolerance": "0.01", "also": [{"answer": "46.38", "tolerance": "1", "share": "0.5"}]},
        ),
    ],
)
def test_a_number(processing: str, content: dict[str, Any]) -> None:
    found = taken(item(NUMBER, f"<p>多少？</p><p>{entry()} %</p>", processing))
    assert (found.kind, found.content) == ("numeric", {"stem": "多少？", "unit": "%", "explanation": ""} | content)


def test_whole_numbers_of_a_range() -> None:
    found = taken(
        item(response(base="integer", right="4"), f"<p>几个？{entry()}</p>", rules(plus("RESPONSE", 1, is_number(3, 6, above="lt"))))
    )
    assert found.kind == "numeric"
    assert (found.content["answer"], found.content["tolerance"]) == ("4", "1")


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (is_number(46, 47, below="gt"), "very limit"),
        (f"<gte>{GIVEN}{constant(46)}</gte>", "without an end"),
        (
            f'<equalRounded roundingMode="decimalPlaces" figures="1">{GIVEN}{constant(46.38)}</equalRounded>',
            "round the answer",
        ),
        (
            f"<equal><product>{GIVEN}{constant(2)}</product>{constant(92.76)}</equal>",
            "<product>",
        ),
        ('<customOperator class="x"><variable identifier="RESPONSE"/></customOperator>', "operator of its own"),
    ],
)
def test_numbers_that_are_marked_otherwise(condition: str, reason: str) -> None:
    assert reason in refused(item(NUMBER, f"<p>多少？</p>{entry()}", rules(plus("RESPONSE", 1, condition))))


def test_a_short_text() -> None:
    worth = mapped({"Kiwi": 2, "猕猴桃": 1}, entry=' caseSensitive="false"')
    found = taken(item(response(base="string", right="Kiwi", inner=worth), f"<p>它叫{entry()}。</p>", template("map_response")))
    assert (found.kind, found.content["stem"], found.content["case_sensitive"]) == ("short_text", "它叫____。", False)
    assert found.content["accepted"] == [{"text": "Kiwi", "share": "1"}, {"text": "猕猴桃", "share": "0.5"}]


def test_capitals_count_where_they_count() -> None:
    assert (
        taken(item(response(base="string", right="Kiwi"), f"<p>A?</p>{entry()}", template("match_correct"))).content["case_sensitive"]
        is True
    )


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('<patternMatch pattern="[a-z]+"><variable identifier="RESPONSE"/></patternMatch>', "<patternmatch>"),
        (
            f'<stringMatch caseSensitive="false" substring="true">{GIVEN}{constant("kiwi", "string")}</stringMatch>',
            "<stringmatch>",
        ),
    ],
)
def test_texts_that_are_searched_are_no_like(condition: str, reason: str) -> None:
    assert reason in refused(item(response(base="string", right="kiwi"), f"<p>A?</p>{entry()}", rules(plus("RESPONSE", 1, condition))))


def order(processing: str, right: str = "C|A|B") -> str:
    shown = f"<prompt>排</prompt>{choices('simpleChoice', 'A=茶 B=油 C=米')}"
    body = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{shown}</orderInteraction>'
    return item(response(cardinality="ordered", right=right), body, processing)


def following(one: str, other: str) -> str:
    pair = f'<ordered><baseValue baseType="identifier">{one}</baseValue><baseValue baseType="identifier">{other}</baseValue></ordered>'
    return f'<contains><variable identifier="RESPONSE"/>{pair}</contains>'


def at(place: int, name: str) -> str:
    return f'<match><index n="{place}"><variable identifier="RESPONSE"/></index><baseValue baseType="identifier">{name}</baseValue></match>'


def test_an_order() -> None:
    found = taken(order(template("match_correct")))
    assert (found.kind, found.content["answer"], found.content["credit"]) == ("ordering", ["c", "a", "b"], "all")
    found = taken(order(rules(plus("RESPONSE", 1, following("C", "A")), plus("RESPONSE", 1, following("A", "B")))))
    assert found.content["credit"] == "each"


def test_an_order_by_places_is_no_like() -> None:
    assert "mark otherwise" in refused(order(rules(*[plus("RESPONSE", 1, at(place, name)) for place, name in enumerate("CAB", start=1)])))


def match(processing: str, inner: str = "", *, left: int = 1, right: int = 3) -> str:
    def side(words: str, most: int) -> str:
        return f"<simpleMatchSet>{choices('simpleAssociableChoice', words)}</simpleMatchSet>".replace(
            "Choice id", f'Choice matchMax="{most}" id'
        )

    sides = side("R1=绿 R2=黄", left) + side("A=茶 B=油 C=米", right)
    body = f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="0"><prompt>配</prompt>{sides}</matchInteraction>'
    return item(response(base="directedPair", cardinality="multiple", right="R1 A|R2 B", inner=inner), body, processing)


def test_a_matching() -> None:
    found = taken(match(template("match_correct")))
    assert (found.kind, found.content["answer"], found.content["credit"]) == ("matching", {"1": "a", "2": "b"}, "all")
    found = taken(match(template("map_response"), mapped({"R1 A": 1, "R2 B": 1})))
    assert (found.content["credit"], found.content["rows"]) == ("each", [{"key": "1", "text": "绿"}, {"key": "2", "text": "黄"}])


def test_rows_that_weigh_differently_are_gaps() -> None:
    found = taken(match(template("map_response"), mapped({"R1 A": 1, "R2 B": 3, "R2 A": 1})))
    assert (found.kind, found.content["stem"]) == ("cloze", "配\n绿 — [[1]]\n黄 — [[2]]")
    assert [gap["weight"] for gap in found.content["gaps"].values()] == ["0.25", "0.75"]
    assert found.content["gaps"]["2"]["shares"] == {"a": "0.3333333"}


def test_pairs_that_may_repeat_on_both_sides_are_no_like() -> None:
    assert "on both sides" in refused(match(template("match_correct"), left=0))


def gap_match(inner: str) -> str:
    words = f'{choices("gapText", "W1=茶 W2=油")}<p>先<gap identifier="G1"/>后<gap identifier="G2"/>。</p>'
    body = f'<gapMatchInteraction responseIdentifier="RESPONSE">{words}</gapMatchInteraction>'
    return item(response(base="directedPair", cardinality="multiple", right="W1 G1|W2 G2", inner=inner), body, template("map_response"))


def test_words_put_into_gaps() -> None:
    found = taken(gap_match(mapped({"W1 G1": 1, "W2 G2": 1})))
    assert (found.kind, found.content["stem"]) == ("cloze", "先[[1]]后[[2]]。")
    assert [gap["answer"] for gap in found.content["gaps"].values()] == ["a", "b"]


def test_gaps_that_take_points_away_are_no_like() -> None:
    assert "mark otherwise" in refused(gap_match(mapped({"W1 G1": 1, "W2 G2": 1}, 'defaultValue="-1" lowerBound="0"')))


TWO = response("R1", right="A") + response("R2", base="float", right="5")
WORDS = f"<p>用{inline(name='R1')}炒{entry('R2')}个蛋。</p>"


def test_gaps_within_the_words() -> None:
    found = taken(item(TWO, WORDS, rules(plus("R1", 1), plus("R2", 2))))
    gaps = found.content["gaps"]
    assert (found.kind, found.content["stem"]) == ("cloze", "用[[1]]炒[[2]]个蛋。")
    assert [(gap["kind"], gap["answer"], gap["weight"]) for gap in gaps.values()] == [
        ("single", "a", "0.3333333"),
        ("numeric", "5", "0.6666667"),
    ]


def test_gaps_that_count_only_together_are_no_like() -> None:
    both = (
        "<and>"
        + "".join(f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>' for name in ("R1", "R2"))
        + "</and>"
    )
    assert refused(item(TWO, WORDS, rules(plus("", 1, both))))


def test_several_questions_are_a_case() -> None:
    declared = response("R1", right="A") + response("R2", cardinality="multiple", right="A|B")
    body = "<p>一家店。</p>" + choice(name="R1") + choice(name="R2", most=0, prompt="哪些？")
    found = taken(item(declared, body, rules(plus("R1", 1), plus("R2", 1))))
    assert (found.kind, found.content["stem"]) == ("case", "一家店。")
    assert [(part["kind"], part["stem"], part["answer"]) for part in found.content["parts"]] == [
        ("single", "哪个？", "a"),
        ("multiple", "哪些？", ["a", "b"]),
    ]


def test_gaps_beside_questions_are_questions_too() -> None:
    body = f"<p>用{entry('R2')}个蛋。</p>{choice(name='R1')}"
    found = taken(item(TWO, body, rules(plus("R1", 1), plus("R2", 3))))
    assert (found.kind, found.content["stem"]) == ("case", "用____(1)个蛋。")
    assert [(part["kind"], part["stem"], part["weight"]) for part in found.content["parts"]] == [
        ("numeric", "(1)", "0.75"),
        ("single", "哪个？", "0.25"),
    ]


def test_words_to_choose_within_a_text() -> None:
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>哪个错了？</prompt>'
        '<p>他<hottext identifier="A">在</hottext>店里<hottext identifier="B">买</hottext>货给客人。</p></hottextInteraction>'
    )
    found = taken(item(response(right="B"), body, template("match_correct")))
    assert (found.kind, found.content["stem"], found.content["answer"]) == ("single", "哪个错了？\n他【在】店里【买】货给客人。", "b")


def test_a_slider_is_a_number() -> None:
    limits = 'lowerBound="0" upperBound="10" step="1"'
    body = f'<sliderInteraction responseIdentifier="RESPONSE" {limits}><prompt>几成？</prompt></sliderInteraction>'
    found = taken(item(response(base="integer", right="7"), body, template("match_correct")))
    assert (found.kind, found.content["answer"], found.content["stem"]) == ("numeric", "7", "几成？\n(from 0 to 10)")


@pytest.mark.parametrize("tag", ["extendedTextInteraction", "uploadInteraction"])
def test_what_people_mark_is_an_essay(tag: str) -> None:
    base = "string" if tag.startswith("e") else "file"
    found = taken(item(response(base=base), f'<{tag} responseIdentifier="RESPONSE"><prompt>写</prompt></{tag}>', ""))
    assert (found.kind, found.content["stem"], found.content.get("files")) == ("essay", "写", None if base == "string" else 1)


NO_LIKE = """associate selectPoint graphicAssociate positionObject drawing media endAttempt custom
    portableCustom newest"""


@pytest.mark.parametrize("tag", NO_LIKE.split())
def test_what_has_no_like_is_refused_by_name(tag: str) -> None:
    body = f'<{tag}Interaction responseIdentifier="RESPONSE"/>'
    assert refused(item(response(right="B"), body, template("match_correct"))) == f"there is no like of <{tag.lower()}interaction> here"


DRAWN = (
    '<templateDeclaration identifier="N" cardinality="single" baseType="integer"/>'
    '<templateProcessing><setTemplateValue identifier="N">{0}</setTemplateValue></templateProcessing>'
)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (ONE.replace('adaptive="false"', 'adaptive="true"'), "adaptive"),
        (
            item(response(right="B"), choice(), template("match_correct"), extra=DRAWN.format('<randomInteger min="1" max="9"/>')),
            "drawn anew",
        ),
        (item(response(right="B"), choice(), ""), "no rules that give points"),
        (item(response(right="B"), choice(), template("guess")), "guess"),
        (item(response(), choice(), template("match_correct")), "earns nothing"),
        (item(response(right="B", inner=mapping(default=-1, B=1)), choice(), template("map_response")), "takes points away"),
        (item(response(right="B"), "<p/>", template("match_correct")), "asks nothing"),
        (item(response("OTHER", right="B"), choice(), template("match_correct")), "not declared"),
        (item(response(right="B"), choice(" ".join(f"X{n}={n}" for n in range(9))), template("match_correct")), "9 options"),
        (item(response(right="B"), "<p><img src='a.png' alt=''/></p>" + choice(), template("match_correct")), "not in the file"),
        (item(response(right="B"), '<math xmlns="http://www.w3.org/1998/Math/MathML"/>' + choice(), template("match_correct")), "<math>"),
        (item(response(right="B"), '<object type="video/mp4" data="a.mp4"/>' + choice(), template("match_correct")), "<object>"),
        (
            item(response(right="A") + response("R2", right="B"), choice() + f"<p>{inline(name='R2')}</p>", template("match_correct")),
            "by itself",
        ),
        (ONE.replace("<itemBody>", "<itemBody").replace("</itemBody>", ""), "well-formed"),
        (ONE.replace("assessmentItem", "assessmentTest"), "not a question"),
    ],
)
def test_what_is_refused_and_why(xml: str, reason: str) -> None:
    assert reason in refused(xml)


def test_a_template_without_chance_is_one_question() -> None:
    drawn = DRAWN.format('<baseValue baseType="integer">7</baseValue>')
    body = '<p>要<printedVariable identifier="N"/>个。</p>' + choice()
    assert taken(item(response(right="B"), body, template("match_correct"), extra=drawn)).content["stem"] == "要7个。\n哪个？"


def test_feedback_is_the_explanation_and_tables_are_figures() -> None:
    said = '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show"><p>因为</p><p>所以</p></modalFeedback></assessmentItem>'
    body = (
        '<rubricBlock view="scorer"><p>秘密</p></rubricBlock><table><tr><th>月</th><th>单</th></tr><tr><td>1</td><td>20</td></tr></table>'
        + choice()
    )
    found = taken(item(response(right="B"), body, template("match_correct")).replace("</assessmentItem>", said))
    assert (found.content["stem"], found.content["explanation"]) == ("哪个？", "因为\n所以")
    assert found.content["figures"] == [{"table": {"header": ["月", "单"], "rows": [["1", "20"]]}}]
